import Definitions
import Expressions
import JSONValues
import Pipelines
import Testing

@Suite("What keys become")
struct ParsedValuesTests {
    @Test("every trigger has its value")
    func triggers() throws {
        let loaded = load(
            pipeline: """
                stages:
                  - {name: a, loop_type: plan, triggers: [manual]}
                  - name: b
                    loop_type: plan
                    triggers:
                      - on_completion: {source_stage: a, success_only: false}
                      - on_completion: {source_stage: a}
                      - on_condition: {expression: "a.status == 'succeeded'", variables: [a.status]}
                      - on_event: {event_type: deploy.asked, filter: event.who == 'me'}
                      - any: [{manual: {approval_required: true}}, {on_event: {event_type: x}}]
                """)
        #expect(loaded.diagnostics == [])
        let stages = try #require(loaded.pipeline("p")?.stages)
        #expect(stages.first?.triggers == [.manual(approvalRequired: false)])
        #expect(
            try stages.last?.triggers == [
                .onCompletion(sourceStage: "a", successOnly: false), .onCompletion(sourceStage: "a", successOnly: true),
                .onCondition(expression: Expression(parsing: "a.status == 'succeeded'"), variables: ["a.status"]),
                .onEvent(eventType: "deploy.asked", filter: Expression(parsing: "event.who == 'me'")),
                .any([.manual(approvalRequired: true), .onEvent(eventType: "x", filter: nil)]),
            ])
    }

    @Test("a stage's own keys go over its loop type's")
    func overrides() throws {
        let loaded = load(
            pipeline: """
                timeout: 3h
                error_handling: continue
                stages:
                  - {name: test, loop_type: shell, run: make test, error_handling: {retry: {max_attempts: 2}}}
                  - name: build
                    loop_type: careful
                    validate: null
                    env: [TOKEN]
                    max_iterations: 3
                    for_each: "[1, 2]"
                    when: run.id != ''
                    parallel_instances: 4
                """,
            [
                "loops/careful.yml": """
                name: careful
                extends: phase
                run: [make, "-j", ""]
                validate: make check
                setup: npm ci
                iteration_timeout: 10m
                idle_timeout: 5m
                protect: ["Tests/**"]
                copy: [.env]
                keep: [node_modules/]
                artifacts: [dist/*.whl]
                """
            ])
        #expect(loaded.diagnostics == [])
        let pipeline = try #require(loaded.pipeline("p"))
        #expect(pipeline.timeout == .seconds(3 * 3600))
        #expect(pipeline.errorHandling == .continue)
        let test = try #require(pipeline.stage("test"))
        #expect(test.loop == LoopType(name: "shell", work: .command(.shell("make test")), maxIterations: 1))
        #expect(test.errorHandling == .retry(Retry(maxAttempts: 2)))
        var build = try #require(pipeline.stage("build"))
        #expect(build.loop.prompt != nil)
        build.loop.prompt = nil
        #expect(
            build.loop
                == LoopType(
                    name: "careful", work: .command(.arguments(["make", "-j", ""])), maxIterations: 3,
                    iterationTimeout: .seconds(600), idleTimeout: .seconds(300), environment: ["TOKEN"],
                    protect: ["Tests/**"], setup: .shell("npm ci"), copy: [".env"], keep: ["node_modules/"],
                    artifacts: ["dist/*.whl"]))
        #expect(build.forEach?.source == "[1, 2]")
        #expect(build.when?.source == "run.id != ''")
        #expect(build.parallelInstances == 4)
    }

    @Test("mappings, defaults, transforms and inline schemas have their values")
    func mappings() throws {
        let loaded = load(
            pipeline: """
                stages:
                  - name: a
                    loop_type: plan
                    input_mapping:
                      mappings:
                        - {from: request.goal, to: goal.text, required: false, default: null}
                        - {from: plan.title, to: title, default: {a: [1, 2.5, true, "x", 0x10]}}
                        - {from: spec.id, to: id}
                      transforms:
                        - {to: both, expr: goal.text + title}
                      validation: {type: object}
                """)
        #expect(loaded.diagnostics == [])
        let mapping = try #require(loaded.pipeline("p")?.stages.first?.inputMapping)
        #expect(mapping.fields.map(\.to) == ["goal.text", "title", "id"])
        #expect(mapping.fields.map(\.required) == [false, true, true])
        #expect(mapping.fields.map(\.fallback) == [.null, ["a": [1, 2.5, true, "x", 16]], nil])
        #expect(mapping.transforms.map(\.expression.source) == ["goal.text + title"])
        #expect(mapping.validation == .init(name: "inline schema", schema: ["type": "object"]))
    }

    @Test("scalars that look like other things are text where text is wanted")
    func scalars() throws {
        let loaded = load(
            pipeline: "name: 12\ndescription: true\nstages: [{name: 1, loop_type: shell, run: true, when: true}]")
        #expect(loaded.diagnostics == [])
        let pipeline = try #require(loaded.pipeline("12"))
        #expect(pipeline.description == "true")
        #expect(pipeline.stages.first?.name == "1")
        #expect(pipeline.stages.first?.loop.work == .command(.shell("true")))
    }

    @Test("anchors and aliases stand for the same value")
    func aliases() throws {
        let loaded = load(
            pipeline: """
                stages:
                  - {name: a, loop_type: shell, run: &command [make, all]}
                  - {name: b, loop_type: shell, run: *command}
                """)
        #expect(loaded.diagnostics == [])
        #expect(loaded.pipeline("p")?.stages.map(\.loop.work).last == .command(.arguments(["make", "all"])))
    }
}
