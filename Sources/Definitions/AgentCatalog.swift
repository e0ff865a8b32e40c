import Pipelines

/// An agent as a loop type, a stage or the settings name it.
struct AgentReference: Sendable {
    var name: String
    /// Where it is named; `nil` where the settings do.
    var position: Position?
}

/// The agents that can be called: the workspace's, over the user's, over those that are built in.
struct AgentCatalog: Sendable {
    enum Lookup: Sendable {
        case valid(Agent)
        case broken(file: String)
        case unknown
    }

    private var agents: [String: Lookup] = [:]
    private var sources: [String: DefinitionSource] = [:]

    /// Every name.
    var names: [String] { agents.keys.sorted() }

    /// Takes the files of one layer; a later layer's agent replaces one of the same name.
    mutating func add(_ files: [String: [UInt8]], reporting diagnostics: inout [Diagnostic]) {
        var seen: [String: String] = [:]
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let reading = Reading(file: path, bytes: bytes)
            let root = YAMLNode.compose(bytes, in: reading)
            let (name, position, agent) = reading.agent(root, stem: Definitions.stem(path))
            if let other = seen[name] {
                reading.error(.duplicateName, "the agent \(name.quoted) is defined in \(other) too", at: position)
            } else {
                seen[name] = path
                agents[name] = agent.map { .valid($0) } ?? .broken(file: path)
                sources[name] = root.map { DefinitionSource(root: $0, unknownKeys: reading.unknownKeys) }
            }
            diagnostics += reading.diagnostics
        }
    }

    func lookUp(_ name: String) -> Lookup { agents[name] ?? .unknown }

    /// What an agent was read from.
    func source(of name: String) -> DefinitionSource? { sources[name] }

    /// Every agent that can be called, by name.
    var valid: [Agent] {
        agents.values.compactMap { if case .valid(let agent) = $0 { agent } else { nil } }.sorted { $0.name < $1.name }
    }

    /// Whether a text can be an agent's name: `none` stands for no agent.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 40 && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_")
            }
    }
}

extension Reading {
    func unknownAgent(
        _ agent: AgentReference, among agents: AgentCatalog, at position: Position, _ through: String = ""
    ) {
        let names = agents.names
        error(
            .unknownAgent, "there is no agent \(agent.name.quoted)\(through)", at: position,
            suggestion: Nearest.suggestion(for: agent.name, among: names)
                ?? "there are \(names.map { "`\($0)`" }.joined(separator: ", ")); others go to .taskdaemon/agents/")
    }
}
