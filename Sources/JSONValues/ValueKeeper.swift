/// Keeps values that are too large to stand where they are used, while something with values in it is encoded or decoded:
/// in the encoder's or decoder's `userInfo`, under `valueKeeper`.
///
/// A value that is kept elsewhere is written as `{"$value": <its name>, "bytes": <its size>}`. What a user's own data has
/// under such a key is written with one more dollar sign, so that the two cannot be confused.
public protocol ValueKeeper: Sendable {
    /// What to write in place of a value: the value with everything that is large in it replaced by references, and
    /// with names escaped (`JSON.escaped`).
    func written(_ value: JSON) throws -> JSON
    /// The value of a reference, whole.
    func value(named name: String) throws -> JSON
}

extension CodingUserInfoKey {
    /// A `ValueKeeper`.
    public static let valueKeeper: CodingUserInfoKey = {
        guard let key = CodingUserInfoKey(rawValue: "valueKeeper") else { preconditionFailure("it takes every text") }
        return key
    }()
}

/// A value that is kept elsewhere.
public struct ValueReference: Hashable, Sendable {
    /// What the keeper calls it.
    public var name: String
    /// How large its text is.
    public var bytes: Int

    /// Names a value.
    public init(name: String, bytes: Int) {
        self.name = name
        self.bytes = bytes
    }

    /// As it is written.
    public var json: JSON { [Self.key: .string(name), "bytes": .int(Int64(bytes))] }

    static let key = "$value"

    /// The reference that an object as it was written is, if it is one.
    init?(written members: [String: JSON]) {
        guard case .string(let name)? = members[Self.key], case .int(let bytes)? = members["bytes"],
            members.count == 2
        else { return nil }
        self.init(name: name, bytes: Int(clamping: bytes))
    }

    /// Whether a name could be taken for that of a reference: `$value` after any number of dollar signs.
    static func isLike(_ name: String) -> Bool {
        name.utf8.first == UInt8(ascii: "$") && name.hasSuffix(key)
            && name.utf8.dropLast(key.utf8.count).allSatisfy { $0 == UInt8(ascii: "$") }
    }
}

extension [String: JSON] {
    /// The names as they are written where values may be kept elsewhere; `nil` where they stay as they are.
    public var escapedNames: [String: JSON]? {
        guard keys.contains(where: ValueReference.isLike) else { return nil }
        return Dictionary(
            uniqueKeysWithValues: map { (ValueReference.isLike($0.key) ? "$\($0.key)" : $0.key, $0.value) })
    }

    /// What was written, read back.
    var unescapedNames: [String: JSON] {
        guard keys.contains(where: ValueReference.isLike) else { return self }
        return Dictionary(
            map { (ValueReference.isLike($0.key) ? String($0.key.dropFirst()) : $0.key, $0.value) },
            uniquingKeysWith: { $1 })
    }
}

/// A value that is written as it is, whoever keeps large ones.
struct PlainValue: Encodable {
    let value: JSON

    func encode(to encoder: any Encoder) throws {
        switch value {
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(PlainValue(value: element)) }
        case .object(let members):
            var container = encoder.singleValueContainer()
            try container.encode(members.mapValues { PlainValue(value: $0) })
        case .null, .bool, .int, .double, .string: try value.encodePlainly(to: encoder)
        }
    }
}
