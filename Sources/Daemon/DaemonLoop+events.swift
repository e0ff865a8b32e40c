import Git
import GitNames
import Journaling
import Orchestration
import Pipelines

extension DaemonLoop {
    /// Takes an event that somebody has put into the inbox: for the run that it names, or for pipelines and all runs
    /// that wait for it.
    mutating func takeEvent(_ request: InboxRequest) async throws {
        let event: Event
        do throws(EventProblem) {
            event = try request.event(chain: chain(of: request.cause))
        } catch {
            refuse(request.ulid, type: request.type, by: request.by, error.reason)
            return
        }
        if let id = request.run {
            guard runs[id] != nil else {
                refuse(request.ulid, type: event.type, by: request.by, "there is no run \(id)")
                return
            }
            command(id, .eventCame(event, by: request.by))
            return
        }
        do {
            offer(try await store.facts(of: event, by: request.by, prefix: settings.branchPrefix))
        } catch let refusal as WorkspaceStore.Refusal {
            refuse(request.ulid, type: event.type, by: request.by, refusal.reason)
        }
    }

    /// The pipelines of the runs that led to what a part of a run does; `nil` where no run did.
    private func chain(of cause: InboxRequest.Cause?) -> [PipelineName]? {
        guard let cause, let run = runs[cause.run]?.run else { return nil }
        let instance = cause.stage.map { InstanceID($0, cause.instance ?? .main) }
        return run.chain(of: instance)
    }

    /// Decides what pipelines do with an event, and gives it to every run of which a stage waits for it.
    private mutating func offer(_ facts: EventFacts) {
        var facts = facts
        let own: RunID? = if case .run(let run) = facts.origin { run } else { nil }
        facts.waiting = busy.filter { id, live in
            id != own && !live.run.stages(waitingFor: facts.event.type).isEmpty
        }.map(\.0)
        decide(.eventSeen(facts), at: options.now())
        for id in facts.waiting { command(id, .eventCame(facts.event, by: facts.by)) }
    }

    /// Tells what runs have come to: of each its stages that have just ended, or with `nil` all that have.
    mutating func tellOutcomes(of runs: [RunID: Set<StageName>?]) async {
        for (id, stages) in runs.sorted(by: { $0.key < $1.key }) {
            guard let run = self.runs[id]?.run else { continue }
            await tryTo("tell what \(id) came to") { loop in
                for event in run.outcomes(of: stages) {
                    loop.offer(try await loop.store.facts(of: event, origin: .run(id), run.creation.request))
                }
            }
        }
    }

    /// Tells of branches that were made or moved since the cursors.
    mutating func takeBranchMoves(_ branches: [WorkspaceStore.Branch], cursors: [RefName: ObjectID]) async throws {
        for branch in branches where !branch.name.hasPrefix("HEAD") {
            let old = pendingCursors[branch.name] ?? cursors[JournalStore.cursorRef(owner: owner, branch: branch.name)]
            guard old != branch.tip else { continue }
            let move = RefMove(ref: .branch(branch.name), old: old, new: branch.tip)
            try await offer(move)
        }
    }

    /// Tells of tags that were made since the last look; which there were is remembered in a ref of ours, for as long
    /// as anybody wants to know.
    mutating func takeTags() async throws {
        let isWanted =
            try await store.isStarted(by: "tag.created")
            || runs.values.contains { !$0.run.stages(waitingFor: "tag.created").isEmpty }
        let ref = JournalStore.cursorRef(owner: owner, branch: Self.tags)
        guard isWanted else {
            if knowsTags { try await store.putBack(ref, to: nil) }
            knowsTags = false
            return
        }
        let tags = try await store.tags(prefix: settings.branchPrefix)
        let names = tags.keys.map(\.text).sorted()
        let known = try await store.knownTags(in: ref)
        knowsTags = true
        guard names != known else { return }
        if let known = known.map(Set.init) {
            for (name, target) in tags.sorted(by: { $0.key < $1.key }) where !known.contains(name.text) {
                try await offer(RefMove(ref: name, old: nil, new: target))
            }
        }
        pendingTags = names
    }

    private mutating func offer(_ move: RefMove) async throws {
        let facts = try await store.facts(ofMove: move, prefix: settings.branchPrefix, at: options.now())
        if let facts { offer(facts) }
    }

    /// No branch is called so.
    static let tags = "refs/tags/"
}
