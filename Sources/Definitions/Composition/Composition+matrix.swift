import JSONValues

extension Composition {
    /// As many instances as a matrix may make.
    static let mostCombinations = 256

    /// A matrix is a `for_each` over all combinations of its axes, each an item with the axes' values, which are inputs
    /// too: `matrix: {os: [debian, alpine], arch: [x86, arm], exclude: [{os: alpine, arch: arm}]}`.
    func expand(_ entry: YAMLNode.Entry, into stage: inout [YAMLNode.Entry]) {
        if let forEach = stage.first(where: { $0.key == "for_each" && !$0.value.isNull }) {
            reading.error(.conflictingKeys, "a stage has a `matrix` or a `for_each`, not both", at: forEach.position)
            return
        }
        guard case .mapping(var entries) = entry.value.content else {
            reading.error(
                .wrongType, "`matrix` is a mapping from names to lists, not \(entry.value.kind)",
                at: entry.value.position)
            return
        }
        let exclude = rules("exclude", &entries)
        let include = rules("include", &entries)
        var axes: [(name: String, values: [JSON])] = []
        for axis in entries {
            guard isAxisName(axis) else { return }
            let values = reading.list(axis.value, as: "an axis of `matrix`").compactMap(scalar)
            if values.isEmpty, case .sequence(let nodes) = axis.value.content, nodes.isEmpty {
                reading.error(.emptyValue, "the axis \(axis.key.quoted) is empty", at: axis.value.position)
            }
            axes.append((axis.key, values))
        }
        let count =
            axes.isEmpty ? 0 : axes.reduce(1) { $0.multipliedReportingOverflow(by: $1.values.count).partialValue }
        guard count + include.count > 0 else {
            if !reading.hasErrors {
                reading.error(.emptyValue, "`matrix` has no axis", at: entry.value.position)
            }
            return
        }
        guard axes.count <= 16, count <= 4096 else { return tooMany(entry) }
        for rule in exclude + include {
            for (key, position) in rule.keys where !axes.isEmpty && !axes.contains(where: { $0.name == key }) {
                reading.error(
                    .unknownAxis, "`matrix` has no axis \(key.quoted)", at: position,
                    suggestion: Nearest.suggestion(for: key, among: axes.map(\.name)))
            }
        }
        var combinations: [[(String, JSON)]] = axes.isEmpty ? [] : [[]]
        for axis in axes { combinations = combinations.flatMap { row in axis.values.map { row + [(axis.name, $0)] } } }
        combinations.removeAll { row in
            exclude.contains { rule in
                !rule.values.isEmpty && rule.values.allSatisfy { pair in row.contains { $0 == pair } }
            }
        }
        combinations += include.map(\.values)
        guard combinations.count <= Self.mostCombinations else { return tooMany(entry) }
        guard !combinations.isEmpty else {
            reading.error(.emptyValue, "`exclude` leaves nothing of the matrix", at: entry.value.position)
            return
        }
        let items = combinations.map { row -> JSON in
            let id = row.map { $0.1.stringValue ?? $0.1.text }.joined(separator: "-")
            return .object(Dictionary(row + [("id", .string(id))]) { first, _ in first })
        }
        // JSON is a literal of an expression.
        stage.append(
            YAMLNode.Entry(
                key: "for_each", position: entry.position,
                value: YAMLNode(text: JSON.array(items).text, at: entry.value.position)))
        addInputs(Array(Set(combinations.flatMap { $0.map(\.0) })).sorted(), at: entry.position, to: &stage)
    }

    private func tooMany(_ entry: YAMLNode.Entry) {
        reading.error(
            .tooLarge, "a matrix has at most \(Self.mostCombinations) combinations", at: entry.value.position)
    }

    /// Each axis is an input, unless the stage maps something else to that name.
    private func addInputs(_ names: [String], at position: Position, to stage: inout [YAMLNode.Entry]) {
        let mapping = stage.first { $0.key == "input_mapping" }?.value
        let written = mapping?.json["mappings"]?.arrayValue ?? []
        let transformed = mapping?.json["transforms"]?.arrayValue ?? []
        let taken = Set((written + transformed).compactMap { $0["to"]?.stringValue })
        let fields = names.filter { !taken.contains($0) }.map { name in
            YAMLNode(
                content: .mapping([
                    .init(key: "from", position: position, value: YAMLNode(text: "item.\(name)", at: position)),
                    .init(key: "to", position: position, value: YAMLNode(text: name, at: position)),
                    // Where `include` adds a combination, it may leave an axis out.
                    .init(
                        key: "required", position: position,
                        value: YAMLNode(
                            content: .scalar(.init(text: "false", isPlain: true, lead: 0)), position: position)),
                ]), position: position)
        }
        guard !fields.isEmpty else { return }
        guard let index = stage.firstIndex(where: { $0.key == "input_mapping" && !$0.value.isNull }) else {
            stage.removeAll { $0.key == "input_mapping" }
            let value = YAMLNode(
                content: .mapping([
                    .init(
                        key: "mappings", position: position,
                        value: YAMLNode(content: .sequence(fields), position: position))
                ]), position: position)
            stage.append(.init(key: "input_mapping", position: position, value: value))
            return
        }
        guard case .mapping(var members) = stage[index].value.content else { return }
        members.removeAll { $0.key == "mappings" && $0.value.isNull }
        if let place = members.firstIndex(where: { $0.key == "mappings" }) {
            guard case .sequence(let nodes) = members[place].value.content else { return }
            members[place].value.content = .sequence(fields + nodes)
        } else {
            members.append(
                .init(
                    key: "mappings", position: position,
                    value: YAMLNode(content: .sequence(fields), position: position)))
        }
        stage[index].value.content = .mapping(members)
    }

    /// A combination that is left out or added.
    private struct Rule {
        var values: [(String, JSON)]
        var keys: [(String, Position)]
    }

    private func rules(_ key: String, _ entries: inout [YAMLNode.Entry]) -> [Rule] {
        guard let entry = entries.takeGiven(key, reading) else { return [] }
        return reading.list(entry.value, as: "`\(key)`").compactMap { node in
            guard case .mapping(let members) = node.content else {
                reading.error(
                    .wrongType, "an element of `\(key)` is a mapping from axes to values, not \(node.kind)",
                    at: node.position)
                return nil
            }
            let values = members.compactMap { member in scalar(member.value).map { (member.key, $0) } }
            return Rule(values: values, keys: members.map { ($0.key, $0.position) })
        }
    }

    private func isAxisName(_ axis: YAMLNode.Entry) -> Bool {
        let isWord = Reading.isVariableName(axis.key) && axis.key == axis.key.lowercased()
        guard isWord, !axis.key.isEmpty, axis.key != "id" else {
            reading.error(
                .badName, "an axis is named by small letters, digits and `_`, and not `id`; not \(axis.key.quoted)",
                at: axis.position, suggestion: axis.key == "id" ? nil : axis.key.asPlainWord?.replacing("-", with: "_"))
            return false
        }
        return true
    }

    /// A text, number or truth value.
    private func scalar(_ node: YAMLNode) -> JSON? {
        guard case .scalar = node.content, !node.isNull else {
            reading.error(
                .wrongType, "a value of `matrix` is text, a number, true or false, not \(node.kind)", at: node.position)
            return nil
        }
        return node.json
    }
}

extension YAMLNode {
    /// A text that stands nowhere, at the place that it was made for.
    init(text: String, at position: Position) {
        self.init(content: .scalar(Scalar(text: text, isPlain: false, lead: 0)), position: position)
    }
}
