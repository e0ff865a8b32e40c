import Expressions
import JSONValues
public import Orchestration
import OrderedCollections
public import Pipelines

extension GraphReport {
    /// The picture of a pipeline.
    public init(_ pipeline: Pipeline) {
        self.init(
            pipeline: pipeline.name.rawValue, description: pipeline.description, run: nil, status: nil,
            starts: pipeline.startOn.map { trigger in
                (trigger.schedule?.description ?? trigger.event)
                    + (trigger.filter.map { " where \($0.source)" } ?? "")
            },
            stages: pipeline.stages.map { Node($0) },
            edges: pipeline.stages.flatMap { stage in
                stage.triggers.flatMap { Edge.of($0, to: stage, in: pipeline, isAlternative: false) }
            })
        edges += closingEdges
    }

    /// The picture of a run: its own pipeline, with where everything stands.
    public init(_ run: Run) {
        self.init(run.creation.pipeline)
        self.run = run.id.rawValue
        status = run.status.rawValue
        for index in stages.indices {
            let name = StageName(stages[index].name)
            stages[index].status = run.status(of: name).rawValue
            stages[index].instances = (run.stages[name]?.instances.keys ?? []).map {
                Instance(name: $0.rawValue, status: run.status(of: InstanceID(name, $0)).rawValue)
            }
        }
    }
}

extension GraphReport {
    /// From the stages after which no other comes to those that close a run.
    private var closingEdges: [Edge] {
        let sources = Set(edges.compactMap(\.from))
        let targets = Set(edges.map(\.to))
        let last = stages.filter { !sources.contains($0.name) }
        return stages.filter { $0.closing != nil && !targets.contains($0.name) }.flatMap { stage -> [Edge] in
            let isFinal = stage.closing == Stage.Closing.finally.rawValue
            return last.filter { $0.closing == nil || isFinal && $0.closing != stage.closing }.map { source in
                Edge(
                    from: source.name, to: stage.name, label: isFinal ? Edge.whatever : Edge.runFailed,
                    alternative: false)
            }
        }
    }
}

extension GraphReport.Node {
    fileprivate init(_ stage: Stage) {
        let event = stage.triggers.lazy.compactMap(\.onEvent).first?.type
        self.init(
            name: stage.name.rawValue, closing: stage.closing?.rawValue, loop: stage.loop.name.rawValue,
            usesPipeline: stage.loop.pipeline != nil, fansOut: stage.forEach?.source ?? event,
            items: stage.forEach.map(Self.items) ?? [],
            parallelInstances: stage.parallelInstances, approval: stage.triggers.contains { $0.needsApproval },
            when: stage.when?.source, status: nil, instances: [])
    }
}

extension GraphReport.Node {
    /// The names of a list that depends on nothing.
    private static func items(of list: Expression) -> [String] {
        guard case .value(let value) = list.evaluate(in: Bindings([:])),
            case .array(let items)? = value.json
        else { return [] }
        return items.enumerated().map { Run.instanceName(for: $1, at: $0) }
    }
}

extension GraphReport.Edge {
    /// The label where the stage before must have succeeded.
    static let succeeded = "succeeded"
    /// The label where it must have ended.
    static let ended = "ended"

    /// The label where all must have ended, and the run has failed.
    static let runFailed = "if the run has failed"
    /// The label where all must have ended.
    static let whatever = "however the run ends"

    /// The edges of one trigger: none where it holds by itself.
    fileprivate static func of(
        _ trigger: Trigger, to stage: Stage, in pipeline: Pipeline, isAlternative: Bool
    ) -> [GraphReport.Edge] {
        func edge(_ from: StageName?, _ label: String) -> GraphReport.Edge {
            GraphReport.Edge(
                from: from?.rawValue, to: stage.name.rawValue, label: label, alternative: isAlternative)
        }
        switch trigger {
        case .onCompletion(let source, let successOnly):
            return [edge(source, successOnly ? Self.succeeded : Self.ended)]
        case .onEvent(let type, let filter):
            let label = "each \(type)" + (filter.map { " where \($0.source)" } ?? "")
            let sources = pipeline.sources(of: type, before: stage.name)
            return sources.isEmpty ? [edge(nil, label)] : sources.map { edge($0, label) }
        case .onCondition(let expression, _):
            let named = expression.rootPaths.compactMap { path in
                path.first == "stages" ? path.dropFirst().first : path.first
            }
            let sources = pipeline.stages.map(\.name).filter { named.contains($0.rawValue) && $0 != stage.name }
            return sources.isEmpty ? [edge(nil, expression.source)] : sources.map { edge($0, expression.source) }
        case .manual(let approval): return approval ? [edge(nil, "approved")] : []
        case .any(let triggers):
            return triggers.flatMap { of($0, to: stage, in: pipeline, isAlternative: triggers.count > 1) }
        }
    }
}

extension Pipeline {
    /// The stages whose end brings events of a type about, among those before another.
    fileprivate func sources(of type: String, before stage: StageName) -> [StageName] {
        let before = stages.prefix { $0.name != stage }
        switch type {
        case "spec.ready":
            return before.filter { $0.outputMapping.fields.contains { $0.to == "outputs.specs" } }.map(\.name)
        default: return []
        }
    }
}

extension Trigger {
    fileprivate var needsApproval: Bool {
        switch self {
        case .manual(let approval): approval
        case .any(let triggers): triggers.contains { $0.needsApproval }
        case .onCompletion, .onEvent, .onCondition: false
        }
    }
}
