/// A point in time: seconds since 1970-01-01T00:00:00Z, and nanoseconds from 0 to 999,999,999 after them.
///
/// From year 1 to year 9999, as CEL has it; nothing outside that range can be made.
public struct Timestamp: Hashable, Sendable {
    /// Whole seconds, rounded towards the past.
    public let seconds: Int64
    /// What is left, never negative.
    public let nanoseconds: Int32

    static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Makes a point in time, or `nil` outside the years 1 to 9999.
    public init?(seconds: Int64, nanoseconds: Int32 = 0) {
        guard Self.range.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else { return nil }
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }
}

extension Timestamp: Comparable {
    /// Whether the left one is earlier.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}
