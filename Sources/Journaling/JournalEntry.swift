public import GitNames
public import Pipelines

/// One commit of a journal: what one turn of the loop decided.
public struct JournalEntry<Event: Codable & Sendable>: Sendable {
    /// The commit.
    public var id: ObjectID
    /// When it was decided, in whole seconds.
    public var time: Instant
    /// The commit's subject.
    public var subject: String
    /// In the order they happened.
    public var events: [Event]

    /// States an entry.
    public init(id: ObjectID, time: Instant, subject: String, events: [Event]) {
        self.id = id
        self.time = time
        self.subject = subject
        self.events = events
    }

    /// A time as git has it; one that is out of range is the beginning.
    static func instant(ofSeconds seconds: Int64) -> Instant {
        let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return Instant(milliseconds: overflow ? 0 : milliseconds)
    }
}
