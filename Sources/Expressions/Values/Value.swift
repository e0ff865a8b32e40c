/// A value that an expression computes with (CEL's values, less protocol buffer messages).
///
/// Swift's `==` tells types apart: `.int(1)` is not `.double(1)`. The equality of the language, where `1 == 1.0`, is what
/// the operator `==` inside an expression means.
public enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list(List)
    case map(Map)
    case timestamp(Timestamp)
    /// Whole nanoseconds that fit 64 bits.
    case duration(Duration)
    case type(ValueType)
    /// What `a.?b` gives: a value, or none.
    indirect case optional(Value?)
}

extension Value {
    /// The type of this value, as `type(x)` gives it.
    public var type: ValueType {
        switch self {
        case .null: .null
        case .bool: .bool
        case .int: .int
        case .uint: .uint
        case .double: .double
        case .string: .string
        case .bytes: .bytes
        case .list: .list
        case .map: .map
        case .timestamp: .timestamp
        case .duration: .duration
        case .type: .type
        case .optional: .optional
        }
    }
}

extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
    /// A `bool`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// An `int`.
    public init(integerLiteral value: Int64) { self = .int(value) }
    /// A `double`.
    public init(floatLiteral value: Double) { self = .double(value) }
    /// A `string`.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A `list`.
    public init(arrayLiteral elements: Value...) { self = .list(List(elements)) }
}
