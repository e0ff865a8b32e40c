import JSONValues
import Pipelines

/// Each gives the value of a node, or reports why it has none.
extension Reading {
    /// Any scalar as it is written: `true` is a command, `12` may be an id.
    func text(_ node: YAMLNode, as what: String) -> String? {
        guard case .scalar(let scalar) = node.content, !node.isNull else {
            error(.wrongType, "\(what) is text, not \(node.kind)", at: node.position)
            return nil
        }
        guard !scalar.text.isEmpty else {
            error(.emptyValue, "\(what) is empty", at: node.position)
            return nil
        }
        guard !scalar.text.utf8.contains(0) else {
            error(.nulCharacter, "\(what) has a NUL character in it", at: node.position)
            return nil
        }
        return scalar.text
    }

    func bool(_ node: YAMLNode, as what: String) -> Bool? {
        if case .scalar(let scalar) = node.content {
            if case .bool(let value) = scalar.resolved { return value }
            let meant = ["yes": "true", "on": "true", "no": "false", "off": "false"][scalar.text.lowercased()]
            error(
                .wrongType, "\(what) is true or false, not \(scalar.text.quoted)", at: node.position,
                suggestion: meant.map { "write `\($0)`" })
        } else {
            error(.wrongType, "\(what) is true or false, not \(node.kind)", at: node.position)
        }
        return nil
    }

    func integer(_ node: YAMLNode, as what: String, in range: ClosedRange<Int>) -> Int? {
        guard case .int(let value) = node.json else {
            error(.wrongType, "\(what) is a whole number, not \(written(node))", at: node.position)
            return nil
        }
        guard let value = Int(exactly: value), range.contains(value) else {
            error(
                .outOfRange, "\(what) is from \(range.lowerBound) to \(range.upperBound), not \(value)",
                at: node.position)
            return nil
        }
        return value
    }

    func number(_ node: YAMLNode, as what: String, in range: ClosedRange<Double>) -> Double? {
        let value: Double
        switch node.json {
        case .int(let whole): value = Double(whole)
        case .double(let fraction): value = fraction
        case .null, .bool, .string, .array, .object:
            error(.wrongType, "\(what) is a number, not \(written(node))", at: node.position)
            return nil
        }
        guard range.contains(value) else {
            error(
                .outOfRange,
                "\(what) is from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound)), not \(Self.short(value))",
                at: node.position)
            return nil
        }
        return value
    }

    /// A number without a fraction where it has none.
    private static func short(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }

    /// A duration above zero.
    func duration(_ node: YAMLNode, as what: String) -> Duration? {
        guard case .scalar(let scalar) = node.content else {
            error(.wrongType, "\(what) is a duration, not \(node.kind)", at: node.position)
            return nil
        }
        guard let duration = DurationText.parse(scalar.text) else {
            let isCount = !scalar.text.isEmpty && scalar.text.utf8.allSatisfy { (0x30...0x39).contains($0) }
            error(
                .badDuration, "\(what) is a duration, not \(scalar.text.quoted)", at: node.position,
                suggestion: isCount
                    ? "give a unit: `\(scalar.text.prefix(20))s`" : "write `500ms`, `30s`, `5m`, `2h` or `1d`")
            return nil
        }
        guard duration > .zero else {
            error(.outOfRange, "\(what) must be longer than nothing", at: node.position)
            return nil
        }
        return duration
    }

    /// One of a closed list of words.
    func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ node: YAMLNode, as what: String, of type: Value.Type = Value.self
    ) -> Value? {
        guard let word = text(node, as: what) else { return nil }
        if let value = Value(rawValue: word) { return value }
        let words = Value.allCases.map(\.rawValue)
        error(
            .unknownChoice, "\(what) is one of \(words.map { "`\($0)`" }.joined(separator: ", ")), not \(word.quoted)",
            at: node.position, suggestion: Nearest.suggestion(for: word, among: words))
        return nil
    }

    /// The elements of a list; a node that is none is reported.
    func list(_ node: YAMLNode, as what: String) -> [YAMLNode] {
        guard case .sequence(let nodes) = node.content else {
            error(.wrongType, "\(what) is a list, not \(node.kind)", at: node.position)
            return []
        }
        return nodes
    }

    /// A list of texts; one that is not a list is reported.
    func texts(_ node: YAMLNode, as what: String) -> [String] {
        list(node, as: what).compactMap { text($0, as: "an element of \(what)") }
    }

    /// What stands in the file for a value of the wrong type.
    private func written(_ node: YAMLNode) -> String {
        if case .scalar(let scalar) = node.content, !node.isNull { scalar.text.quoted } else { node.kind }
    }
}
