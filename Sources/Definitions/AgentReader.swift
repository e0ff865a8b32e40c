import Pipelines

extension Reading {
    /// One agent's file; no agent where anything in it is wrong, which is reported.
    ///
    /// - Parameter root: the values of the file; `nil` where it cannot be read as YAML.
    func agent(_ root: YAMLNode?, stem: String) -> (name: String, position: Position, agent: Agent?) {
        var name = stem
        var position = Position.start
        guard let root else {
            if !hasErrors { error(.emptyFile, "the file is empty", at: .start) }
            return (name, position, nil)
        }
        guard var fields = Fields(root, title: "an agent", in: self) else { return (name, position, nil) }
        if let node = fields.node("description") { _ = text(node, as: "`description`") }
        if let node = fields.node("name"), let given = text(node, as: "an agent's name") {
            name = given
            position = node.position
        }
        if name == "none" {
            error(.reservedName, "an agent cannot be named `none`: it stands for no agent", at: position)
        } else if !AgentCatalog.isName(name) {
            reportAgentName(name, at: position)
        }
        var agent = Agent(name: name, arguments: [])
        if let node = fields.required("run") { agent.arguments = texts(node, as: "`run`", mayBeEmpty: true) }
        agent.prompt = fields.node("prompt").flatMap { choice($0, as: "`prompt`") } ?? .stdin
        agent.format = fields.node("parser").flatMap { choice($0, as: "`parser`") } ?? .text
        agent.permissionArguments = permissions(&fields)
        if let node = fields.node("env") {
            agent.environment = list(node, as: "`env`").compactMap { variableName($0, as: "an element of `env`") }
        }
        agent.variables = scalars(&fields, "set")
        if case .mapping(let entries)? = fields.node("set")?.content {
            for entry in entries where entry.key.hasPrefix("GIT_") || entry.key.hasPrefix("TASKDAEMON_") {
                error(.forbiddenVariable, "\(entry.key.quoted) cannot be set", at: entry.position)
            }
        }
        agent.usage = usageRule(&fields)
        agent.rateLimit = rateLimitRule(&fields)
        agent.idleTimeout = fields.node("idle_timeout").flatMap { duration($0, as: "`idle_timeout`") }
        agent.install = fields.node("install").flatMap { text($0, as: "`install`") }
        checkPromptPlace(agent, at: fields.node("run")?.position ?? position)
        fields.finish()
        return (name, position, hasErrors ? nil : agent)
    }

    private func checkPromptPlace(_ agent: Agent, at position: Position) {
        guard !agent.arguments.isEmpty else {
            if !hasErrors { error(.emptyValue, "`run` is an empty list", at: position) }
            return
        }
        let places = agent.arguments.count { $0 == Agent.promptPlace }
        switch agent.prompt {
        case .stdin where places > 0:
            error(
                .promptPlace, "`{prompt}` has no meaning with `prompt: stdin`", at: position,
                suggestion: "write `prompt: file`")
        case .file where places != 1, .arg where places != 1:
            error(
                .promptPlace, "with `prompt: \(agent.prompt.rawValue)` one of the arguments is `{prompt}`",
                at: position,
                suggestion: "add \"{prompt}\" to `run`")
        default: break
        }
    }

    private func permissions(_ fields: inout Fields) -> [Agent.Permissions: [String]] {
        guard let node = fields.node("permissions"), var inner = Fields(node, title: "`permissions`", in: self) else {
            return [:]
        }
        var found: [Agent.Permissions: [String]] = [:]
        for permissions in Agent.Permissions.allCases {
            guard let node = inner.node(permissions.rawValue) else { continue }
            found[permissions] = texts(node, as: "`\(permissions.rawValue)`")
        }
        inner.finish()
        return found
    }

    private func usageRule(_ fields: inout Fields) -> Agent.UsageRule {
        var rule = Agent.UsageRule()
        guard let node = fields.node("usage"), var inner = Fields(node, title: "`usage`", in: self) else { return rule }
        if let node = inner.node("events") { rule.events = texts(node, as: "`events`") }
        rule.sums = inner.node("sum").flatMap { bool($0, as: "`sum`") } ?? false
        for field in Usage.Field.allCases {
            let paths = inner.node(field.rawValue).map { oneOrMore($0, as: "`\(field.rawValue)`") } ?? []
            if !paths.isEmpty { rule.paths[field] = paths }
        }
        if let node = inner.node("lines") { rule.lines = texts(node, as: "`lines`") }
        inner.finish()
        return rule
    }

    private func rateLimitRule(_ fields: inout Fields) -> Agent.RateLimitRule {
        var rule = Agent.RateLimitRule()
        guard let node = fields.node("rate_limit"), var inner = Fields(node, title: "`rate_limit`", in: self) else {
            return rule
        }
        rule.event = inner.node("event").flatMap { text($0, as: "`event`") }
        rule.conditions = scalars(&inner, "when")
        rule.until = inner.node("until").map { oneOrMore($0, as: "`until`") } ?? []
        if let node = inner.node("texts") { rule.texts = texts(node, as: "`texts`") }
        if let wait = inner.node("wait").flatMap({ duration($0, as: "`wait`") }) { rule.wait = wait }
        inner.finish()
        return rule
    }

    /// A mapping of texts.
    private func scalars(_ fields: inout Fields, _ key: String) -> [String: String] {
        guard let node = fields.node(key) else { return [:] }
        guard case .mapping(let entries) = node.content else {
            error(.wrongType, "`\(key)` is a mapping, not \(node.kind)", at: node.position)
            return [:]
        }
        var found: [String: String] = [:]
        for entry in entries { found[entry.key] = text(entry.value, as: "`\(entry.key)`") }
        return found
    }

    private func oneOrMore(_ node: YAMLNode, as what: String) -> [String] {
        if case .sequence = node.content { return texts(node, as: what) }
        return text(node, as: what).map { [$0] } ?? []
    }

    /// A list of texts of which some may be empty: arguments.
    private func texts(_ node: YAMLNode, as what: String, mayBeEmpty: Bool) -> [String] {
        list(node, as: what).enumerated().compactMap { index, element in
            if index > 0, case .scalar(let scalar) = element.content, scalar.text.isEmpty, !scalar.isPlain { return "" }
            return text(element, as: "an element of \(what)")
        }
    }
}
