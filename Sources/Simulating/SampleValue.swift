import JSONValues
import Schemas

/// A small value that fits a schema, made up: what is required and no more, and one element of every list.
///
/// Schemas can ask for what nobody finds by looking; whoever uses a value holds it against the schema.
struct SampleValue {
    private let document: JSON
    /// How many schemas are still looked at: one that refers to itself several times would never end.
    private var steps = 10_000

    init(_ schema: JSON) { document = schema }

    /// A value for the whole schema.
    var value: JSON {
        var maker = self
        return maker.value(of: document, depth: 0)
    }

    /// A value for the member that a path of names leads to; `nil` where the schema says nothing of it.
    func value(at path: [String]) -> JSON? {
        var maker = self
        var schema = document
        for name in path {
            guard let inner = maker.resolved(schema, depth: 0)["properties"]?[name] else { return nil }
            schema = inner
        }
        return maker.value(of: schema, depth: 0)
    }

    /// Schemas may contain themselves; deeper down there is nothing.
    private static let deepest = 12

    private mutating func value(of schema: JSON, depth: Int, position: Int = 0) -> JSON {
        guard depth < Self.deepest, steps > 0 else { return .null }
        let rules = resolved(schema, depth: depth)
        if let constant = rules["const"] { return constant }
        for stated in ["enum", "examples"] {
            if let list = rules[stated]?.arrayValue, !list.isEmpty { return list[position % list.count] }
        }
        if let stated = rules["default"] { return stated }
        switch type(of: rules) {
        case "object": return object(rules, depth: depth)
        case "array": return array(rules, depth: depth)
        case "integer": return .int(Int64(number(rules, step: 1)) &+ Int64(position))
        case "number": return .double(number(rules, step: 0.5) + Double(position))
        case "boolean": return true
        case "null": return .null
        default: return .string(text(rules, position: position))
        }
    }

    /// The schema's own rules, with those that it refers to or combines beside them.
    private mutating func resolved(_ schema: JSON, depth: Int) -> JSON {
        steps -= 1
        guard depth < Self.deepest, steps > 0, var rules = schema.objectValue else { return .object([:]) }
        var others: [JSON] = []
        if let reference = rules.removeValue(forKey: "$ref")?.stringValue, let target = target(of: reference) {
            others.append(target)
        }
        others += rules.removeValue(forKey: "allOf")?.arrayValue ?? []
        for choice in ["anyOf", "oneOf"] {
            if let first = rules.removeValue(forKey: choice)?.arrayValue?.first { others.append(first) }
        }
        for other in others {
            for (key, value) in resolved(other, depth: depth + 1).objectValue ?? [:] {
                switch (key, rules[key]) {
                case ("properties", let mine?):
                    let both = (mine.objectValue ?? [:]).merging(value.objectValue ?? [:]) { own, _ in own }
                    rules[key] = .object(both)
                case ("required", let mine?):
                    rules[key] = .array((mine.arrayValue ?? []) + (value.arrayValue ?? []))
                case (_, nil): rules[key] = value
                // The schema's own rule is the narrower one, as a rule.
                default: continue
                }
            }
        }
        return .object(rules)
    }

    /// What a reference leads to in this document: a place, or a schema of that name below `$defs`.
    private func target(of reference: String) -> JSON? {
        if reference == "#" { return document }
        if reference.hasPrefix("#/") {
            let names = reference.dropFirst(2).split(separator: "/").map { name in
                String(name).replacing("~1", with: "/").replacing("~0", with: "~")
            }
            return document.value(at: names)
        }
        for container in ["$defs", "definitions"] {
            let found = document[container]?.objectValue?.values.first { $0["$id"]?.stringValue == reference }
            if let found { return found }
        }
        return nil
    }

    private func type(of rules: JSON) -> String {
        if let type = rules["type"]?.stringValue { return type }
        if let types = rules["type"]?.arrayValue?.compactMap(\.stringValue) {
            return types.first { $0 != "null" } ?? "null"
        }
        func has(_ keys: String...) -> Bool { keys.contains { rules[$0] != nil } }
        if has("properties", "required", "minProperties", "additionalProperties") { return "object" }
        if has("items", "prefixItems", "minItems", "contains") { return "array" }
        return has("minimum", "maximum", "multipleOf", "exclusiveMinimum", "exclusiveMaximum") ? "number" : "string"
    }

