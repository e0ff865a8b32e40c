public import Expressions
public import Pipelines

/// What expressions of a pipeline can start from, and what is known of it before a run.
public struct StageScope: Sendable {
    /// Every root, and what is known of its value; `nil` where any name may exist.
    public let roots: [String: Shape]?
    /// Stages that exist and need not have ended, so that nothing may be read of them.
    public let others: Set<String>

    init(roots: [String: Shape]?, others: Set<String> = []) {
        self.roots = roots
        self.others = others
    }

    /// Those of a stage's conditions and of its input mapping; `nil` where the pipeline has no such stage.
    public init?(of name: StageName, in pipeline: Pipeline) {
        guard let stage = pipeline.stage(name) else { return nil }
        var upstream = pipeline.upstream(of: name)
        if let closing = stage.closing {
            let before = pipeline.stages.filter {
                $0.closing == nil || closing == .finally && $0.closing == .onFailure
            }
            upstream.formUnion(before.map(\.name))
        }
        var shapes: [String: Shape] = [:]
        for stage in pipeline.stages where upstream.contains(stage.name) {
            shapes[stage.name.rawValue] = stage.shape
        }
        roots = Self.roots(of: stage, upstream: shapes)
        others = Set(pipeline.stages.map(\.name.rawValue)).subtracting(shapes.keys)
    }

    /// Those of a stage's `success`; `nil` where the pipeline has no such stage.
    init?(endOf name: StageName, in pipeline: Pipeline) {
        guard let stage = pipeline.stage(name), let scope = StageScope(of: name, in: pipeline) else { return nil }
        var roots = scope.roots ?? [:]
        roots["outputs"] = stage.outputs
        roots["instances"] = stage.fansOut ? stage.instances : nil
        self.init(roots: roots, others: scope.others)
    }

    /// Those of a stage's output mapping, where the loop says what it gives; `nil` where there is no such stage.
    ///
    /// What a mapping made before is not among them.
    init?(outputsOf name: StageName, in pipeline: Pipeline) {
        guard let stage = pipeline.stage(name) else { return nil }
        self.init(roots: stage.loop.given)
    }

    /// Those of a pipeline's `success`.
    init(endOf pipeline: Pipeline) {
        let shapes = pipeline.stages.map { ($0.name.rawValue, $0.shape) }
        self.init(roots: Self.roots(of: Dictionary(shapes, uniquingKeysWith: { $1 }), in: .end))
    }

    /// Those of what has nothing to do with a pipeline's stages.
    init(_ place: Root.Place) { self.init(roots: Roots.shapes(in: place)) }

    /// The roots of a stage that can read these others.
    static func roots(of stage: Stage, upstream: [String: Shape]) -> [String: Shape] {
        var roots = roots(of: upstream, in: stage.closing == nil ? .stage : .closing)
        roots["item"] = stage.forEach?.check(roots: roots).shape.element ?? .any
        return roots
    }

    /// The roots of what can read these stages.
    static func roots(of stages: [String: Shape], in place: Root.Place) -> [String: Shape] {
        var roots = Roots.shapes(in: place)
        for (name, shape) in stages where roots[name] == nil { roots[name] = shape }
        roots["stages"] = .map(stages, isClosed: true)
        return roots
    }

    /// Those of what decides about starting a run: filters of `start_on`, and a concurrency group.
    public init(startOf pipeline: Pipeline) {
        roots = Roots.shapes(in: .start)
        others = Set(pipeline.stages.map(\.name.rawValue))
    }
}

extension Pipeline {
    /// Every stage that one waits for, directly or through others.
    fileprivate func upstream(of name: StageName) -> Set<StageName> {
        var seen: Set<StageName> = []
        var open = [name]
        while let next = open.popLast() {
            guard let stage = stage(next) else { continue }
            let sources = stage.triggers.reduce(into: Set<StageName>()) { $0.formUnion(self.sources(of: $1)) }
            for source in sources where seen.insert(source).inserted { open.append(source) }
        }
        return seen
    }

    private func sources(of trigger: Trigger) -> Set<StageName> {
        switch trigger {
        case .manual: return []
        case .onCompletion(let source, _): return [source]
        case .onEvent(let type, _): return type == Event.specReady ? givingSpecs : []
        case .onCondition: return trigger.sources.filter { stage($0) != nil }
        case .any(let triggers): return triggers.reduce(into: []) { $0.formUnion(sources(of: $1)) }
        }
    }

    private var givingSpecs: Set<StageName> { Set(stages.filter(\.givesSpecs).map(\.name)) }
}

extension Stage {
    /// What is known of a stage that others read.
    var shape: Shape { .map(["outputs": outputs, "status": .of(.string)], isClosed: true) }

    /// What is known of `outputs`, of all instances together.
    var outputs: Shape {
        guard fansOut, case .map(let members, let isClosed) = instanceOutputs else { return instanceOutputs }
        // Each name has the list of what all instances gave.
        return .map(members.mapValues { .list(of: $0) }, isClosed: isClosed)
    }

    /// What is known of `instances`.
    var instances: Shape {
        .list(of: .map(["name": .of(.string), "status": .of(.string), "outputs": instanceOutputs], isClosed: true))
    }

    /// What is known of what one instance gives: what the output mapping writes, as its schema describes it.
    private var instanceOutputs: Shape {
        let targets = outputMapping.targets
        guard !targets.isEmpty else { return .of(.map) }
        let names = Set(targets.map { String($0.prefix { $0 != "." }) })
        var members = Dictionary(uniqueKeysWithValues: names.map { ($0, Shape.any) })
        if let validation = outputMapping.validation {
            let shape = Shape(schema: validation.schema)
            // A schema is for the one value where there is one, else for all of them together.
            if names.count == 1, let name = names.first {
                members[name] = shape
            } else if case .map(let described, _) = shape {
                for name in names { members[name] = described[name] ?? .any }
            }
        }
        return .map(members, isClosed: true)
    }
}
