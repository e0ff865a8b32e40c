import Expressions
import Pipelines

/// What a trigger makes its stage wait for.
indirect enum Wait {
    /// Nothing inside the pipeline that could fail to come.
    case open
    /// An event that these stages give, or others outside.
    case event(from: Set<StageName>)
    /// The end of all of these.
    case stages([StageReference])
    /// One of these.
    case any([Wait])
}

extension Trigger {
    /// Whether it waits for nothing but the end of stages.
    var isOfCompletion: Bool {
        switch self {
        case .onCompletion: true
        case .any(let triggers): triggers.allSatisfy(\.isOfCompletion)
        case .manual(let approvalRequired): !approvalRequired
        case .onEvent, .onCondition: false
        }
    }
}

extension Reading {
    /// One element of `triggers`.
    ///
    /// - Returns: the trigger, what it waits for, and its expressions.
    func trigger(_ node: YAMLNode, in names: StageNames) -> (
        trigger: Trigger, wait: Wait, expressions: [WrittenExpression]
    )? {
        if case .scalar(let scalar) = node.content, scalar.text == "manual" {
            return (.manual(approvalRequired: false), .open, [])
        }
        guard var fields = Fields(node, title: "a trigger", in: self) else { return nil }
        let kinds = ["on_completion", "on_event", "on_condition", "manual", "any"]
        // `manual` needs to say nothing.
        let entries = kinds.compactMap { kind in
            kind == "manual" ? fields.entry(meantEvenEmpty: kind) : fields.node(kind) == nil ? nil : fields.entry(kind)
        }
        guard let entry = entries.first else {
            error(
                .unknownTrigger, "a trigger is one of \(kinds.map { "`\($0)`" }.joined(separator: ", "))",
                at: node.position,
                suggestion: fields.keys.first.flatMap { Nearest.suggestion(for: $0, among: kinds) })
            return nil
        }
        fields.finish()
        guard entries.count == 1 else {
            error(
                .conflictingKeys,
                "one trigger cannot be \(entries.map { "`\($0.key)`" }.joined(separator: " and "))",
                at: node.position, suggestion: "write one element of the list for each; all must hold")
            return nil
        }
        switch entry.key {
        case "on_completion": return onCompletion(entry.value)
        case "on_event": return onEvent(entry.value, in: names)
        case "on_condition": return onCondition(entry.value, in: names)
        case "any": return any(entry.value, in: names)
        default: return manual(entry.value)
        }
    }

    private func onCompletion(_ node: YAMLNode) -> (Trigger, Wait, [WrittenExpression])? {
        guard var fields = Fields(node, title: "`on_completion`", in: self) else { return nil }
        defer { fields.finish() }
        let source = fields.required("source_stage")
        let successOnly = fields.node("success_only").flatMap { bool($0, as: "`success_only`") } ?? true
        guard let source, let name = text(source, as: "`source_stage`") else { return nil }
        let reference = StageReference(name: StageName(name), position: source.position)
        return (.onCompletion(sourceStage: reference.name, successOnly: successOnly), .stages([reference]), [])
    }

    private func onEvent(_ node: YAMLNode, in names: StageNames) -> (Trigger, Wait, [WrittenExpression])? {
        guard var fields = Fields(node, title: "`on_event`", in: self) else { return nil }
        defer { fields.finish() }
        let type = fields.required("event_type").flatMap(eventType)
        let filterNode = fields.node("filter")
        let filter = filterNode.flatMap { expression($0, as: "`filter`") }
        guard let type, filterNode == nil || filter != nil else { return nil }
        let givers = type == "spec.ready" ? names.givingSpecs : []
        return (
            .onEvent(eventType: type, filter: filter?.expression), .event(from: givers), filter.map { [$0] } ?? []
        )
    }

    private func onCondition(_ node: YAMLNode, in names: StageNames) -> (Trigger, Wait, [WrittenExpression])? {
        guard var fields = Fields(node, title: "`on_condition`", in: self) else { return nil }
        defer { fields.finish() }
        let expression = fields.required("expression").flatMap { self.expression($0, as: "`expression`") }
        let variables = fields.node("variables").map { texts($0, as: "`variables`") } ?? []
        guard let expression else { return nil }
        let references = expression.stages(among: names.all, in: self).filter { names.all.contains($0.name.rawValue) }
        return (
            .onCondition(expression: expression.expression, variables: variables), .stages(references), [expression]
        )
    }

    private func manual(_ node: YAMLNode) -> (Trigger, Wait, [WrittenExpression])? {
        guard !node.isNull else { return (.manual(approvalRequired: false), .open, []) }
        guard var fields = Fields(node, title: "`manual`", in: self) else { return nil }
        defer { fields.finish() }
        let approval = fields.node("approval_required").flatMap { bool($0, as: "`approval_required`") } ?? false
        return (.manual(approvalRequired: approval), .open, [])
    }

    private func any(_ node: YAMLNode, in names: StageNames) -> (Trigger, Wait, [WrittenExpression])? {
        let parts = list(node, as: "`any`").map { trigger($0, in: names) }
        if parts.isEmpty, case .sequence = node.content {
            error(.emptyValue, "`any` is empty, so it never holds", at: node.position)
        }
        let read = parts.compactMap { $0 }
        guard !read.isEmpty, read.count == parts.count else { return nil }
        return (.any(read.map(\.trigger)), .any(read.map(\.wait)), read.flatMap(\.expressions))
    }

    /// An event's type: words joined by dots. Which types there are is left open.
    func eventType(_ node: YAMLNode) -> String? {
        guard let type = text(node, as: "an event's type") else { return nil }
        let isType = type.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F
        }
        guard isType, type.utf8.count <= 200 else {
            error(.badEventType, "an event's type has no blanks, not \(type.quoted)", at: node.position)
            return nil
        }
        guard type != Event.schedule else {
            error(
                .badEventType, "times are no event to wait for: they start pipelines", at: node.position,
                suggestion: "write `{schedule: \"0 3 * * *\"}` in `start_on`")
            return nil
        }
        if !Event.ownTypes.contains(type), let meant = type.closest(among: Event.ownTypes, within: 2) {
            warning(
                .unlikelyEventType,
                "\(type.quoted) is no event of taskdaemon's own: it comes only if somebody emits it", at: node.position,
                suggestion: "did you mean \(meant.quoted)?")
        }
        return type
    }
}
