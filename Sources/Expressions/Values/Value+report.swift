public import JSONValues

extension Value {
    /// The value as a report in JSON shows it; every value has such a form, and its type tells what it stands for.
    ///
    /// As protocol buffers write them: bytes are base64, points in time and durations their texts (`3.5s`), infinities
    /// and NaN the strings `Infinity`, `-Infinity` and `NaN`. A `uint` above the range of `int` is a string of digits, a
    /// type its name, an optional what it holds or null. A map whose keys are no strings has their texts for keys; where
    /// two of those are the same, it is an array of pairs of key and value. Only a value that was within the limits of
    /// an evaluation may be asked for.
    public var reported: JSON {
        switch self {
        case .uint(let value): Int64(exactly: value).map { .int($0) } ?? .string(String(value))
        case .double(let value) where !value.isFinite:
            .string(value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity")
        case .type(let type): .string(type.description)
        case .optional(let value): value?.reported ?? .null
        case .list(let list):
            if case .json(let elements) = list.storage { .array(elements) } else { .array(list.map(\.reported)) }
        case .map(let map): map.reported
        default: json ?? .null
        }
    }

    /// The form in a report where that is no larger than so many bytes.
    public func reported(within limit: Int) -> JSON? {
        var left = limit
        return take(from: &left) ? reported : nil
    }
}

extension Value.Map {
    fileprivate var reported: JSON {
        guard case .entries(let entries) = storage else { return json ?? .null }
        var members: [String: JSON] = [:]
        for key in entries.keys { members[key.text] = entries.values[key]?.reported ?? .null }
        guard members.count < entries.keys.count else { return .object(members) }
        return .array(
            entries.keys.map { .array([$0.value.reported, entries.values[$0]?.reported ?? .null]) })
    }
}
