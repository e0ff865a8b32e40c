/// Bounds on what is read and written, so that no journal from elsewhere can exhaust this process.
enum JournalLimits {
    /// Bytes of an event's line; a longer one is a blob of its own.
    static let line = 64 << 10
    /// Bytes of lines in one message; what comes after becomes blobs, unless it is tiny.
    static let lines = 1 << 20
    /// Bytes of a line that stays where it is in any case: a reference to a blob is no shorter.
    static let tinyLine = 200
    /// How deep an event's JSON is nested; Foundation reads 512.
    static let depth = 500
    /// Bytes of an entry's commit.
    static let entry = 16 << 20
    /// Bytes of a blob that an entry refers to: a value or a log.
    static let value = 64 << 20
    /// Bytes of a value with all that it refers to.
    static let wholeValue = 256 << 20
    /// How many references to values are inside each other.
    static let valueNesting = 16
    /// Bytes of a snapshot.
    static let snapshot = 256 << 20
    /// Entries of one journal.
    static let entries = 2_000_000
    /// Parents of one commit; git itself walks more, but slowly.
    static let parents = 200
    /// Bytes of a request in the inbox.
    static let request = 1 << 20
    /// Requests taken from the inbox at once.
    static let requests = 10_000
}
