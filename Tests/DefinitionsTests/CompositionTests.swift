import JSONValues
import Expressions
import Pipelines
import Testing

@testable import Definitions

/// Pipelines that are composed: `extends`, `defaults`, `templates`, `matrix`, `uses`.
@Suite struct CompositionTests {
    private func load(_ files: [String: String]) throws -> LoadedDefinitions {
        let loaded = Definitions.load(
            DefinitionFiles(files: files.mapValues { Array($0.utf8) }), builtIn: shipped)
        try #require(!loaded.hasErrors, "\(loaded.diagnostics)")
        return loaded
    }

    private func pipeline(_ name: PipelineName, _ files: [String: String]) throws -> Pipeline {
        try #require(load(files).pipeline(name))
    }

    @Test("what closes a run is composed like its stages")
    func closing() throws {
        let files = [
            "pipelines/base.yml": """
            closing_timeout: 5m
            templates:
              say: {parameters: {what: string}, loop_type: shell, run: ["echo", "${{ what }}"]}
            stages: [{name: build, loop_type: shell, run: make}]
            on_failure: [{name: report, use: say, with: {what: failed}}]
            finally: [{name: clean, use: say, with: {what: clean}, timeout: 1m}]
            """,
            "pipelines/mine.yml": """
            extends: base
            defaults: {timeout: 2m}
            on_failure: [{name: report, remove: true}]
            finally:
              - {name: clean, timeout: 3m}
              - {name: more, loop_type: shell, run: "true", matrix: {os: [a, b]}}
            """,
        ]
        let mine = try pipeline("mine", files)
        #expect(mine.stages.map(\.name) == ["build", "clean", "more"])
        #expect(mine.stages.map(\.closing) == [nil, .finally, .finally])
        #expect(mine.stages[1].timeout == .seconds(180))
        #expect(mine.stages[2].timeout == .seconds(120))
        #expect(mine.stages[2].fansOut)
        #expect(mine.closingTimeout == .seconds(300))
        let base = try pipeline("base", files)
        #expect(base.stages.map(\.closing) == [nil, .onFailure, .finally])
    }

    @Test("a pipeline takes another's keys and stages, changes some, removes some, and adds its own")
    func extends() throws {
        let files = [
            "pipelines/mine.yml": """
            extends: taskdaemon
            timeout: 3h
            stages:
              - name: implementation
                parallel_instances: 2
                timeout:
              - name: review
                loop_type: shell
                run: make review
                triggers: [{on_completion: {source_stage: implementation}}]
            """
        ]
        let base = try #require(load([:]).pipeline("taskdaemon"))
        let mine = try pipeline("mine", files)
        #expect(mine.stages.map(\.name) == ["planning", "specification", "implementation", "review"])
        #expect(mine.stages[0] == base.stages[0])
        #expect(mine.stages[2].parallelInstances == 2)
        #expect(mine.stages[2].timeout == nil)
        #expect(mine.stages[2].triggers == base.stages[2].triggers)
        #expect(mine.errorHandling == base.errorHandling)
        #expect(mine.concurrency == base.concurrency)
        #expect(mine.timeout == .seconds(3 * 3600))
        // Both would start on the same plan.
        #expect(mine.startOn.isEmpty)
        #expect(mine.description.isEmpty)
    }

    @Test("a pipeline that takes a built-in one's place can extend it, and starts as that one did")
    func replacesBuiltIn() throws {
        let mine = try pipeline(
            "taskdaemon",
            ["pipelines/taskdaemon.yml": "extends: taskdaemon\nstages: [{name: implementation, parallel_instances: 1}]"]
        )
        #expect(mine.startOn.map(\.event) == ["plan.committed"])
        #expect(mine.stages.map(\.parallelInstances) == [1, 1, 1])
    }

    @Test("a stage can be removed, and a key that says how it works takes the others with it")
    func removes() throws {
        let mine = try pipeline(
            "mine",
            [
                "pipelines/base.yml": """
                stages:
                  - {name: a, loop_type: shell, run: make a, validate: make test}
                  - {name: b, loop_type: shell, run: make b}
                """,
                "pipelines/mine.yml": """
                extends: base
                stages:
                  - {name: a, loop_type: phase}
                  - {name: b, remove: true}
                """,
            ])
        #expect(mine.stages.map(\.name) == ["a"])
        #expect(mine.stages[0].loop.work == .builtin(.phase))
        #expect(mine.stages[0].loop.validate == nil)
    }

    @Test("templates are filled in with typed parameters, and a stage's own keys go over them")
    func templates() throws {
        let mine = try pipeline(
            "p",
            [
                "pipelines/p.yml": """
                defaults: {timeout: 5m}
                templates:
                  lint:
                    parameters:
                      path: {type: string, description: what to look at}
                      tries: {type: int, default: 2}
                      env: {type: list, default: [HOME]}
                    loop_type: shell
                    run: [lint, --in, "${{ path }}", "--level=${{tries}}"]
                    max_iterations: ${{ tries }}
                    env: ${{ env }}
                    timeout: 1m
                stages:
                  - {name: a, use: lint, with: {path: my src}}
                  - {name: b, use: lint, with: {path: Tests, tries: 7, env: [CI]}, timeout: 2m, max_iterations: 9}
                  - {name: c, loop_type: plan}
                """
            ])
        let (a, b, c) = (mine.stages[0], mine.stages[1], mine.stages[2])
        #expect(a.loop.work == .command(.arguments(["lint", "--in", "my src", "--level=2"])))
        #expect(a.loop.maxIterations == 2)
        #expect(a.loop.environment == ["HOME"])
        #expect(a.timeout == .seconds(60))
        #expect(b.loop.work == .command(.arguments(["lint", "--in", "Tests", "--level=7"])))
        #expect(b.loop.environment == ["CI"])
        #expect(b.loop.maxIterations == 9)
        #expect(b.timeout == .seconds(120))
        #expect(c.timeout == .seconds(300))
    }

