import JSONValues

/// A stage that is written once for several, with parameters in its place holders: `${{ path }}`.
struct StageTemplate {
    /// What a parameter takes.
    enum ParameterType: String, CaseIterable {
        case string
        case int
        case number
        case bool
        case list
        case mapping
        case any

        /// Whether a value is of the type; a number or a truth value written without quotes is text too.
        func accepts(_ node: YAMLNode) -> Bool {
            switch (self, node.content) {
            case (.any, _), (.list, .sequence), (.mapping, .mapping): true
            case (.string, .scalar): !node.isNull
            case (.int, .scalar): if case .int = node.json { true } else { false }
            case (.number, .scalar):
                switch node.json {
                case .int, .double: true
                default: false
                }
            case (.bool, .scalar): if case .bool = node.json { true } else { false }
            default: false
            }
        }

        /// As a message says it.
        var title: String {
            switch self {
            case .string: "text"
            case .int: "a whole number"
            case .number: "a number"
            case .bool: "true or false"
            case .list: "a list"
            case .mapping: "a mapping"
            case .any: "anything"
            }
        }
    }

    /// What is given where the template is used.
    struct Parameter {
        var type = ParameterType.any
        /// `nil` where it must be given.
        var fallback: YAMLNode?
    }

    var name: String
    var parameters: [String: Parameter] = [:]
    /// The stage's keys.
    var entries: [YAMLNode.Entry]
}

extension Composition {
    /// The templates of a pipeline by name; what is wrong with them is reported.
    func templates(in entry: YAMLNode.Entry?) -> [String: StageTemplate] {
        if let entry { reading.warn(ifForgotten: entry) }
        guard let value = entry?.value, !value.isNull else { return [:] }
        guard case .mapping(let entries) = value.content else {
            reading.error(.wrongType, "`templates` is a mapping from names, not \(value.kind)", at: value.position)
            return [:]
        }
        var templates: [String: StageTemplate] = [:]
        for entry in entries where !entry.value.isNull { templates[entry.key] = template(entry) }
        return templates
    }

    private func template(_ entry: YAMLNode.Entry) -> StageTemplate? {
        guard case .mapping(var entries) = entry.value.content else {
            reading.error(
                .wrongType, "a template is a mapping of a stage's keys, not \(entry.value.kind)",
                at: entry.value.position)
            return nil
        }
        if let use = entries.take("use"), !use.value.isNull {
            reading.error(.conflictingKeys, "a template does not use another", at: use.position)
        }
        var template = StageTemplate(name: entry.key, entries: [])
        if let parameters = entries.take("parameters"), !parameters.value.isNull {
            if case .mapping(let list) = parameters.value.content {
                for parameter in list { template.parameters[parameter.key] = self.parameter(parameter) }
            } else {
                reading.error(
                    .wrongType, "`parameters` is a mapping from names, not \(parameters.value.kind)",
                    at: parameters.value.position)
            }
        }
        template.entries = entries
        return template
    }

    /// `path: string`, or `path: {type: string, default: src, description: …}`.
    private func parameter(_ entry: YAMLNode.Entry) -> StageTemplate.Parameter? {
        guard Reading.isVariableName(entry.key), !entry.key.isEmpty else {
            reading.error(
                .badName, "a parameter's name is letters, digits and `_`, not \(entry.key.quoted)", at: entry.position,
                suggestion: entry.key.asPlainWord?.replacing("-", with: "_"))
            return nil
        }
        var parameter = StageTemplate.Parameter()
        guard case .mapping = entry.value.content else {
            if entry.value.isNull { return parameter }
            parameter.type = reading.choice(entry.value, as: "a parameter's type") ?? .any
            return parameter
        }
        guard var fields = Fields(entry.value, title: "a parameter", in: reading) else { return nil }
        defer { fields.finish() }
        if let node = fields.node("description") { _ = reading.text(node, as: "`description`") }
        parameter.type = fields.node("type").flatMap { reading.choice($0, as: "a parameter's type") } ?? .any
        if let fallback = fields.entry(meantEvenEmpty: "default")?.value {
            if parameter.type.accepts(fallback) {
                parameter.fallback = fallback
            } else {
                reading.error(
                    .wrongParameter,
                    "the default of \(entry.key.quoted) is \(parameter.type.title), not \(fallback.kind)",
                    at: fallback.position)
            }
        }
        return parameter
    }

