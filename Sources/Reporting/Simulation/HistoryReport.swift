public import GitNames
public import Orchestration
public import Pipelines

/// What the commits of a branch would have started: what `simulate --since COMMIT --json` gives.
public struct HistoryReport: Codable, Hashable, Sendable {
    /// The branch, or `HEAD`.
    public var branch: String
    /// The commit after which the first one comes.
    public var since: String
    /// Oldest first, along the first parent.
    public var commits: [Commit]

    /// A commit, and what each pipeline would have done with it.
    public struct Commit: Codable, Hashable, Sendable {
        /// The commit.
        public var commit: String
        /// When it was made.
        public var at: String
        /// The first line of its message.
        public var subject: String
        /// One for each pipeline, and for each thing that kept a document from being read.
        public var verdicts: [WhyNotReport.Verdict]

        /// Takes what was decided of a commit.
        public init(_ commit: ObjectID, at: Instant, message: String, _ verdicts: [CommitTaken.Verdict]) {
            self.commit = commit.hex
            self.at = at.isoText
            subject = message.split(separator: "\n", omittingEmptySubsequences: true).first.map(String.init) ?? ""
            self.verdicts = verdicts.map { WhyNotReport.Verdict($0) }
        }
    }

    /// Takes the commits.
    ///
    /// - Parameter pipeline: the only one to tell of; `nil` for all.
    public init(branch: String, since: ObjectID, commits: [Commit], of pipeline: PipelineName? = nil) {
        self.branch = branch
        self.since = since.hex
        self.commits = commits
        guard let pipeline else { return }
        for index in self.commits.indices {
            self.commits[index].verdicts.removeAll { $0.pipeline.map { $0 != pipeline.rawValue } ?? false }
        }
    }

    /// A line for each commit, and below it one for each pipeline; those in which no pipeline found anything it starts on
    /// are one line.
    public func page(width: Int = 80) -> Page {
        var page = Page()
        page.add(
            StyledText(branch, .name)
                + StyledText(
                    ", \(RunReport.count(commits.count, "commit")) since \(since.prefix(7)): nothing is run and nothing "
                        + "is written", .faint))
        page.gap()
        for commit in commits {
            let isQuiet = commit.verdicts.allSatisfy { $0.outcome == "no_event" }
            page.add(
                StyledText(String(commit.commit.prefix(7)), isQuiet ? .faint : .name) + "  "
                    + StyledText(commit.subject, isQuiet ? .faint : .plain)
                    + StyledText(isQuiet ? "  (no event that starts anything)" : "", .faint))
            if !isQuiet { page.add(commit.page(width: width - 4), level: 2) }
        }
        if !commits.isEmpty { page.gap() }
        page.add(sum)
        return page.truncated(to: width)
    }

    private var sum: StyledText {
        let started = commits.flatMap(\.verdicts).filter { $0.outcome == "started" }.compactMap(\.pipeline)
        guard !started.isEmpty else { return "no run would have been started" }
        let counts = Dictionary(grouping: started) { $0 }.mapValues(\.count).sorted { $0.key < $1.key }
        return StyledText("\(RunReport.count(started.count, "run")) would have been started: ", .good)
            + StyledText(counts.map { "\($0.value) of \($0.key)" }.joined(separator: ", "))
    }
}

extension HistoryReport.Commit {
    /// One line for each verdict; what is longer goes on below its own beginning.
    fileprivate func page(width: Int) -> Page {
        let rows = verdicts.map(\.row)
        let widths = (0..<2).map { column in rows.map { $0[column].columns }.max() ?? 0 }
        var page = Page()
        for row in rows {
            let line = row[0].padded(to: widths[0]) + "  " + row[1].padded(to: widths[1]) + "  " + row[2]
            page.add(wrapping: line, indent: widths[0] + widths[1] + 4, width: width)
        }
        return page
    }
}
