extension Value {
    /// A key of a map.
    ///
    /// Keys are equal as the language says: `1` and `1u` are the same key, and strings are the same when their code points
    /// are (Swift's own `==` also takes canonically equivalent ones for equal).
    public enum Key: Sendable {
        case bool(Bool)
        case int(Int64)
        case uint(UInt64)
        case string(String)
    }
}

extension Value.Key {
    /// The key that a value names, or `nil` where it can name none.
    ///
    /// A `double` names the whole number that it is equal to.
    public init?(_ value: Value) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = .uint(value)
        case .string(let value): self = .string(value)
        case .double(let value):
            if let whole = Int64(exactly: value) {
                self = .int(whole)
            } else if let whole = UInt64(exactly: value) {
                self = .uint(whole)
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// The key as a value.
    public var value: Value {
        switch self {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): .uint(value)
        case .string(let value): .string(value)
        }
    }
}

extension Value.Key: Hashable {
    /// Whether the language takes both for the same key.
    public static func == (left: Value.Key, right: Value.Key) -> Bool {
        switch (left, right) {
        case (.bool(let left), .bool(let right)): left == right
        case (.int(let left), .int(let right)): left == right
        case (.uint(let left), .uint(let right)): left == right
        case (.int(let left), .uint(let right)), (.uint(let right), .int(let left)): left == right
        case (.string(let left), .string(let right)): left.hasSameCodePoints(as: right)
        default: false
        }
    }

    /// Hashes equal keys alike, whatever their types.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .uint(let value):
            if let value = Int64(exactly: value) { hasher.combine(value) } else { hasher.combine(value) }
        case .string(let value): hasher.combine(value)
        }
    }
}
