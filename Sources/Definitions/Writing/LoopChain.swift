import Pipelines

/// What a loop type's name stands for, before a stage's own keys.
struct LoopChain: Sendable {
    /// The lowest first.
    var layers: [LoopLayer]
    /// Whether one of them is `shell`.
    var isShell: Bool
    /// The name of the one among them that is built in.
    var builtIn: LoopName?
    /// How many of them are the built-in one's.
    var builtInLayers = 0

    /// The loop type with a stage's keys over it; `nil` where that makes none.
    func resolved(with own: LoopLayer, name: LoopName, agents: AgentCatalog) -> LoopType? {
        try? LoopLayer.resolve(layers + [own], name: name, defaultIterations: isShell ? 1 : 20, agents: agents)
    }

    /// Of keys that give a loop type, those without which it would be another; `nil` where all of them do not give it.
    func least(of full: LoopLayer, giving loop: LoopType, agents: AgentCatalog) -> LoopLayer? {
        guard resolved(with: full, name: loop.name, agents: agents) == loop else { return nil }
        var least = full
        for key in LoopKey.all {
            var shorter = least
            key.clear(&shorter)
            if resolved(with: shorter, name: loop.name, agents: agents) == loop { least = shorter }
        }
        return least
    }

    /// The loop type's file, with what it extends written out, down to the loop type that is built in.
    func node(_ name: LoopName, in context: DefinitionContext) -> YAMLNode {
        // Of one that is built in itself there is nothing that it extends.
        var base = layers.count == builtInLayers ? nil : builtIn
        // A file that is named like the built-in one which it extends is what others find under that name.
        let below = base == name ? builtInLayers : base.flatMap { context.loops[$0]?.layers.count } ?? 0
        var own = LoopLayer(merging: Array(layers.dropFirst(below)))
        if let work = own.work, let agent = own.agent {
            // One file says either; the loop in whose place an agent works is the one that it extends.
            if agent != nil, case .builtin(let loop) = work { base = LoopName(loop.rawValue) }
            if agent == nil { own.agent = nil } else { own.work = nil }
        }
        if base == nil, isShell, name != "shell", own.maxIterations == nil { own.maxIterations = 1 }
        var fields = WrittenMapping()
        fields.put("name", YAMLNode(name))
        fields.put("extends", base.map { YAMLNode($0) })
        for key in LoopKey.all { fields.put(key.name, key.node(own)) }
        return fields.node
    }
}
