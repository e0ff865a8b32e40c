import JSONValues

/// A JSON value as schemas compare values: `1` is `1.0`, and strings are the same when their code points are.
struct JSONIdentity: Hashable {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    static func == (left: JSONIdentity, right: JSONIdentity) -> Bool {
        switch (left.json, right.json) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { JSONIdentity($0) == JSONIdentity($1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { key, value in right[key].map { JSONIdentity($0) == JSONIdentity(value) } ?? false }
        default:
            if let left = SchemaNumber(left.json), let right = SchemaNumber(right.json) {
                SchemaNumber.order(left, right) == .equal
            } else {
                false
            }
        }
    }

    func hash(into hasher: inout Hasher) {
        switch json {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .int(let value): hasher.combine(value)
        case .double(let value):
            if let whole = Int64(exactly: value) { hasher.combine(whole) } else { hasher.combine(value) }
        case .string(let value): hasher.combine(value)
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { JSONIdentity(element).hash(into: &hasher) }
        case .object(let members):
            // Without order: the hashes of the members are joined in a way that has none.
            var joined = 0
            for (key, value) in members {
                var member = Hasher()
                member.combine(key)
                JSONIdentity(value).hash(into: &member)
                joined ^= member.finalize()
            }
            hasher.combine(joined)
        }
    }
}
