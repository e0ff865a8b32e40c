import Definitions
public import Git
public import GitNames
public import Orchestration
public import Pipelines
import Watching

/// What the commits of a branch would have started: decided as a daemon decides, while nothing is run or written.
///
/// Confined to one thread, as the repository is.
public struct HistoryWalk {
    /// A commit, and what each pipeline would have done with it.
    public struct Step: Sendable {
        /// The commit.
        public var commit: Commit
        /// One for each pipeline, and for each thing that kept a document from being read.
        public var verdicts: [CommitTaken.Verdict]
    }

    private let reader: CommitReader
    private var definitions: CommitDefinitions

    /// Takes a repository, and the user under whose settings it is looked at.
    public init(_ repository: Repository, options: DaemonOptions) {
        reader = CommitReader(repository)
        definitions = CommitDefinitions(
            builtIn: .shipped(with: options.userAgents), userConfig: options.userConfig,
            environment: options.environment)
    }

    /// What each commit after another one would have started, oldest first along the first parent.
    ///
    /// Each run is taken to have ended before the next commit came.
    ///
    /// - Parameters:
    ///   - since: the last commit that was taken.
    ///   - branch: the branch's short name, or `HEAD`.
    ///   - tip: where the branch is.
    ///   - only: the commit whose definitions count for all of them; `nil` for each one's own.
    ///   - written: contents at paths that runs themselves have written.
    ///   - limit: the most commits, the oldest, that are looked at.
    public mutating func steps(
        since: ObjectID, on branch: String, tip: ObjectID, definitionsOf only: ObjectID? = nil,
        written: Set<DocumentKey> = [], limit: Int
    ) throws -> [Step] {
        var workspace = Workspace()
        return try reader.commitsToTake(tip: tip, cursors: [since], limit: limit).map { id in
            let commit = try reader.repository.commit(id)
            let loaded = try definitions.of(only ?? id, in: reader.repository)
            let now = Instant(milliseconds: commit.committer.seconds.multipliedReportingOverflow(by: 1000).partialValue)
            let facts = try CommitFacts(
                reading: id, on: branch, with: reader, loaded, owner: "simulate", written: written)
            var events = workspace.decide(.commitSeen(facts), at: now)
            for event in events { workspace.apply(event) }
            if let move = move(of: commit, on: branch, facts.pipelines, loaded.settings, at: now) {
                let more = workspace.decide(.eventSeen(move), at: now)
                for event in more { workspace.apply(event) }
                events += more
            }
            for case .runRequested(let run) in events { workspace.apply(.runEnded(run.id, .succeeded)) }
            return Step(commit: commit, verdicts: Self.verdicts(in: events))
        }
    }

    /// That the branch came to the commit, as an event.
    private func move(
        of commit: Commit, on branch: String, _ pipelines: [CommitFacts.PipelineFact], _ settings: Settings,
        at now: Instant
    ) -> EventFacts? {
        let change = RefChange(.ref(.branch(branch)), old: commit.parents.first, new: commit.id)
        guard branch != "HEAD", let event = Event(change, ignoring: settings.branchPrefix, time: now) else {
            return nil
        }
        return EventFacts(event, .ref, commit: commit.id, branch: branch, pipelines: pipelines)
    }

    /// What each pipeline does with the commit; what it does with the branch's move comes in the place of nothing.
    private static func verdicts(in events: [WorkspaceEvent]) -> [CommitTaken.Verdict] {
        var verdicts: [CommitTaken.Verdict] = []
        for event in events {
            switch event {
            case .commitTaken(let taken): verdicts = taken.verdicts
            case .eventTaken(let taken):
                for verdict in taken.verdicts where verdict.outcome != .noEvent && verdict.outcome != .invalid {
                    let place = verdicts.firstIndex { $0.pipeline == verdict.pipeline && $0.outcome == .noEvent }
                    if let place { verdicts[place] = verdict } else { verdicts.append(verdict) }
                }
            default: continue
            }
        }
        return verdicts
    }
}
