import Pipelines

/// Named limits: what the settings state, and what stages name.
extension Reading {
    /// No stage counts against more limits.
    static let mostLimitsOfStage = 8

    /// Names with numbers: a mapping, or one text as the environment gives it (`llm=4,deploy=1`).
    func limits(_ node: YAMLNode) -> [LimitName: Int]? {
        var limits: [LimitName: Int] = [:]
        switch node.content {
        case .mapping(let entries):
            for entry in entries {
                guard let name = limitName(entry.key, at: entry.position),
                    let most = integer(entry.value, as: "the limit `\(name)`", in: 1...10_000)
                else { return nil }
                limits[name] = most
            }
        case .scalar(let scalar) where scalar.text.contains("="):
            for part in scalar.text.split(separator: ",") {
                let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let words = sides.map { side in String(side.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
                }
                guard words.count == 2, let name = limitName(words[0], at: node.position) else { return nil }
                let number = YAMLNode(
                    content: .scalar(YAMLNode.Scalar(text: words[1], isPlain: true, lead: 0)), position: node.position)
                guard let most = integer(number, as: "the limit `\(name)`", in: 1...10_000) else { return nil }
                limits[name] = most
            }
        case .scalar, .sequence:
            error(
                .wrongType, "`limits` is a mapping of names to numbers, not \(node.kind)", at: node.position,
                suggestion: "write `limits: {llm: 4}`")
            return nil
        }
        return limits
    }

    /// The limits that a stage names, each of which must be set.
    func usedLimits(_ node: YAMLNode, among known: Set<LimitName>) -> [LimitName] {
        let nodes: [YAMLNode] = if case .sequence(let nodes) = node.content { nodes } else { [node] }
        if nodes.isEmpty { error(.emptyValue, "`uses_limit` is empty", at: node.position) }
        guard nodes.count <= Self.mostLimitsOfStage else {
            error(
                .outOfRange, "a stage uses at most \(Self.mostLimitsOfStage) limits, not \(nodes.count)",
                at: node.position)
            return []
        }
        var limits: [LimitName] = []
        for node in nodes {
            guard let text = text(node, as: "`uses_limit`"), let name = limitName(text, at: node.position) else {
                continue
            }
            guard known.contains(name) else {
                error(
                    .unknownLimit, "no config sets the limit \(text.quoted)", at: node.position,
                    suggestion: Nearest.suggestion(for: text, among: known.map(\.rawValue).sorted())
                        ?? "add `limits: {\(name): 4}` to .taskdaemon/config.yml")
                continue
            }
            if !limits.contains(name) { limits.append(name) }
        }
        return limits
    }

    private func limitName(_ text: String, at position: Position) -> LimitName? {
        guard AgentCatalog.isName(text) else {
            error(
                .badName, "a limit's name is `a-z`, `0-9`, `_` and `-`, at most 40 characters, not \(text.quoted)",
                at: position, suggestion: text.asPlainWord)
            return nil
        }
        return LimitName(text)
    }
}
