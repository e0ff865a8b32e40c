import Pipelines

/// The loop types that stages can name: those of the workspace, over those that are built in.
struct LoopCatalog {
    /// One loop file that could be read as a mapping.
    struct Entry {
        var name: LoopName
        var layer: LoopLayer
        var extends: (name: LoopName, position: Position)?
        var reading: Reading
        var position: Position
    }

    /// What a name stands for.
    enum Lookup {
        /// The layers, the lowest first, and whether one of them is `shell`.
        case layers([LoopLayer], isShell: Bool)
        case broken(file: String)
        case unknown
    }

    private var builtIn: [LoopName: Entry] = [:]
    private var own: [LoopName: Entry] = [:]
    /// The agents that loop types can call.
    let agents: AgentCatalog
    /// The prompts that loop types can name.
    let prompts: PromptCatalog
    /// Put over the built-in types: the agent of the settings.
    var agent: LoopLayer?

    init(agents: AgentCatalog, prompts: PromptCatalog) {
        self.agents = agents
        self.prompts = prompts
    }

    /// Every name.
    var names: [String] { Set(builtIn.keys).union(own.keys).map(\.rawValue) }

    mutating func addBuiltIn(_ entry: Entry) { builtIn[entry.name] = entry }

    /// Takes a loop type of the workspace; the name of another one is reported.
    mutating func add(_ entry: Entry) {
        if let other = own[entry.name] {
            entry.reading.error(
                .duplicateName,
                "the loop type \(entry.name.rawValue.quoted) is defined in \(other.reading.source.file) too",
                at: entry.position)
        } else {
            own[entry.name] = entry
        }
    }

    /// Reports loop types that extend what does not exist, or themselves.
    func checkExtensions() {
        for entry in own.values.sorted(by: { $0.name < $1.name }) {
            guard let extends = entry.extends else { continue }
            switch chain(of: entry) {
            case .layers: break
            case .unknown where parent(of: entry) == nil:
                entry.reading.error(
                    .unknownLoopType, "there is no loop type \(extends.name.rawValue.quoted)", at: extends.position,
                    suggestion: Nearest.suggestion(for: extends.name.rawValue, among: names))
            case .unknown, .broken:
                if isInCycle(entry) {
                    entry.reading.error(
                        .circle, "loop types extend each other in a circle, by way of \(extends.name.rawValue.quoted)",
                        at: extends.position)
                }
            }
        }
    }

    /// Reports loop types that call an agent that there is not.
    func checkAgents() {
        for entry in own.values.sorted(by: { $0.name < $1.name }) {
            guard let called = entry.layer.agent ?? nil else { continue }
            switch agents.lookUp(called.name) {
            case .valid: break
            case .unknown: entry.reading.unknownAgent(called, among: agents, at: called.position ?? entry.position)
            case .broken(let file):
                entry.reading.error(
                    .invalidReference, "the agent \(called.name.quoted) is not valid, see \(file)",
                    at: called.position ?? entry.position)
            }
        }
    }

    func lookUp(_ name: LoopName) -> Lookup {
        guard let entry = own[name] ?? builtIn[name] else { return .unknown }
        switch chain(of: entry) {
        case .layers(let layers, let isShell): return .layers(layers, isShell: isShell)
        // What it extends is missing, which its own file was told.
        case .unknown: return .broken(file: entry.reading.source.file)
        case .broken(let file): return .broken(file: file)
        }
    }

    /// What every name stands for that is not broken.
    var chains: [LoopName: LoopChain] {
        var chains: [LoopName: LoopChain] = [:]
        for name in Set(builtIn.keys).union(own.keys) {
            guard case .layers(let layers, let isShell) = lookUp(name) else { continue }
            var chain = LoopChain(layers: layers, isShell: isShell)
            var next = own[name] ?? builtIn[name]
            while let entry = next {
                if isBuiltIn(entry), case .layers(let layers, _) = self.chain(of: entry) {
                    chain.builtIn = entry.name
                    chain.builtInLayers = layers.count
                    break
                }
                next = parent(of: entry)
            }
            chains[name] = chain
        }
        return chains
    }

    private func chain(of entry: Entry) -> Lookup {
        var layers: [LoopLayer] = []
        var isShell = false
        var entry = entry
        for _ in 0...(own.count + builtIn.count) {
            guard !entry.reading.hasErrors else { return .broken(file: entry.reading.source.file) }
            if let agent, isBuiltIn(entry), case .builtin? = entry.layer.work { layers.append(agent) }
            layers.append(entry.layer)
            isShell = isShell || entry.name == "shell"
            guard entry.extends != nil else { return .layers(layers.reversed(), isShell: isShell) }
            guard let next = parent(of: entry) else { return .unknown }
            entry = next
        }
        return .broken(file: entry.reading.source.file)
    }

    /// A loop type that extends its own name extends the built-in one.
    private func parent(of entry: Entry) -> Entry? {
        guard let name = entry.extends?.name else { return nil }
        if name == entry.name { return isBuiltIn(entry) ? nil : builtIn[name] }
        return own[name] ?? builtIn[name]
    }

    private func isInCycle(_ entry: Entry) -> Bool {
        var next = parent(of: entry)
        for _ in 0...(own.count + builtIn.count) {
            guard let current = next else { return false }
            if current.name == entry.name, !isBuiltIn(current) { return true }
            next = parent(of: current)
        }
        return false
    }

    private func isBuiltIn(_ entry: Entry) -> Bool {
        builtIn[entry.name].map { $0.reading === entry.reading } ?? false
    }
}
