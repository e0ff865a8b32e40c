import Foundation
import JSONValues
import Pipelines
import Schemas
import Templates
import Testing

@testable import Definitions

@Suite("What is written") struct WriterTests {
    private static func load(_ files: [String: [UInt8]]) -> LoadedDefinitions {
        Definitions.load(DefinitionFiles(files: files), builtIn: shipped)
    }

    private static let format = Result {
        try Schema.compile(try JSON(parsing: try #require(Templates.formats["pipeline"])))
    }

    /// What files in which every key stands have beside them.
    private static let others = [
        "config.yml": Array("limits: {llm: 4}".utf8),
        "pipelines/others.yml": Array("stages: [{name: a, loop_type: plan}]".utf8),
    ]

    /// Writes every pipeline of these files that is valid, and reads each in its own file's place.
    @discardableResult private func compare(_ files: [String: [UInt8]]) throws -> Int {
        let loaded = Self.load(files)
        let format = try Self.format.get()
        var count = 0
        // What is built in and stays so is the same beside all files.
        for pipeline in loaded.validPipelines
        where loaded.pipelines[pipeline.name]?.file.hasPrefix(".taskdaemon/") == true {
            let written = try #require(loaded.written(pipeline.name))
            let file = try #require(loaded.pipelines[pipeline.name]).file
            let path =
                file.hasPrefix(".taskdaemon/")
                ? String(file.dropFirst(".taskdaemon/".count)) : "pipelines/\(pipeline.name).yml"
            let again = Self.load(files.merging([path: Array(written.yaml.utf8)]) { $1 })
            let read = try #require(again.pipeline(pipeline.name), "\(written.yaml)\n\(again.diagnostics)")
            #expect(read == pipeline, "\(written.yaml)")
            #expect(again.written(pipeline.name) == written)
            #expect(format.validate(written.json).isEmpty, "\(written.yaml)\n\(format.validate(written.json))")
            count += 1
        }
        return count
    }

    @Test("is what was read: of everything that comes with the program")
    func shippedFiles() throws {
        var files: [String: [UInt8]] = [:]
        for (name, bytes) in Templates.starters { files["pipelines/\(name).yml"] = bytes }
        let count = try compare(files)
        #expect(count >= files.count)
    }

    @Test("is what was read: of all fixtures that can be run", arguments: DiagnosticFixture.all)
    func fixtures(fixture: DiagnosticFixture) throws {
        var files = fixture.contents
        files["user/config.yml"] = nil
        try compare(files)
    }

    @Test("is what was read: whatever a definition can say", arguments: 0..<40)
    func random(seed: Int) throws {
        let loaded = Self.load(Self.loops)
        var random = RandomPipeline(random: .init(state: UInt64(seed)), context: loaded.context)
        for _ in 0..<(ProcessInfo.processInfo.environment["LONG_FUZZ"] == nil ? 8 : 400) {
            let pipeline = random.pipeline()
            let written = loaded.written(pipeline)
            let again = Self.load(Self.loops.merging(["pipelines/p.yml": Array(written.yaml.utf8)]) { $1 })
            let read = again.pipeline("p")
            #expect((read == pipeline) as Bool, "\(written.yaml)\n\(again.diagnostics.map(\.message))")
        }
    }

    @Test("of any value of JSON is that value", arguments: 0..<20)
    func values(seed: Int) throws {
        var random = RandomPipeline(random: .init(state: UInt64(seed)), context: Self.load([:]).context)
        for _ in 0..<200 {
            let value: JSON = ["k": random.json(depth: 0), random.text(): [random.json(depth: 0)]]
            let text = YAMLNode(value).block
            let reading = Reading(file: "x", bytes: Array(text.utf8))
            let read = try #require(YAMLNode.compose(Array(text.utf8), in: reading), "\(text)\n\(reading.diagnostics)")
            #expect(read.json == value, "\(text)")
        }
    }

    @Test("has every key of the format that is not composition, and is then what was read")
    func complete() throws {
        for (path, bytes) in FormatTests.richest where path.hasPrefix("pipelines/") {
            #expect(try compare(Self.others.merging([path: bytes]) { $1 }) > 0)
        }
        let written = FormatTests.richest.filter { $0.0.hasPrefix("pipelines/") }.flatMap { path, bytes in
            let loaded = Self.load(Self.others.merging([path: bytes]) { $1 })
            return loaded.validPipelines.filter { $0.name == "p" }.compactMap { loaded.written($0.name)?.json }
        }
        let keys = written.reduce(into: Set<String>()) { $0.formUnion($1.keys) }
        let format = try JSON(parsing: try #require(Templates.formats["pipeline"]))
        // What is taken care of before reading, what the workspace says, and what is another pipeline's.
        let composed: Set<String> = [
            "extends", "defaults", "templates", "use", "with", "matrix", "include", "exclude", "remove", "parameters",
            "global_config", "git_branch_prefix", "workspace", "uses", "file", "type", "default", "description",
        ]
        #expect(format.describedKeys.subtracting(keys).subtracting(composed) == [])
    }

    @Test("is in block style, in the order of the format, and says only what differs")
    func style() throws {
        let text = """
            name: mine
            stages:
              - name: build
                run: |
                  make all
                    indented
                loop_type: shell
                max_iterations: 1
                parallel_instances: 1
              - name: check
                validate: "make test # all: of it"
                loop_type: careful
                error_handling: {retry: {max_attempts: 2, backoff: {initial: 1s, factor: 3.0}}}
                triggers: [{on_completion: {success_only: true, source_stage: build}}, manual]
                output_mapping: {mappings: [{to: outputs.n, from: implementation, default: [1, {a: null}], required: false}]}
                for_each: "['a', 'b']"
                timeout: 120m
            timeout: 90m
            error_handling: fail
            """
        let written = Self.load(Self.loops.merging(["pipelines/mine.yml": Array(text.utf8)]) { $1 }).written(
            "mine" as PipelineName)
        #expect(
            written?.yaml == """
                name: mine
                timeout: 90m
                stages:
                  - name: build
                    loop_type: shell
                    run: |
                      make all
                        indented
                  - name: check
                    loop_type: careful
                    triggers:
                      - on_completion: {source_stage: build}
                      - manual: {approval_required: false}
                    for_each: "['a', 'b']"
                    validate: "make test # all: of it"
                    output_mapping:
                      mappings:
                        - from: implementation
                          to: outputs.n
                          required: false
                          default:
                            - 1
                            - {a: null}
                    timeout: 2h
                    error_handling:
                      retry:
                        max_attempts: 2
                        backoff: {factor: 3}

                """)
    }

    @Test("keeps what nobody understands where it stood, also when the pipeline was changed")
    func unknown() throws {
        let text = """
            owner: team-a
            name: mine
            x-links: [{url: "http://x"}, 2]
            global_config: {git_branch_prefix: taskdaemon/, region: north}
            error_handling: {retry: {max_attempts: 2, backoff: {note: [slow]}}}
            stages:
              - {name: a, loop_type: shell, reason: {why: b}, run: make a}
              - name: b
                loop_type: plan
                triggers: [{manual: {approval_required: false, by: Ada}, on: hold}]
                input_mapping: {mappings: [{from: "'x'", to: x, unit: s}], todo: y}
            """
        let loaded = Self.load(["pipelines/mine.yml": Array(text.utf8)])
        let unknown = loaded.diagnostics.filter { $0.kind == .unknownKey }.map(\.message)
        #expect(unknown.count == 9)
        var pipeline = try #require(loaded.pipeline("mine"))
        #expect(
            loaded.written(pipeline).yaml == """
                owner: team-a
                name: mine
                x-links:
                  - {url: http://x}
                  - 2
                global_config: {region: north}
                error_handling:
                  retry:
                    max_attempts: 2
                    backoff:
                      note: [slow]
                stages:
                  - name: a
                    loop_type: shell
                    reason: {why: b}
                    run: make a
                  - name: b
                    loop_type: plan
                    triggers:
                      - manual: {approval_required: false, by: Ada}
                        "on": hold
                    input_mapping:
                      mappings:
                        - {from: "'x'", to: x, unit: s}
                      todo: "y"

                """)
        try compare(["pipelines/mine.yml": Array(text.utf8)])
        pipeline.stages.removeFirst()
        pipeline.stages[0].timeout = .seconds(5)
        let changed = loaded.written(pipeline).yaml
        #expect(!changed.contains("reason") && changed.contains("unit: s") && changed.contains("timeout: 5s"))
    }

    @Test("of a composed pipeline is all that it is composed of")
    func composed() throws {
        let files = [
            "pipelines/mine.yml": """
            extends: taskdaemon
            defaults: {timeout: 5m}
            templates: {lint: {parameters: {path: string}, loop_type: shell, run: [lint, "${{ path }}"], owner: Ada}}
            stages:
              - {name: lint, use: lint, with: {path: Sources}}
              - {name: checks, uses: checks, matrix: {os: [a, b]}}
            """,
            "pipelines/checks.yml": "stages: [{name: a, loop_type: careful}]",
        ].mapValues { Array($0.utf8) }
        try compare(files.merging(Self.loops) { $1 })
        let written = try #require(
            Self.load(files.merging(Self.loops) { $1 }).written("mine" as PipelineName)?.yaml)
        for key in ["extends", "defaults", "templates", "use:", "with", "matrix"] { #expect(!written.contains(key)) }
        #expect(written.contains("run: [lint, Sources]") && written.contains("owner: Ada"))
    }

    @Test("of a loop type is that loop type, with what it extends", arguments: [nil, "claude"])
    func loopTypes(agent: String?) throws {
        var files = Self.loops
        if let agent { files["config.yml"] = Array("agent: \(agent)".utf8) }
        let loaded = Self.load(files)
        #expect(loaded.loopTypes.count > 8)
        let format = try Schema.compile(try JSON(parsing: try #require(Templates.formats["loop"])))
        for name in loaded.loopTypes {
            let written = try #require(loaded.written(name))
            #expect(format.validate(written.json).isEmpty, "\(written.yaml)")
            let again = Self.load(files.merging(["loops/\(name).yml": Array(written.yaml.utf8)]) { $1 })
            #expect(again.diagnostics == loaded.diagnostics, "\(written.yaml)")
            for run in [nil, "make"] as [String?] {
                var own = LoopLayer()
                own.work = run.map { .command(.shell($0)) }
                let old = loaded.context.loops[name]?.resolved(with: own, name: name, agents: loaded.context.agents)
                let new = again.context.loops[name]?.resolved(with: own, name: name, agents: again.context.agents)
                #expect(old == new, "\(written.yaml)")
            }
        }
    }

    /// Loop types that take from each other in all ways.
    private static let loops = [
        "loops/careful.yml": "extends: phase\nvalidate: make test\nprotect: [Tests/]\nmax_iterations: 3",
        "loops/phase.yml": "extends: phase\nsetup: make setup\nenv: [CI]",
        "loops/mine.yml": "run: make\nidle_timeout: 3s\nprompt: |\n  Do\n    this {{input.x}}\n",
        "loops/asked.yml": "extends: mine\nagent: codex\npermissions: bypass\nintegrity: approval",
        "loops/plain.yml": "extends: asked\nagent: null\nrun: {builtin: spec}\nidle_timeout: null",
        "loops/script.yml": "extends: shell\nrun: [a, '']\nkeep: [x/]\nartifacts: [y]\ncopy: [.env]",
        "loops/again.yml": "extends: plain\nagent: claude\niteration_timeout: 9m",
    ].mapValues { Array($0.utf8) }
}

extension JSON {
    /// The name of every member, however deep.
    fileprivate var keys: Set<String> {
        switch self {
        case .object(let members): members.values.reduce(into: Set(members.keys)) { $0.formUnion($1.keys) }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.keys) }
        default: []
        }
    }

    /// The name of every property that a schema describes.
    fileprivate var describedKeys: Set<String> {
        switch self {
        case .object(let members):
            members.reduce(into: []) { keys, member in
                if member.key == "properties", case .object(let properties) = member.value {
                    keys.formUnion(properties.keys)
                    for property in properties.values { keys.formUnion(property.describedKeys) }
                } else if member.key != "examples", member.key != "default" {
                    keys.formUnion(member.value.describedKeys)
                }
            }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion($1.describedKeys) }
        default: []
        }
    }
}
