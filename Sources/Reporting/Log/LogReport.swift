import GitNames
public import JSONValues
public import Journaling
public import Orchestration
public import Pipelines

/// A run's journal, oldest entry first: what `log --json` gives.
public struct LogReport: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// Oldest first.
    public var entries: [Entry]

    /// One entry of the journal.
    public struct Entry: Codable, Hashable, Sendable {
        /// The entry's commit.
        public var commit: String
        /// When it was written.
        public var time: String
        /// The commit's subject.
        public var subject: String
        /// What happened, for people: one clause for each event that is not about a ref alone.
        public var lines: [String]
        /// The events as the journal has them.
        public var events: [JSON]
    }

    /// The report of some entries.
    public init(_ run: RunID, _ entries: [JournalEntry<RunEvent>]) {
        self.run = run.rawValue
        self.entries = entries.map { entry in
            Entry(
                commit: entry.id.hex, time: entry.time.isoText, subject: entry.subject,
                lines: entry.events.filter { !$0.isAboutRefsAlone }.map(\.summary),
                events: entry.events.map { (try? JSON(encoding: $0)) ?? .null })
        }
    }
}

extension RunEvent {
    fileprivate var isAboutRefsAlone: Bool {
        switch self {
        case .moved, .landed: true
        default: false
        }
    }
}