    @Test("a matrix makes one item for each combination, with its values as inputs")
    func matrix() throws {
        let mine = try pipeline(
            "p",
            [
                "pipelines/p.yml": """
                stages:
                  - name: test
                    loop_type: shell
                    run: make test
                    matrix:
                      os: [debian, "a \\"b\\" ☃"]
                      swift: [6.1, 6.2]
                      exclude: [{os: debian, swift: 6.2}]
                      include: [{os: fedora, swift: 7}]
                    input_mapping: {mappings: [{from: "'x'", to: swift}]}
                """
            ])
        let stage = mine.stages[0]
        #expect(stage.fansOut)
        let items = stage.forEach?.evaluate(in: .init([:]))
        guard case .value(let value)? = items else {
            Issue.record("\(String(describing: items))")
            return
        }
        let list = try #require(value.json?.arrayValue)
        #expect(list.map { $0["id"] } == ["debian-6.1", "a \"b\" ☃-6.1", "a \"b\" ☃-6.2", "fedora-7"])
        #expect(list[3]["os"] == "fedora")
        #expect(stage.inputMapping.fields.map(\.to) == ["os", "swift"])
        #expect(stage.inputMapping.fields[1].from.source == "'x'")
    }

    @Test("what a matrix's item has is known: another key is a mistake")
    func matrixItem() {
        func findings(_ expression: String) -> [String] {
            let text = """
                start_on: [{event: plan.committed}]
                stages:
                  - name: test
                    loop_type: shell
                    run: make test
                    matrix: {os: [debian, alpine], size: [1, 2], include: [{os: mac}]}
                    input_mapping: {mappings: [{from: \(expression), to: x, required: false}]}
                """
            let files = DefinitionFiles(files: ["pipelines/p.yml": Array(text.utf8)])
            return Definitions.load(files, builtIn: shipped).diagnostics.map(\.message)
        }
        #expect(findings("item.os + '!'").isEmpty)
        #expect(findings("item.size + 1").isEmpty)
        #expect(findings("item.oss").count == 1)
        #expect(findings("item.oss").first?.contains("no key 'oss'; it has id, os, size") == true)
        #expect(findings("item.os + 1").count == 1)
    }

    @Test("a stage uses a whole pipeline, which is kept in it")
    func uses() throws {
        let loaded = try load([
            "pipelines/checks.yml":
                "start_on: [{event: plan.committed}]\nstages: [{name: lint, loop_type: shell, run: x}]",
            "pipelines/p.yml": "stages: [{name: checks, uses: checks, timeout: 5m}, {name: again, uses: checks}]",
        ])
        let stage = try #require(loaded.pipeline("p")).stages[0]
        #expect(stage.loop.pipeline == loaded.pipeline("checks"))
        #expect(stage.timeout == .seconds(300))
        #expect(loaded.pipeline("p")?.stageCount == 4)
    }

    @Test("a value that is wrong where its parameter stands is found where it is given")
    func positions() throws {
        let text = """
            templates:
              lint:
                parameters: {limit: string}
                loop_type: shell
                run: make lint
                timeout: ${{ limit }}
            stages:
              - {name: a, use: lint, with: {limit: 5x}}
            """
        let found = Definitions.load(DefinitionFiles(files: ["pipelines/p.yml": Array(text.utf8)]), builtIn: shipped)
        #expect(found.diagnostics.map(\.kind) == [.badDuration])
        #expect(found.diagnostics.map(\.line) == [8])
        #expect(found.diagnostics.map(\.column) == [40])
    }

    @Test("what templates and uses multiply is bounded")
    func bounded() throws {
        let wide = "[" + Array(repeating: "x", count: 2000).joined(separator: ", ") + "]"
        let stages = (0..<200).map { "  - {name: s\($0), use: t, with: {l: *l}}" }.joined(separator: "\n")
        let many = Definitions.load(
            DefinitionFiles(files: [
                "pipelines/p.yml": Array(
                    """
                    x: &l \(wide)
                    templates: {t: {parameters: {l: list}, loop_type: shell, run: "${{ l }}"}}
                    stages:
                    \(stages)
                    """.utf8)
            ]), builtIn: shipped)
        #expect(many.diagnostics.contains { $0.kind == .tooLarge })
        var files: [String: [UInt8]] = [:]
        for level in 1...12 {
            files["pipelines/p\(level).yml"] = Array(
                "stages: [{name: a, uses: p\(level - 1)}, {name: b, uses: p\(level - 1)}]".utf8)
        }
        files["pipelines/p0.yml"] = Array("stages: [{name: a, loop_type: plan}]".utf8)
        let deep = Definitions.load(DefinitionFiles(files: files), builtIn: shipped)
        #expect(deep.diagnostics.contains { $0.kind == .outOfRange })
        #expect(deep.pipeline("p7") != nil)
    }
}
