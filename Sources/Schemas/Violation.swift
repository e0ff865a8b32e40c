/// One thing in a value that does not fit a schema.
public struct Violation: Hashable, Sendable {
    /// Where in the value: a JSON pointer (RFC 6901).
    public let path: String
    /// The keyword that says so: a JSON pointer into the schema.
    public let schemaPath: String
    /// The field, its value and the rule, in one sentence without a full stop.
    public let message: String
}
