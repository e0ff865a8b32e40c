import Pipelines
import Synchronization

/// What was read of the files that come with the program: the same whatever a workspace has, so it is read once for as
/// many workspaces and commits as are looked at.
final class BuiltInReadings: Sendable {
    /// Schemas, agents and prompts, before a workspace's own come over them.
    struct Catalogs: Sendable {
        var schemas = SchemaCatalog()
        var agents = AgentCatalog()
        var prompts = PromptCatalog()
        /// What was found in schemas.
        var schemaDiagnostics: [Diagnostic] = []
        /// What was found in agents and prompts.
        var diagnostics: [Diagnostic] = []
    }

    /// A loop file as it was read.
    struct Loop: Sendable {
        var source: SourceText
        var name: LoopName
        var layer: LoopLayer
        var extends: (name: LoopName, position: Position)?
        var position: Position
        var diagnostics: [Diagnostic]
    }

    /// A pipeline's file as a tree.
    struct Tree: Sendable {
        var path: String
        var source: SourceText
        var root: YAMLNode?
        var name: PipelineName
        var diagnostics: [Diagnostic]
    }

    /// What the pipelines are read with besides their own files, where that is all built in.
    struct Surroundings: Hashable {
        var branchPrefix: String
        var limits: Set<LimitName>
        var agent: String?
        var isStrict: Bool
    }

    /// The pipelines, and what was found in them.
    struct Pipelines: Sendable {
        var pipelines: [PipelineName: LoadedDefinitions.LoadedPipeline]
        var diagnostics: [Diagnostic]
    }

    private struct State {
        var catalogs: Catalogs?
        var loops: [Bool: [Loop]] = [:]
        var trees: [Tree]?
        var pipelines: [Surroundings: Pipelines] = [:]
    }

    private let state = Mutex(State())

    /// Workspaces differ in few of these.
    private static let mostSurroundings = 16

    /// The catalogs; made by the closure the first time.
    func catalogs(_ make: () -> Catalogs) -> Catalogs {
        if let known = state.withLock({ $0.catalogs }) { return known }
        let made = make()
        state.withLock { $0.catalogs = made }
        return made
    }

    /// The loop types; made by the closure the first time.
    func loops(isStrict: Bool, _ make: () -> [Loop]) -> [Loop] {
        if let known = state.withLock({ $0.loops[isStrict] }) { return known }
        let made = make()
        state.withLock { $0.loops[isStrict] = made }
        return made
    }

    /// The pipelines' trees; made by the closure the first time.
    func trees(_ make: () -> [Tree]) -> [Tree] {
        if let known = state.withLock({ $0.trees }) { return known }
        let made = make()
        state.withLock { $0.trees = made }
        return made
    }

    /// The pipelines as they were read in such surroundings; `nil` where they were not.
    func pipelines(in surroundings: Surroundings) -> Pipelines? { state.withLock { $0.pipelines[surroundings] } }

    /// Keeps the pipelines as they were read.
    func keep(_ pipelines: Pipelines, in surroundings: Surroundings) {
        state.withLock { state in
            if state.pipelines.count >= Self.mostSurroundings { state.pipelines = [:] }
            state.pipelines[surroundings] = pipelines
        }
    }
}

/// What was read is no part of the files' own value.
extension BuiltInReadings: Hashable {
    static func == (left: BuiltInReadings, right: BuiltInReadings) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}