    /// The keys of the template that a stage uses, with what it gives for the parameters; `nil` where there is none, or where
    /// a parameter has no value: what that would lead to further on is no mistake of its own.
    mutating func expanded(
        _ use: YAMLNode.Entry, _ with: YAMLNode.Entry?, _ templates: [String: StageTemplate]
    ) -> [YAMLNode.Entry]? {
        guard let name = reading.text(use.value, as: "`use`") else { return nil }
        guard let template = templates[name] else {
            reading.error(
                .unknownTemplate, "there is no template \(name.quoted)", at: use.value.position,
                suggestion: Nearest.suggestion(for: name, among: templates.keys))
            return nil
        }
        var given: [YAMLNode.Entry] = []
        if let with, !with.value.isNull {
            if case .mapping(let entries) = with.value.content {
                given = entries
            } else {
                reading.error(.wrongType, "`with` is a mapping, not \(with.value.kind)", at: with.value.position)
            }
        }
        var values: [String: YAMLNode] = [:]
        var isComplete = true
        for entry in given {
            guard let parameter = template.parameters[entry.key] else {
                reading.error(
                    .unknownParameter, "the template \(name.quoted) has no parameter \(entry.key.quoted)",
                    at: entry.position,
                    suggestion: Nearest.suggestion(for: entry.key, among: template.parameters.keys))
                continue
            }
            if parameter.type.accepts(entry.value) {
                values[entry.key] = entry.value
            } else {
                isComplete = false
                reading.error(
                    .wrongParameter,
                    "\(entry.key.quoted) of the template \(name.quoted) is \(parameter.type.title), not "
                        + entry.value.kind, at: entry.value.position)
            }
        }
        for (key, parameter) in template.parameters.sorted(by: { $0.key < $1.key }) where values[key] == nil {
            if let fallback = parameter.fallback {
                values[key] = fallback
            } else if !given.contains(where: { $0.key == key }) {
                isComplete = false
                reading.error(
                    .missingParameter, "the template \(name.quoted) needs \(key.quoted)", at: use.value.position,
                    suggestion: "add `with: {\(key): …}`")
            }
        }
        guard isComplete else { return nil }
        var filling = Filling(template: template, values: values, reading: reading, copies: copies)
        let entries = filling.entries(template.entries)
        copies = filling.copies
        return entries
    }
}

/// The putting of values into a template's place holders.
private struct Filling {
    let template: StageTemplate
    let values: [String: YAMLNode]
    let reading: Reading
    var copies: Int

    mutating func entries(_ entries: [YAMLNode.Entry]) -> [YAMLNode.Entry] {
        var result: [YAMLNode.Entry] = []
        for var entry in entries {
            entry.value = node(entry.value)
            result.append(entry)
        }
        return result
    }

    private mutating func node(_ node: YAMLNode) -> YAMLNode {
        copies += 1
        guard copies <= Composition.mostCopies else {
            if copies == Composition.mostCopies + 1 {
                reading.error(
                    .tooLarge, "what templates make has more than \(Composition.mostCopies) values", at: node.position)
            }
            return YAMLNode(content: .sequence([]), position: node.position)
        }
        switch node.content {
        case .scalar(let scalar): return self.scalar(scalar, at: node)
        case .sequence(let nodes):
            var filled: [YAMLNode] = []
            for element in nodes { filled.append(self.node(element)) }
            return YAMLNode(content: .sequence(filled), position: node.position)
        case .mapping(let entries):
            return YAMLNode(content: .mapping(self.entries(entries)), position: node.position)
        }
    }

    /// A text that is one place holder becomes the value itself; in a longer one stands the value's text.
    private mutating func scalar(_ scalar: YAMLNode.Scalar, at node: YAMLNode) -> YAMLNode {
        guard scalar.text.contains("${{") else { return node }
        var text = ""
        var rest = scalar.text[...]
        while let start = rest.firstRange(of: "${{") {
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else { break }
            let name = rest[start.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
            // What is not known was reported; nothing more is said of the key.
            guard let value = value(of: name, at: node) else {
                return YAMLNode(content: .scalar(.init(text: "null", isPlain: true, lead: 0)), position: node.position)
            }
            let isAll =
                text.isEmpty && rest[..<start.lowerBound].allSatisfy(\.isWhitespace)
                && rest[end.upperBound...].allSatisfy(\.isWhitespace)
            if isAll {
                copies += value.count
                return value
            }
            guard case .scalar(let inner) = value.content else {
                reading.error(
                    .wrongParameter, "\(name.quoted) is \(value.kind), which cannot stand within a text",
                    at: node.position)
                return node
            }
            text += rest[..<start.lowerBound] + inner.text
            rest = rest[end.upperBound...]
        }
        text += rest
        copies += text.utf8.count / 64
        return YAMLNode(
            content: .scalar(YAMLNode.Scalar(text: text, isPlain: false, lead: 0)), position: node.position)
    }

    private func value(of name: String, at node: YAMLNode) -> YAMLNode? {
        if let value = values[name] { return value }
        // One that was not given, or given wrong, was reported where the template is used.
        guard template.parameters[name] == nil else { return nil }
        reading.error(
            .unknownParameter, "the template \(template.name.quoted) has no parameter \(name.quoted)",
            at: node.position, suggestion: Nearest.suggestion(for: name, among: template.parameters.keys))
        return nil
    }
}

extension YAMLNode {
    /// How many values it is made of.
    fileprivate var count: Int {
        switch content {
        case .scalar: 1
        case .sequence(let nodes): nodes.reduce(1) { $0 + $1.count }
        case .mapping(let entries): entries.reduce(1) { $0 + $1.value.count }
        }
    }
}
