/// Who did something, and when.
public struct Signature: Hashable, Sendable, Codable {
    /// The name.
    public var name: String
    /// The mail address.
    public var email: String
    /// Seconds since 1970, UTC.
    public var seconds: Int64
    /// The clock's distance from UTC where it happened, in minutes; east is positive.
    public var offsetMinutes: Int

    /// States who and when.
    public init(name: String, email: String, seconds: Int64, offsetMinutes: Int = 0) {
        self.name = name
        self.email = email
        self.seconds = seconds
        self.offsetMinutes = offsetMinutes
    }
}
