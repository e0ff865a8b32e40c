import Pipelines

extension PipelineWriter {
    /// The keys of a loop type, those that its name does not stand for already.
    func putLoop(_ loop: LoopType, into fields: inout WrittenMapping) {
        let base = context.loops[loop.name]
        let full = LoopLayer(saying: loop)
        let own = base?.least(of: full, giving: loop, agents: context.agents) ?? LoopLayer(saying: loop, isWhole: true)
        for key in LoopKey.all {
            fields.put(key.name, key.node(full), isDefault: key.node(own) == nil)
        }
    }
}

extension LoopLayer {
    /// The keys that say a loop type.
    ///
    /// - Parameter isWhole: whether nothing stands below them, so that what is not there need not be taken away.
    init(saying loop: LoopType, isWhole: Bool = false) {
        self.init()
        switch loop.work {
        case .builtin, .command: work = loop.work
        case .agent(let agent):
            self.agent = AgentReference(name: agent.agent.name)
            permissions = agent.permissions
        case .pipeline: break
        }
        prompt = .some(loop.prompt)
        validate = .some(loop.validate)
        maxIterations = loop.maxIterations
        iterationTimeout = .some(loop.iterationTimeout)
        idleTimeout = .some(loop.idleTimeout)
        environment = loop.environment
        protect = loop.protect
        integrity = loop.integrity
        setup = .some(loop.setup)
        copy = loop.copy
        keep = loop.keep
        artifacts = loop.artifacts
        guard isWhole else { return }
        for key in LoopKey.all where key.node(self)?.isNothing ?? false { key.clear(&self) }
    }

    /// What layers say together, the first of them lowest.
    init(merging layers: [LoopLayer]) {
        self.init()
        for layer in layers {
            if layer.work != nil { agent = nil }
            for key in LoopKey.all where key.node(layer) != nil { key.take(layer, &self) }
        }
    }
}
