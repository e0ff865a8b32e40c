public import JSONValues
public import Pipelines

/// A definition as a file has it.
public struct WrittenDefinition: Hashable, Sendable {
    /// YAML, in block style; it ends in a line break.
    public let yaml: String
    /// The same as JSON.
    public let json: JSON

    init(_ node: YAMLNode) {
        yaml = node.block
        json = node.json
    }
}

/// What definitions name and do not hold: needed to write them.
struct DefinitionContext: Sendable {
    /// The loop types that can be named.
    var loops: [LoopName: LoopChain]
    /// The agents that can be called.
    var agents: AgentCatalog
    /// The schemas that can be named.
    var schemas: SchemaCatalog
}

/// The tree that a definition was read from, with all that it is composed of.
struct DefinitionSource: Sendable {
    var root: YAMLNode
    /// Where the keys stand that nothing knows.
    var unknownKeys: Set<Position>
}

extension LoadedDefinitions {
    /// A pipeline with all that it is composed of (`extends`, `defaults`, `templates`, `matrix`) written out, so that
    /// reading it beside the same other definitions gives the same.
    ///
    /// A key is left out where the same holds without it; of a stage's loop type there are the keys that differ from
    /// those of the type. Keys that nothing knows are kept; comments are not. What is in other files is named: loop
    /// types, agents, schemas, and pipelines that a stage uses.
    ///
    /// - Returns: `nil` where there is no such pipeline, or it is broken.
    public func written(_ name: PipelineName) -> WrittenDefinition? {
        guard let loaded = pipelines[name], case .success(let pipeline) = loaded.result else { return nil }
        return written(pipeline, over: loaded.source)
    }

    /// The settings of `config.yml` alone, without layers over or below it and without what only a user may set: what
    /// is the default anyway is left out, keys that nothing knows are kept, comments are not.
    public var writtenSettings: WrittenDefinition {
        WrittenDefinition(
            committed.settings.node(isUser: false)
                .merged(over: committed.source?.root, keeping: committed.source?.unknownKeys ?? []))
    }

    /// An agent, with its description and the keys that nothing knows; `nil` where there is none, or it is broken.
    public func writtenAgent(_ name: String) -> WrittenDefinition? {
        guard case .valid(let agent) = context.agents.lookUp(name) else { return nil }
        let source = context.agents.source(of: name)
        var node = agent.node
        if let description = source?.root["description"], case .mapping(var entries) = node.content {
            entries.insert(.init(key: "description", position: .start, value: description), at: 1)
            node.content = .mapping(entries)
        }
        return WrittenDefinition(node.merged(over: source?.root, keeping: source?.unknownKeys ?? []))
    }

    /// Any pipeline, also one that was changed after it was read under its name: what nothing knew there is kept.
    public func written(_ pipeline: Pipeline) -> WrittenDefinition {
        written(pipeline, over: pipelines[pipeline.name]?.source)
    }

    private func written(_ pipeline: Pipeline, over source: DefinitionSource?) -> WrittenDefinition {
        let node = PipelineWriter(context: context).node(pipeline)
        return WrittenDefinition(node.merged(over: source?.root, keeping: source?.unknownKeys ?? []))
    }

    /// A loop type with what it extends written out, down to the one that is built in; `nil` where there is no such loop
    /// type, or it is broken.
    public func written(_ name: LoopName) -> WrittenDefinition? {
        guard let chain = context.loops[name] else { return nil }
        return WrittenDefinition(chain.node(name, in: context).withoutDefaults)
    }

    /// Every loop type that is not broken.
    public var loopTypes: [LoopName] { context.loops.keys.sorted() }
}
