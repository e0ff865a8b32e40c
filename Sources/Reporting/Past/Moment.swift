public import GitNames
public import Pipelines

/// A time to look back to, or the entry of a journal after which to look.
public struct Moment: Hashable, Sendable {
    /// When.
    public var time: Instant
    /// The entry, where one was named.
    public var entry: ObjectID?
    /// The run whose journal the entry is of; `nil` where it is the workspace's.
    public var run: RunID?

    /// States it.
    public init(time: Instant, entry: ObjectID? = nil, run: RunID? = nil) {
        self.time = time
        self.entry = entry
        self.run = run
    }

    /// When it was, for people.
    public var text: String { time.dayAndTimeText + " UTC" + (entry.map { ", after \($0.short)" } ?? "") }
}

/// A report of how things were: its own members, and `at`.
public struct Dated<Report: Encodable>: Encodable {
    private let report: Report
    private let at: Instant

    private enum Key: String, CodingKey {
        case at
    }

    /// Dates a report.
    public init(_ report: Report, at: Instant) {
        self.report = report
        self.at = at
    }

    /// Writes the report's members and `at` into one object.
    public func encode(to encoder: any Encoder) throws {
        try report.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(at.isoText, forKey: .at)
    }
}
