/// The keys of a format for people, from its JSON Schema: what each means, its type, its default, an example.
struct FormatGuide {
    private let root: YAMLNode

    /// Takes the bytes of a schema; JSON is read as YAML, which keeps the order of keys.
    init?(_ schema: [UInt8]) {
        guard let root = YAMLNode.compose(schema, in: Reading(file: "schema", bytes: schema)) else { return nil }
        self.root = root
    }

    /// The keys of the format as a whole.
    var names: [String] { (root["properties"]?.entries ?? []).map(\.key) }

    /// The keys of a part of the format as a list, with the keys of their own below them.
    ///
    /// - Parameters:
    ///   - definition: the name of a definition; the format as a whole for `nil`.
    ///   - excluded: keys that are told of elsewhere.
    func keys(of definition: String? = nil, without excluded: Set<String> = []) -> [String] {
        let schema = definition.flatMap { root["$defs"]?[$0] } ?? root
        return lines(of: schema, without: excluded, level: 0)
    }

    /// The variants of a definition that is one of several mappings with one key each, as triggers are.
    func variants(of definition: String) -> [String] {
        (root["$defs"]?[definition]?["oneOf"]?.elements ?? []).flatMap { variant in
            lines(of: variant, without: [], level: 0)
        }
    }

    private func lines(of schema: YAMLNode, without excluded: Set<String>, level: Int) -> [String] {
        let required = Set((schema["required"]?.elements ?? []).compactMap(\.text))
        return (schema["properties"]?.entries ?? []).flatMap { entry -> [String] in
            if excluded.contains(entry.key) || type(of: entry.value) == "nothing" { return [] }
            // A mapping's one key needs no mention that it must be there.
            let isAlone = schema["properties"]?.entries.count == 1
            let line = line(entry.key, entry.value, isRequired: required.contains(entry.key) && !isAlone)
            return [String(repeating: "  ", count: level) + line] + nested(entry.value, level: level + 1)
        }
    }

    private func line(_ key: String, _ schema: YAMLNode, isRequired: Bool) -> String {
        var facts = [type(of: schema)]
        if isRequired { facts.append("required") }
        if let standard = schema["default"] { facts.append("default `\(standard.flow)`") }
        var line = "- **`\(key)`** (\(facts.filter { !$0.isEmpty }.joined(separator: ", ")))"
        if let meaning = meaning(of: schema) { line += ": \(meaning)" }
        let examples = (schema["examples"]?.elements ?? []).map { "`\(key): \($0.flow)`" }
        if !examples.isEmpty { line += " For example \(examples.joined(separator: " or "))." }
        return line
    }

    /// The keys below a key, where it has a mapping or a list of them and these are not told of by another name.
    private func nested(_ schema: YAMLNode, level: Int) -> [String] {
        if schema["properties"] != nil { return lines(of: schema, without: [], level: level) }
        if let items = schema["items"], items["properties"] != nil {
            return lines(of: items, without: [], level: level)
        }
        // What is defined once and used in several places stands where it is defined.
        guard schema["$ref"] == nil else { return [] }
        return (schema["anyOf"]?.elements ?? schema["oneOf"]?.elements ?? []).flatMap { nested($0, level: level) }
    }

    private func meaning(of schema: YAMLNode) -> String? {
        schema["description"]?.text ?? schema["items"]?["description"]?.text
    }

    /// What a value may be, in words.
    private func type(of schema: YAMLNode) -> String {
        if let name = schema["$ref"]?.text?.split(separator: "/").last.map(String.init) {
            return Self.names[name] ?? name.replacing("_", with: " ")
        }
        if let words = schema["enum"]?.elements { return words.map { "`\($0.flow)`" }.joined(separator: " or ") }
        if let word = schema["const"] { return "`\(word.flow)`" }
        for key in ["anyOf", "oneOf"] {
            guard let forms = schema[key]?.elements else { continue }
            let types = forms.map { type(of: $0) }.filter { $0 != "nothing" }
            return types.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }.joined(separator: " or ")
        }
        let types = schema["type"].map { $0.text.map { [$0] } ?? $0.elements.compactMap(\.text) } ?? []
        if types.contains("string") {
            return schema["items"] == nil && types.contains("object") ? "text or mapping" : "text"
        }
        switch types.first {
        case "array":
            let element = schema["items"].map { type(of: $0) } ?? ""
            return element.isEmpty ? "list" : "list of \(Self.plurals[element] ?? element)"
        case "object": return "mapping"
        case "null": return "nothing"
        case "boolean": return "`true` or `false`"
        case "integer": return "whole number" + bounds(of: schema)
        case "number": return "number" + bounds(of: schema)
        default: return "anything"
        }
    }

    private func bounds(of schema: YAMLNode) -> String {
        switch (schema["minimum"]?.flow, schema["maximum"]?.flow) {
        case (let least?, let most?): " from \(least) to \(most)"
        case (let least?, nil): " from \(least)"
        default: ""
        }
    }

    /// How definitions of the formats are called.
    private static let names = [
        "path_glob": "glob", "agent_name": "name", "limit_name": "name", "stage_name": "name", "variable": "name",
        "budget": "mapping, see *Budgets*",
        "error_handling": "see *Errors*", "stage": "mapping", "trigger": "trigger",
    ]

    private static let plurals = [
        "text": "texts", "mapping": "mappings", "name": "names", "glob": "globs", "trigger": "triggers",
        "stage": "stages",
    ]
}

extension YAMLNode {
    /// The value of a key of a mapping.
    subscript(key: String) -> YAMLNode? { entries.first { $0.key == key }?.value }

    /// The entries of a mapping; none of anything else.
    var entries: [Entry] { if case .mapping(let entries) = content { entries } else { [] } }

    /// The elements of a list; none of anything else.
    var elements: [YAMLNode] { if case .sequence(let nodes) = content { nodes } else { [] } }

    /// A scalar's text.
    var text: String? { if case .scalar(let scalar) = content { scalar.text } else { nil } }
}
