public import JSONValues

extension Value {
    /// The value of a JSON value; arrays and objects are converted when they are read.
    public init(_ json: JSON) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .array(let elements): self = .list(List(elements))
        case .object(let members): self = .map(Map(members))
        }
    }

    /// The JSON form, or `nil` where there is none.
    ///
    /// Bytes become base64, points in time and durations their texts, keys that are no strings the text of the key. None:
    /// infinities, NaN, a `uint` above the range of `int`, a type, and an optional without a value.
    public var json: JSON? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .uint(let value): return Int64(exactly: value).map { .int($0) }
        case .double(let value): return value.isFinite ? .double(value) : nil
        case .string(let value): return .string(value)
        case .bytes(let value): return .string(Base64.encode(value))
        case .list(let list): return list.json
        case .map(let map): return map.json
        case .timestamp(let value): return .string(value.description)
        case .duration(let value): return .string(value.secondsText)
        case .type: return nil
        case .optional(let value): return value?.json
        }
    }
}

extension Value.List {
    var json: JSON? {
        switch storage {
        case .json(let elements): return .array(elements)
        case .values(let values):
            var elements: [JSON] = []
            elements.reserveCapacity(values.count)
            for value in values {
                guard let element = value.json else { return nil }
                elements.append(element)
            }
            return .array(elements)
        }
    }
}

extension Value.Map {
    var json: JSON? {
        switch storage {
        case .json(let members): return .object(members)
        case .entries(let entries):
            var members: [String: JSON] = [:]
            for key in entries.keys {
                guard let value = entries.values[key]?.json else { return nil }
                members[key.text] = value
            }
            return .object(members)
        }
    }
}
