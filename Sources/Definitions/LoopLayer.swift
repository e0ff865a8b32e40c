import Pipelines

/// The keys of a loop type as one file, or one stage, gives them, over those of what it extends.
struct LoopLayer: Sendable {
    /// What a key says: nothing, that there is no value, or a value.
    typealias Key<Value> = Value??

    var work: LoopType.Work?
    var agent: Key<AgentReference> = nil
    var permissions: Agent.Permissions?
    var prompt: Key<String> = nil
    var validate: Key<CommandLine> = nil
    var maxIterations: Int?
    var iterationTimeout: Key<Duration> = nil
    var idleTimeout: Key<Duration> = nil
    var environment: [String]?
    var protect: [String]?
    var integrity: LoopType.Integrity?
    var setup: Key<CommandLine> = nil
    var copy: [String]?
    var keep: [String]?
    var artifacts: [String]?

    init() {}

    /// Why layers make no loop type.
    enum Problem: Error {
        /// None of them says what is run.
        case nothingToRun
        case unknownAgent(AgentReference)
        case brokenAgent(AgentReference, file: String)
        /// An agent without a prompt has nothing to do.
        case noPrompt(AgentReference)
        /// The agent's file has no arguments for what it would be allowed.
        case notPermitted(AgentReference, Agent.Permissions)
    }

    /// The loop type that layers make, the first of them lowest.
    static func resolve(
        _ layers: [LoopLayer], name: LoopName, defaultIterations: Int, agents: AgentCatalog
    ) throws(Problem) -> LoopType {
        func last<Value>(_ key: KeyPath<LoopLayer, Value?>) -> Value? {
            layers.reversed().lazy.compactMap { $0[keyPath: key] }.first
        }
        let work = try work(of: layers, agents: agents)
        var loop = LoopType(
            name: name, work: work, prompt: last(\.prompt) ?? nil, validate: last(\.validate) ?? nil,
            maxIterations: last(\.maxIterations) ?? defaultIterations,
            iterationTimeout: last(\.iterationTimeout) ?? nil, idleTimeout: last(\.idleTimeout) ?? nil,
            environment: last(\.environment) ?? [], protect: last(\.protect) ?? [],
            integrity: last(\.integrity), setup: last(\.setup) ?? nil,
            copy: last(\.copy) ?? [], keep: last(\.keep) ?? [], artifacts: last(\.artifacts) ?? [])
        if case .agent(let work) = work {
            guard loop.prompt != nil else { throw .noPrompt(AgentReference(name: work.agent.name)) }
            loop.environment += work.agent.environment.filter { !loop.environment.contains($0) }
            if last(\.idleTimeout) == nil { loop.idleTimeout = work.agent.idleTimeout }
        }
        return loop
    }

    /// The highest layer that names a command or an agent decides; an agent stands for the built-in loop below it.
    private static func work(of layers: [LoopLayer], agents: AgentCatalog) throws(Problem) -> LoopType.Work {
        var base: LoopType.Work?
        var called: AgentReference?
        var permissions = Agent.Permissions.safe
        for layer in layers {
            if let work = layer.work {
                base = work
                called = nil
            }
            if let agent = layer.agent { called = agent }
            if let own = layer.permissions { permissions = own }
        }
        guard let called else {
            guard let base else { throw .nothingToRun }
            return base
        }
        switch agents.lookUp(called.name) {
        case .unknown: throw .unknownAgent(called)
        case .broken(let file): throw .brokenAgent(called, file: file)
        case .valid(let agent):
            guard agent.permissionArguments.isEmpty || agent.permissionArguments[permissions] != nil else {
                throw .notPermitted(called, permissions)
            }
            var standsFor: BuiltinLoop?
            if case .builtin(let loop)? = base { standsFor = loop }
            return .agent(AgentWork(agent, permissions: permissions, standsFor: standsFor))
        }
    }
}
