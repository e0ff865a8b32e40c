/// The type of a value, itself a value of the language: `type(1) == int`.
public enum ValueType: String, Hashable, Sendable, CaseIterable {
    case null = "null_type"
    case bool
    case int
    case uint
    case double
    case string
    case bytes
    case list
    case map
    case timestamp = "google.protobuf.Timestamp"
    case duration = "google.protobuf.Duration"
    case type
    case optional = "optional_type"
}

extension ValueType: CustomStringConvertible {
    /// The name as an error message says it: `null`, `timestamp`.
    public var description: String {
        switch self {
        case .null: "null"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .optional: "optional"
        default: rawValue
        }
    }
}
