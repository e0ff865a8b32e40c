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
    /// Why it was not taken: one of `pending before_start merged own_branch unwatched remote lost`; `null` where it was.
    @OrNull public var reason: String?
    /// The same in a sentence.
    @OrNull public var detail: String?
    /// The merge with which it came to a branch, for the next command.
    private var merge: ObjectID?

    private enum CodingKeys: String, CodingKey {
        case commit, taken, reason, detail
    }

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
    ///
    /// - Parameter place: where it is; only looked at where it was not taken.
    public init(
        _ commit: ObjectID, _ entries: [JournalEntry<WorkspaceEvent>], place: @autoclosure () throws -> CommitPlace?
    ) rethrows {
        self.commit = commit.hex
        taken = entries.flatMap(\.events).compactMap { event in
            guard case .commitTaken(let taken) = event, taken.commit == commit else { return nil }
            return Taken(
                branch: taken.branch, at: taken.at.isoText,
                verdicts: taken.verdicts.map { Verdict($0) })
        }
        guard taken.isEmpty, let place = try place() else { return }
        reason = place.reason
        detail = place.detail
        if case .merged(_, let merge) = place { self.merge = merge }
    }

    /// One line for each pipeline; of a commit that was not taken, why.
    ///
    /// - Parameter hasDaemon: whether a daemon runs that will take what is there.
    public func page(hasDaemon: Bool = false) -> Page {
        var page = Page()
        for taken in taken {
            page.add(
                StyledText(String(commit.prefix(7)), .name)
                    + StyledText(" on \(taken.branch), taken \(taken.at)", .faint))
            page.add(rows: taken.verdicts.map(\.row), level: 1)
        }
        guard taken.isEmpty else {
            if !taken.contains(where: { $0.verdicts.contains { $0.outcome == "started" } }) {
                page.add(next: ["taskdaemon run --plan FILE"])
            }
            return page
        }
        page.add(StyledText(String(commit.prefix(7)), .name) + " has not been taken by a daemon of this workspace")
        if let detail { page.add(StyledText(detail), level: 1) }
        if reason == "pending" {
            page.add(hasDaemon ? "a daemon is running and takes it in a moment" : "no daemon is running", level: 1)
        }
        page.add(next: next(hasDaemon))
        return page
    }

    private func next(_ hasDaemon: Bool) -> [String] {
        switch reason {
        case "pending": hasDaemon ? ["taskdaemon status"] : ["taskdaemon daemon --once"]
        case "merged": merge.map { ["taskdaemon why-not \($0.short)"] } ?? []
        case "unwatched": ["taskdaemon config"]
        case "lost", "remote", nil: []
        default: ["taskdaemon run --plan FILE"]
        }
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
