import Pipelines

extension Reading {
    /// The keys of a loop type among those of a loop file or of a stage.
    func loopLayer(_ fields: inout Fields, prompts: PromptCatalog) -> LoopLayer {
        var layer = LoopLayer()
        layer.work = fields.node("run").flatMap(work)
        layer.agent = key("agent", of: &fields, read: agentReference)
        if layer.work != nil, let agent = layer.agent, let agent {
            error(.conflictingKeys, "a loop runs a command or calls an agent, not both", at: agent.position ?? .start)
        }
        layer.permissions = fields.node("permissions").flatMap { choice($0, as: "`permissions`") }
        layer.prompt = key("prompt", of: &fields) { prompt($0, among: prompts) }
        layer.validate = key("validate", of: &fields, read: validator)
        layer.maxIterations = fields.node("max_iterations").flatMap {
            integer($0, as: "`max_iterations`", in: 1...100_000)
        }
        layer.iterationTimeout = key("iteration_timeout", of: &fields) { duration($0, as: "`iteration_timeout`") }
        layer.idleTimeout = key("idle_timeout", of: &fields) { duration($0, as: "`idle_timeout`") }
        layer.environment = list("env", of: &fields, element: variableName)
        layer.protect = list("protect", of: &fields, element: glob)
        layer.integrity = fields.node("integrity").flatMap { choice($0, as: "`integrity`") }
        layer.setup = key("setup", of: &fields) { command($0, as: "`setup`") }
        layer.copy = list("copy", of: &fields, element: glob)
        layer.keep = list("keep", of: &fields, element: glob)
        layer.artifacts = list("artifacts", of: &fields, element: glob)
        return layer
    }

    /// The keys that `loopLayer` asks for.
    static let loopKeys: Set<String> = {
        let reading = Reading(file: "", bytes: [])
        var fields = Fields([], title: "", position: .start, in: reading)
        _ = reading.loopLayer(&fields, prompts: PromptCatalog())
        return fields.known
    }()

    /// A key whose value may be taken away with `null`.
    private func key<Value>(
        _ name: String, of fields: inout Fields, read: (YAMLNode) -> Value?
    ) -> LoopLayer.Key<Value> {
        guard let node = fields.entry(takenAwayByNothing: name)?.value else { return nil }
        return node.isNull ? .some(nil) : read(node).map { .some($0) }
    }

    private func list(
        _ name: String, of fields: inout Fields, element: (YAMLNode, String) -> String?
    ) -> [String]? {
        guard let node = fields.entry(takenAwayByNothing: name)?.value else { return nil }
        return node.isNull ? [] : list(node, as: "`\(name)`").compactMap { element($0, "an element of `\(name)`") }
    }

    private func agentReference(_ node: YAMLNode) -> AgentReference? {
        text(node, as: "`agent`").map { AgentReference(name: $0, position: node.position) }
    }

    private func work(_ node: YAMLNode) -> LoopType.Work? {
        guard case .mapping = node.content else { return command(node, as: "`run`").map { .command($0) } }
        guard var fields = Fields(node, title: "`run`", in: self) else { return nil }
        defer { fields.finish() }
        return fields.required("builtin", suggestion: "or write a command: a text for `sh -c`, or a list")
            .flatMap { choice($0, as: "`builtin`", of: BuiltinLoop.self) }.map { .builtin($0) }
    }

    /// A text for `sh -c`, or a program and its arguments.
    private func command(_ node: YAMLNode, as what: String) -> CommandLine? {
        guard case .sequence(let nodes) = node.content else {
            if case .mapping = node.content {
                error(.wrongType, "\(what) is a text for `sh -c` or a list, not a mapping", at: node.position)
                return nil
            }
            return text(node, as: what).map { .shell($0) }
        }
        guard !nodes.isEmpty else {
            error(.emptyValue, "\(what) is an empty list", at: node.position)
            return nil
        }
        let arguments = nodes.enumerated().compactMap { index, element -> String? in
            // An argument may be empty, a program not.
            if index > 0, case .scalar(let scalar) = element.content, scalar.text.isEmpty, !scalar.isPlain { return "" }
            return text(element, as: "an argument of \(what)")
        }
        return arguments.count == nodes.count ? .arguments(arguments) : nil
    }

    private func validator(_ node: YAMLNode) -> CommandLine? {
        guard let command = command(node, as: "`validate`") else { return nil }
        if command.alwaysSucceeds {
            lint(
                .cannotFail, "`validate` cannot fail: \(command.description.prefix(60).description.quoted)",
                at: node.position,
                suggestion: "leave it out, or let it exit with what it found")
        }
        return command
    }

    func variableName(_ node: YAMLNode, as what: String) -> String? {
        guard let name = text(node, as: what) else { return nil }
        guard Self.isVariableName(name) else {
            error(
                .badVariable, "\(what) is the name of an environment variable, not \(name.quoted)", at: node.position,
                suggestion: name.contains("=") ? "only the name: its value is the daemon's own" : nil)
            return nil
        }
        if name.hasPrefix("GIT_") || name.hasPrefix("TASKDAEMON_") {
            warning(.reservedVariable, "\(name.quoted) is never passed on", at: node.position)
        }
        return name
    }

    static func isVariableName(_ name: String) -> Bool {
        name.utf8.enumerated().allSatisfy { index, byte in
            byte == UInt8(ascii: "_") || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || (index > 0 && (0x30...0x39).contains(byte))
        }
    }

    /// A glob over paths below the work tree's root.
    private func glob(_ node: YAMLNode, as what: String) -> String? {
        guard let glob = text(node, as: what) else { return nil }
        let leaves = glob.hasPrefix("/") || glob.split(separator: "/").contains("..")
        guard !leaves else {
            error(.outsideOfTree, "\(what) leads out of the work tree: \(glob.quoted)", at: node.position)
            return nil
        }
        return glob
    }
}
