/// Why a JSON value is no schema, or none that can be used.
public struct SchemaError: Error, Hashable, Sendable {
    /// What went wrong, for a program to tell apart.
    public enum Kind: String, Hashable, Sendable {
        /// Against the rules of the draft.
        case invalid
        /// Within the rules, but not supported.
        case unsupported
    }

    /// What went wrong.
    public let kind: Kind
    /// Where in the schema: a JSON pointer (RFC 6901).
    public let path: String
    /// What is wrong, in one sentence without a full stop.
    public let message: String
}

extension SchemaError: CustomStringConvertible {
    /// The message after the place.
    public var description: String { "\(path.isEmpty ? "schema" : path): \(message)" }
}
