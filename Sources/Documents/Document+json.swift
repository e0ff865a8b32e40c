public import JSONValues

extension Document {
    /// The document as expressions, mappings and loops see it.
    ///
    /// A plan's specs come whole, each with the text of its own document, so that whoever has the plan can write them.
    public var json: JSON {
        var members: [String: JSON] = [
            "kind": .string(kind.rawValue), "path": .string(path), "id": .string(id), "title": .string(title),
            "status": .string(status), "dependencies": .array(dependencies.map { .string($0) }),
            "summary": .string(summary), "goals": .array(goals.map { .string($0) }),
            "acceptance_criteria": .array(acceptanceCriteria.map(\.json)), "phases": .array(phases.map(\.json)),
        ]
        if kind == .plan { members["specs"] = .array(specs.map(\.json)) }
        return .object(members)
    }
}

extension SpecSection {
    /// The spec as mappings and loops see it, with the text of its document.
    public var json: JSON {
        .object([
            "id": .string(id), "title": .string(title), "status": .string(status),
            "dependencies": .array(dependencies.map { .string($0) }), "summary": .string(summary),
            "goals": .array(goals.map { .string($0) }), "acceptance_criteria": .array(acceptanceCriteria.map(\.json)),
            "phases": .array(phases.map(\.json)), "file": .string(fileName), "markdown": .string(markdown),
        ])
    }
}

extension Criterion {
    fileprivate var json: JSON {
        .object(["text": .string(text), "details": .array(details.map { .string($0) })])
    }
}

extension Phase {
    fileprivate var json: JSON {
        .object([
            "number": number.map { .int(Int64($0)) } ?? .null, "name": .string(name), "title": .string(title),
            "commands": .array(commands.map { .string($0.script) }),
        ])
    }
}