    private mutating func object(_ rules: JSON, depth: Int) -> JSON {
        var members: [String: JSON] = [:]
        let properties = rules["properties"]?.objectValue ?? [:]
        let others = rules["additionalProperties"] ?? .object([:])
        for name in (rules["required"]?.arrayValue ?? []).compactMap(\.stringValue) {
            members[name] = value(of: properties[name] ?? others, depth: depth + 1)
        }
        let least = min(count(rules, "minProperties") ?? 0, Self.most)
        for name in properties.keys.sorted() where members.count < least {
            members[name] = value(of: properties[name] ?? true, depth: depth + 1)
        }
        var number = 0
        while members.count < least {
            number += 1
            members["sample-\(number)"] = value(of: others, depth: depth + 1)
        }
        return .object(members)
    }

    private mutating func array(_ rules: JSON, depth: Int) -> JSON {
        let first = rules["prefixItems"]?.arrayValue ?? []
        var wanted = max(1, count(rules, "minItems") ?? 0, first.count)
        if let most = count(rules, "maxItems") { wanted = min(wanted, most) }
        let item = rules["items"] ?? rules["contains"] ?? true
        var elements: [JSON] = []
        for position in 0..<min(max(0, wanted), Self.most) {
            let schema = position < first.count ? first[position] : item
            elements.append(value(of: schema, depth: depth + 1, position: position))
        }
        return .array(elements)
    }

    /// No more elements or members are made up.
    private static let most = 100

    private func number(_ rules: JSON, step: Double) -> Double {
        let least = rules.number("minimum") ?? rules.number("exclusiveMinimum").map { $0 + step }
        let most = rules.number("maximum") ?? rules.number("exclusiveMaximum").map { $0 - step }
        var value = least ?? min(1, most ?? 1)
        if let multiple = rules.number("multipleOf"), multiple > 0 {
            value = (value / multiple).rounded(.up) * multiple
        }
        return value.magnitude < 1e15 ? value : 0
    }

    private func text(_ rules: JSON, position: Int) -> String {
        let plain = position == 0 ? "sample" : "sample-\(position + 1)"
        if let format = rules["format"]?.stringValue, let text = Self.formats[format] { return text }
        if let pattern = rules["pattern"], let schema = try? Schema.compile(["pattern": pattern]) {
            return ([plain] + Self.texts).first { schema.validate(.string($0), limit: 1).isEmpty } ?? plain
        }
        var text = plain
        let least = min(count(rules, "minLength") ?? 0, 10_000)
        while text.count < least { text += "-sample" }
        return count(rules, "maxLength").map { String(text.prefix(max(0, $0))) } ?? text
    }

    private func count(_ rules: JSON, _ key: String) -> Int? {
        rules.number(key).flatMap { Int(exactly: $0.rounded()) }
    }

    private static let formats = [
        "date-time": "2026-01-02T03:04:05Z", "date": "2026-01-02", "time": "03:04:05Z", "duration": "PT1H",
        "email": "sample@example.com", "hostname": "example.com", "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
        "uri": "https://example.com/", "uuid": "00000000-0000-4000-8000-000000000000",
    ]

    /// Texts of kinds that patterns ask for.
    private static let texts = [
        "a", "A", "SAMPLE", "Sample", "0", "1", "10", "1.0", "1.0.0", "v1.0.0", "v1", "2026-01-02", "03:04",
        "sample@example.com", "https://example.com/", "0000000", "0000000000000000000000000000000000000000",
        "SAMPLE-1", "sample_1", "sample/sample", "sample.md", "sample-1",
    ]
}

extension JSON {
    fileprivate func number(_ key: String) -> Double? {
        switch self[key] {
        case .int(let value)?: Double(value)
        case .double(let value)?: value
        default: nil
        }
    }
}
