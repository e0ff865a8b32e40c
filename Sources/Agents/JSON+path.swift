import JSONValues

extension JSON {
    /// The values at a path: names joined by dots, `*` for every member or element.
    func values(at path: String) -> [JSON] {
        var found = [self]
        for name in path.split(separator: ".") {
            found = found.flatMap { value -> [JSON] in
                switch value {
                case .object(let members):
                    name == "*"
                        ? members.sorted { $0.key < $1.key }.map(\.value) : [members[String(name)]].compactMap(\.self)
                case .array(let elements):
                    if name == "*" {
                        elements
                    } else {
                        Int(name).flatMap { elements.indices.contains($0) ? [elements[$0]] : nil } ?? []
                    }
                case .null, .bool, .int, .double, .string: []
                }
            }
        }
        return found.filter { $0 != .null }
    }

    /// The number, also where it is written as text.
    var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value.isFinite ? value : nil
        case .string(let text): Double(text).flatMap { $0.isFinite ? $0 : nil }
        case .null, .bool, .array, .object: nil
        }
    }

    /// Any scalar as text, for comparison.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .int(let value): String(value)
        case .double(let value): String(value)
        case .bool(let value): String(value)
        case .null, .array, .object: nil
        }
    }

    /// An event's type.
    var eventType: String? { self["type"]?.stringValue }
}
