import Definitions
import Expressions
import JSONValues
import Pipelines
import Templates
import Testing

@Suite("The built-in pipelines")
struct ReferencePipelineTests {
    @Test("the reference pipeline is exactly this value")
    func reference() throws {
        let loaded = Definitions.load(DefinitionFiles(), builtIn: shipped)
        #expect(loaded.diagnostics == [])
        let pipeline = try #require(loaded.pipeline("taskdaemon"))
        #expect(pipeline.name == "taskdaemon")
        #expect(pipeline.description == "Standard Plan → Spec → Phase pipeline")
        #expect(pipeline.startOn == [StartTrigger(event: "plan.committed")])
        #expect(
            pipeline.concurrency == Concurrency(group: try Expression(parsing: "plan.path"), onConflict: .supersede))
        #expect(
            pipeline.errorHandling
                == .retry(
                    Retry(
                        maxAttempts: 3,
                        backoff: Backoff(initial: .seconds(1), factor: 2, max: .seconds(60), jitter: 0.2))))
        #expect(pipeline.timeout == nil)
        #expect(try pipeline.stages.map(withoutPrompt) == [planning(), specification(), implementation()])
        #expect(pipeline.stages.allSatisfy { $0.loop.prompt?.isEmpty == false })
    }

    @Test("the pipeline for specs has the implementation stage alone")
    func specs() throws {
        let loaded = Definitions.load(DefinitionFiles(), builtIn: shipped)
        let pipeline = try #require(loaded.pipeline("taskdaemon-specs"))
        #expect(pipeline.startOn == [StartTrigger(event: "spec.committed")])
        #expect(pipeline.concurrency == nil)
        #expect(try pipeline.stages.map(withoutPrompt) == [implementation()])
    }

    @Test("a pipeline of the workspace replaces the built-in one of its name")
    func override() throws {
        let own = "name: taskdaemon\nstages: [{name: build, loop_type: shell, run: make}]"
        let loaded = Definitions.load(files(["pipelines/mine.yml": own]), builtIn: shipped)
        #expect(loaded.diagnostics == [])
        #expect(loaded.pipelines["taskdaemon"]?.file == ".taskdaemon/pipelines/mine.yml")
        #expect(loaded.pipeline("taskdaemon")?.stages.map(\.name) == ["build"])
        #expect(loaded.validPipelines.map(\.name) == ["taskdaemon", "taskdaemon-specs"])
    }

    @Test("a broken pipeline hides the built-in one of its name and breaks no other")
    func brokenOverride() throws {
        let loaded = Definitions.load(
            files([
                "pipelines/a.yml": "name: taskdaemon\nstages: 3",
                "pipelines/b.yml": "stages: [{name: x, loop_type: shell, run: 'true'}]",
            ]), builtIn: shipped)
        #expect(loaded.pipeline("taskdaemon") == nil)
        #expect(loaded.validPipelines.map(\.name) == ["b", "taskdaemon-specs"])
        #expect(loaded.hasErrors)
        #expect(loaded.diagnostics.map(\.file) == [".taskdaemon/pipelines/a.yml"])
    }

    @Test("with an agent the built-in loop types call it, with their prompts")
    func agent() throws {
        let loaded = Definitions.load(files(["config.yml": "agent: claude"]), builtIn: shipped)
        #expect(loaded.diagnostics == [])
        let loop = try #require(loaded.pipeline("taskdaemon")?.stages.last?.loop)
        guard case .agent(let work) = loop.work else { return #expect(Bool(false), "it is no agent") }
        #expect(work.agent.command(work.permissions).prefix(2) == ["claude", "-p"])
        #expect(work.standsFor == .phase)
        #expect(work.permissions == .safe)
        #expect(loop.prompt?.contains("{{input.spec.title}}") == true)
        #expect(loop.environment.contains("ANTHROPIC_API_KEY"))
        #expect(loop.maxIterations == 20)
    }

    @Test("every agent that can be named has its file", arguments: Templates.agents.keys.sorted())
    func everyAgent(file: String) throws {
        // goose works only where it may do everything.
        var own = ["config.yml": "agent: \(file.dropLast(4))"]
        for name in ["plan", "spec", "phase"] {
            own["loops/\(name).yml"] = "extends: \(name)\npermissions: bypass"
        }
        let loaded = Definitions.load(files(own), builtIn: shipped)
        #expect(loaded.diagnostics == [])
        guard case .agent = try #require(loaded.pipeline("taskdaemon")?.stages.first?.loop.work) else {
            return #expect(Bool(false), "it is no agent")
        }
    }

    /// The prompts are long and are held against nothing; that they are there is tested apart.
    private func withoutPrompt(_ stage: Stage) -> Stage {
        var stage = stage
        stage.loop.prompt = nil
        return stage
    }

    private func planning() throws -> Stage {
        Stage(
            name: "planning", loop: LoopType(name: "plan", work: .builtin(.plan)),
            triggers: [.manual(approvalRequired: false)],
            inputMapping: Mapping(fields: [.init(from: try Expression(parsing: "request.goal"), to: "goal")]),
            outputMapping: Mapping(
                fields: [.init(from: try Expression(parsing: "plan"), to: "outputs.plan")],
                validation: try schema("plan_schema")),
            timeout: .seconds(30 * 60))
    }

    private func specification() throws -> Stage {
        Stage(
            name: "specification", loop: LoopType(name: "spec", work: .builtin(.spec)),
            triggers: [.onCompletion(sourceStage: "planning", successOnly: true)],
            inputMapping: Mapping(
                fields: [.init(from: try Expression(parsing: "planning.outputs.plan"), to: "plan")]),
            outputMapping: Mapping(
                fields: [.init(from: try Expression(parsing: "specs"), to: "outputs.specs")],
                validation: try schema("spec_array_schema")),
            timeout: .seconds(60 * 60))
    }

    private func implementation() throws -> Stage {
        Stage(
            name: "implementation", loop: LoopType(name: "phase", work: .builtin(.phase)),
            triggers: [
                .onEvent(
                    eventType: "spec.ready", filter: try Expression(parsing: "spec.dependencies_met == true"))
            ],
            inputMapping: Mapping(fields: [.init(from: try Expression(parsing: "event.spec"), to: "spec")]),
            outputMapping: Mapping(
                fields: [.init(from: try Expression(parsing: "implementation"), to: "outputs.implementation")]),
            parallelInstances: 10, timeout: .seconds(2 * 60 * 60))
    }

    private func schema(_ name: String) throws -> Mapping.Validation {
        let bytes = try #require(Templates.schemas["\(name).json"])
        return Mapping.Validation(name: name, schema: try JSON(parsing: bytes))
    }
}
