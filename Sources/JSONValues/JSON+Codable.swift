public import Foundation

extension JSON: Codable {
    /// Reads any JSON value; a number that is whole and fits becomes `int`.
    ///
    /// What a value is has to be found by trying, and each try that fails costs: the most frequent come first, and of
    /// lists and objects only what they are is tried, not all they hold.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if container.decodeNil() {
            self = .null
        } else if let members = try? decoder.container(keyedBy: MemberName.self) {
            try self.init(members: members, keeper: decoder.userInfo[.valueKeeper] as? any ValueKeeper)
        } else if var elements = try? decoder.unkeyedContainer() {
            var values: [JSON] = []
            values.reserveCapacity(elements.count ?? 0)
            while !elements.isAtEnd { values.append(try elements.decode(JSON.self)) }
            self = .array(values)
        } else if let value = try? container.decode(Int64.self) {
            self = .int(value)
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else {
            self = .double(try container.decode(Double.self))
        }
    }

    private init(members: KeyedDecodingContainer<MemberName>, keeper: (any ValueKeeper)?) throws {
        var values: [String: JSON] = [:]
        for name in members.allKeys { values[name.stringValue] = try members.decode(JSON.self, forKey: name) }
        guard let keeper else {
            self = .object(values)
            return
        }
        if let reference = ValueReference(written: values) {
            self = try keeper.value(named: reference.name)
        } else {
            self = .object(values.unescapedNames)
        }
    }

    /// Writes the value as it is; where a `ValueKeeper` is at hand, with references in place of what is large.
    public func encode(to encoder: any Encoder) throws {
        if let keeper = encoder.userInfo[.valueKeeper] as? any ValueKeeper {
            try PlainValue(value: keeper.written(self)).encode(to: encoder)
        } else {
            try encodePlainly(to: encoder)
        }
    }

    func encodePlainly(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .double(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        }
    }
}

/// Any name of an object's member.
private struct MemberName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension JSON {
    /// Reads one JSON text.
    ///
    /// Throws `DecodingError` for anything else, also for one nested deeper than Foundation allows (512).
    public init(parsing text: some Collection<UInt8>) throws {
        self = try JSONDecoder().decode(JSON.self, from: Data(text))
    }

    /// The value of anything that can be encoded.
    public init(encoding value: some Encodable) throws {
        self = try JSON(parsing: JSONEncoder.sorted().encode(value))
    }

    /// Decodes a type from this value.
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try JSONDecoder().decode(type, from: JSONEncoder.sorted().encode(self))
    }

    /// The text on one line, keys sorted, slashes not escaped, control characters escaped.
    public var text: String {
        // A value without NaN or infinity always encodes; those two have no JSON form and are written as null.
        guard let data = try? JSONEncoder.sorted().encode(self) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The text over several lines, indented by two spaces, keys sorted.
    public var prettyText: String {
        let encoder = JSONEncoder.sorted()
        encoder.outputFormatting.insert(.prettyPrinted)
        guard let data = try? encoder.encode(self) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension JSONEncoder {
    /// The one form that JSON is written in: sorted keys, so that equal values have equal bytes.
    public static func sorted() -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
