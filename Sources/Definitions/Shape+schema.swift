import Expressions
import JSONValues

extension Shape {
    /// What a JSON Schema says of a value, as far as an expression can use it; what it leaves open stays open.
    ///
    /// Only what holds of every valid value is taken: types, members, elements, and references inside the document.
    init(schema: JSON) {
        var left = 2000
        self.init(schema, in: schema, depth: 0, left: &left)
    }

    /// - Parameter left: how many more parts are looked at; a small schema can contain itself in many places.
    private init(_ schema: JSON, in document: JSON, depth: Int, left: inout Int) {
        self = .any
        // Schemas may contain themselves; deeper down nothing is said.
        guard depth < 12, left > 0 else { return }
        left -= 1
        if let reference = schema["$ref"]?.stringValue {
            guard let target = Self.target(of: reference, in: document) else { return }
            self.init(target, in: document, depth: depth + 1, left: &left)
            return
        }
        switch schema["type"]?.stringValue {
        case "string": self = .of(.string)
        case "integer": self = .of(.int)
        case "boolean": self = .of(.bool)
        case "null": self = .of(.null)
        case "array":
            guard schema["prefixItems"] == nil, let items = schema["items"], items.objectValue != nil else {
                self = .of(.list)
                return
            }
            self = .list(of: Shape(items, in: document, depth: depth + 1, left: &left))
        case "object":
            var members: [String: Shape] = [:]
            for (name, member) in (schema["properties"]?.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
                members[name] = Shape(member, in: document, depth: depth + 1, left: &left)
            }
            let mayHaveOthers = schema["patternProperties"] != nil || schema["additionalProperties"] != .bool(false)
            self = .map(members, isClosed: !mayHaveOthers)
        // A number may be an int or a double, and several types are as good as none.
        default: break
        }
    }

    /// What `#/$defs/name` names.
    private static func target(of reference: String, in document: JSON) -> JSON? {
        guard reference.hasPrefix("#/") else { return nil }
        return document.value(
            at: reference.dropFirst(2).split(separator: "/").map {
                String($0).replacing("~1", with: "/").replacing("~0", with: "~")
            })
    }
}
