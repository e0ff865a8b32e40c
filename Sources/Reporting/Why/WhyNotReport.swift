public import GitNames
public import Journaling
public import Orchestration
import Pipelines

/// What each pipeline did with a commit: what `why-not --json` gives.
public struct WhyNotReport: Codable, Hashable, Sendable {
    /// The commit.
    public var commit: String
    /// Each time it was taken: once for each branch it was seen on.
    public var taken: [Taken]

    /// One time that a daemon took the commit.
    public struct Taken: Codable, Hashable, Sendable {
        /// The branch it was seen on.
        public var branch: String
        /// When.
        public var at: String
        /// What each pipeline did.
        public var verdicts: [Verdict]
    }

    /// What one pipeline did.
    public struct Verdict: Codable, Hashable, Sendable {
        /// The pipeline; `null` for what concerns a document alone.
        @OrNull public var pipeline: String?
        /// One of `started no_event already_taken self_caused filter_false filter_error rejected invalid unreadable`.
        public var outcome: String
        /// The run, where one was started.
        @OrNull public var run: String?
        /// One sentence.
        public var detail: String
    }

    /// Looks a commit up in the workspace's journal.
    public init(_ commit: ObjectID, _ entries: [JournalEntry<WorkspaceEvent>]) {
        self.commit = commit.hex
        taken = entries.flatMap(\.events).compactMap { event in
            guard case .commitTaken(let taken) = event, taken.commit == commit else { return nil }
            return Taken(
                branch: taken.branch, at: taken.at.isoText,
                verdicts: taken.verdicts.map { Verdict($0) })
        }
    }

    /// One line for each pipeline. Of a commit that was not taken it is said whether it will be.
    public func page(isBeforeStart: Bool = false) -> Page {
        var page = Page()
        for taken in taken {
            page.add(
                StyledText(String(commit.prefix(7)), .name)
                    + StyledText(" on \(taken.branch), taken \(taken.at)", .faint))
            page.add(rows: taken.verdicts.map(\.row), level: 1)
        }
        if taken.isEmpty {
            page.add(StyledText(String(commit.prefix(7)), .name) + " has not been taken by a daemon of this workspace")
            page.add(
                isBeforeStart
                    ? "it was there before: what is committed after the first start counts"
                    : "no daemon has run since it was committed", level: 1)
            page.add(next: [isBeforeStart ? "taskdaemon run --plan FILE" : "taskdaemon daemon --once"])
        } else if !taken.contains(where: { $0.verdicts.contains { $0.outcome == "started" } }) {
            page.add(next: ["taskdaemon run --plan FILE"])
        }
        return page
    }
}

extension WhyNotReport.Verdict {
    init(_ verdict: CommitTaken.Verdict) {
        self.init(
            pipeline: verdict.pipeline?.rawValue, outcome: verdict.outcome.rawValue, run: verdict.run?.rawValue,
            detail: verdict.detail)
    }

    /// Pipeline, outcome and detail, as a line of a page.
    var row: [StyledText] {
        [
            StyledText(pipeline ?? "-"), StyledText(outcome, outcome == "started" ? .good : .waiting),
            StyledText(run.map { "\($0)  \(detail)" } ?? detail),
        ]
    }
}
