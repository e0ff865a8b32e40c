import Foundation
import JSONValues
import Schemas
import Templates
import Testing

@testable import Definitions

/// The JSON Schema of a format finds what the reader finds in the structure of a file, and nothing else.
@Suite("The format's schemas and the reader agree") struct FormatTests {
    private static let schemas = Result {
        try Templates.formats.mapValues { try Schema.compile(try JSON(parsing: $0)) }
    }

    @Test("on every mistake", arguments: DiagnosticFixture.all)
    func fixtures(fixture: DiagnosticFixture) throws {
        let found = fixture.findings(isStrict: false)
        for (path, bytes) in fixture.contents {
            let own = found.filter { $0.file == ".taskdaemon/" + path }
            try compare(bytes, path: path, own)
        }
    }

    @Test("on every key of every file that has nothing as its value")
    func nothing() throws {
        var count = 0
        for (path, bytes) in Self.richest + Self.shippedFiles {
            let root = try #require(YAMLNode.compose(bytes, in: Reading(file: path, bytes: bytes)))
            for mutant in root.json.nothings {
                count += 1
                try compare(Array(mutant.text.utf8), path: path, nil)
            }
        }
        #expect(count > 400)
    }

    private static var shippedFiles: [(String, [UInt8])] {
        Templates.starters.map { ("pipelines/\($0.key).yml", $0.value) }.sorted { $0.0 < $1.0 }
            + Templates.loops.map { ("loops/\($0.key)", $0.value) }.sorted { $0.0 < $1.0 }
            + Templates.agents.map { ("agents/\($0.key)", $0.value) }.sorted { $0.0 < $1.0 }
    }

    @Test("on every part of a file with all keys, and on many of the shipped files, taken away or replaced")
    func mutated() throws {
        let files = Self.richest + Self.shippedFiles
        let rich = Self.richest.count
        let isWhole = ProcessInfo.processInfo.environment["ALL_MUTANTS"] != nil
        var count = 0
        for (index, (path, bytes)) in files.enumerated() {
            let root = try #require(YAMLNode.compose(bytes, in: Reading(file: path, bytes: bytes)))
            for mutant in root.json.mutants {
                count += 1
                guard isWhole || count.isMultiple(of: index < rich ? 2 : 19) else { continue }
                try compare(Array(mutant.text.utf8), path: path, nil)
            }
        }
        #expect(count > 2000)
    }

    @Test("also for the eyes of an independent validator, where there is one")
    func independent() throws {
        let search = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard
            let program = search.map({ "\($0)/check-jsonschema" }).first(where: FileManager.default.isExecutableFile)
        else {
            print("skipped: there is no check-jsonschema on the search path")
            return
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "formats-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (format, schema) in try Self.schemas.get() {
            let schemaFile = folder.appending(path: "\(format).schema")
            try Data(try #require(Templates.formats[format])).write(to: schemaFile)
            var files: [String] = []
            var refused: Set<String> = []
            for (number, value) in Self.values(of: format).enumerated() {
                let file = folder.appending(path: "\(format)-\(number).json").path
                try Data(value.text.utf8).write(to: URL(filePath: file))
                files.append(file)
                if !schema.validate(value).isEmpty { refused.insert(file) }
            }
            #expect(files.count > 3 && !refused.isEmpty)
            let output = Pipe()
            let process = Process()
            process.executableURL = URL(filePath: program)
            process.arguments = ["--schemafile", schemaFile.path, "-o", "JSON"] + files
            process.standardOutput = output
            try process.run()
            let report = try JSON(parsing: output.fileHandleForReading.readDataToEndOfFile())
            process.waitUntilExit()
            let found = (report["errors"]?.arrayValue ?? []).compactMap { $0["filename"]?.stringValue }
            #expect(report["parse_errors"]?.arrayValue == [], "\(report.text)")
            #expect(Set(found) == refused, "\(format): \(report.text)")
        }
    }

    /// Every value of a format among the fixtures, and the rich ones.
    private static func values(of format: String) -> [JSON] {
        let files = DiagnosticFixture.all.flatMap(\.contents) + richest.map { (key: $0.0, value: $0.1) }
        return files.filter { self.format(of: $0.key) == format }.compactMap { path, bytes in
            YAMLNode.compose(bytes, in: Reading(file: path, bytes: bytes))?.json
        }
    }

    /// The format of a file, by its path.
    private static func format(of path: String) -> String {
        String(path.hasSuffix("config.yml") ? "config" : path.prefix { $0 != "/" }.dropLast())
    }

    /// Files in which every key stands.
    static let richest: [(String, [UInt8])] = [
        (
            "pipelines/p.yml",
            Array(
                """
                name: p
                description: all keys
                start_on: [{event: plan.committed, filter: "true"}, {schedule: 0 3 * * 1-5, timezone: Europe/Berlin}]
                priority: 3
                concurrency: {group: plan.path, on_conflict: queue}
                global_config: {git_branch_prefix: taskdaemon/}
                error_handling: continue
                timeout: 3h
                closing_timeout: 10m
                budget: {usd: 5, tokens: 10, iterations: 3, time: 1h}
                success: a.status == 'succeeded'
                stages:
                  - name: a
                    loop_type: shell
                    run: [make, "x"]
                    prompt: {file: plan_prompt.md}
                    validate: make test
                    max_iterations: 3
                    iteration_timeout: 1m
                    idle_timeout: 1m
                    env: [A]
                    protect: ["x/**"]
                    integrity: approval
                    setup: make setup
                    copy: [.env]
                    keep: [build/]
                    artifacts: [dist/]
                    triggers: [manual, {manual: {approval_required: true}}, {on_event: {event_type: x, filter: "true"}}]
                    input_mapping: {mappings: [{from: plan, to: p, required: false, default: 1}]}
                    output_mapping: {transforms: [{to: outputs.x, expr: "1"}], validation: {type: object}}
                    parallel_instances: 3
                    uses_limit: [llm]
                    on_reject: retry
                    timeout: 1h
                    budget: {usd: 1}
                    error_handling:
                      retry:
                        max_attempts: 2
                        backoff: {initial: 3s, factor: 3, max: 9s, jitter: 0.5}
                        retry_on: error.class == 'failed'
                    when: "true"
                    success: size(outputs) > 0
                  - name: b
                    loop_type: phase
                    agent: claude
                    permissions: bypass
                    triggers:
                      - any: [{on_completion: {source_stage: a, success_only: false}}]
                      - on_condition: {expression: a.status == 'failed', variables: [x]}
                    for_each: "[1]"
                    error_handling: {rollback: {to: a}}
                  - {name: c, loop_type: shell, run: {builtin: plan}}
                  - {name: f, uses: others, timeout: 1h}
                on_failure: [{name: d, loop_type: shell, run: echo}]
                finally: [{name: e, loop_type: shell, run: echo}]
                """.utf8)
        ),
        (
            "pipelines/composed.yml",
            Array(
                """
                defaults: {timeout: 5m, when: "true"}
                templates: {lint: {parameters: {path: {type: string, default: src, description: where}, tool: int}}}
                stages:
                  - {name: a, use: lint, with: {path: Sources, tool: 1}, loop_type: shell, run: make}
                  - name: b
                    loop_type: shell
                    run: make
                    prompt: Do
                    matrix: {os: [x, y], exclude: [{os: x}], include: [{os: z}]}
                    input_mapping: {mappings: [{from: plan, to: p}]}
                """.utf8)
        ),
        (
            "config.yml",
            Array(
                """
                git_branch_prefix: bots/
                watch: [main]
                documents: {plan: "p/*.md", spec: "s/*.md", phase: "h/*.md"}
                durability: power
                max_parallel: 3
                limits: {llm: 4}
                keep_runs: 3
                keep_days: 3
                transient_limit: 1h
                secrets: [A]
                secrets_allow: ["x/**"]
                hooks: {start: true}
                agent: claude
                """.utf8)
        ),
    ]

    /// Holds a file against its format's schema and against what the reader found, or finds, in it.
    private func compare(_ bytes: [UInt8], path: String, _ findings: [Diagnostic]?) throws {
        guard let schema = try Self.schemas.get()[Self.format(of: path)],
            let node = YAMLNode.compose(bytes, in: Reading(file: path, bytes: bytes))
        else { return }
        let found = findings ?? Self.findings(in: bytes, path: path)
        // What a template gives to a stage the reader alone knows.
        let isTemplated = { (stage: JSON) in stage["use"] != nil && [nil, JSON.null].contains(stage["loop_type"]) }
        if path.hasSuffix("composed.yml"), node.json["stages"]?.arrayValue?.contains(where: isTemplated) == true {
            return
        }
        // What is part of a later format may be in its schema already.
        guard !found.contains(where: { $0.kind == .notSupported }) else { return }
        let mistakes = found.filter { Diagnostic.Kind.structural.contains($0.kind) }
        let violations = schema.validate(node.json)
        #expect(
            violations.isEmpty == mistakes.isEmpty,
            """
            \(path): the reader says \(mistakes.map(\.message)), the schema \(violations.map { "\($0.path) \($0.message)" })
            \(String(decoding: bytes, as: UTF8.self))
            """)
    }

    private static func findings(in bytes: [UInt8], path: String) -> [Diagnostic] {
        let builtIn = path.hasPrefix("pipelines/") ? Self.some : BuiltInFiles()
        return Definitions.load(DefinitionFiles(files: [path: bytes]), builtIn: builtIn).diagnostics
            .filter { $0.file == ".taskdaemon/" + path }
    }

    private static let some = BuiltInFiles(
        loops: shipped.loops, schemas: shipped.schemas, agents: shipped.agents, prompts: shipped.prompts)
}

extension JSON {
    /// This value with `null` in the place of one member, however deep.
    fileprivate var nothings: [JSON] {
        switch self {
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { name, member in
                ([.null] + member.nothings).map { JSON.object(members.merging([name: $0]) { $1 }) }
            }
        case .array(let elements):
            elements.enumerated().flatMap { index, element in
                ([.null] + element.nothings).map { nothing in
                    var changed = elements
                    changed[index] = nothing
                    return JSON.array(changed)
                }
            }
        case .null, .bool, .int, .double, .string: []
        }
    }

    /// This value with one part of it taken away, or another put in its place.
    fileprivate var mutants: [JSON] {
        let others: [JSON] = [
            .string("text here"), .string(""), .int(0), .int(-3), .double(2.5), .bool(true), .array([]),
            .array([.int(3)]),
            .object([:]), .object(["x": .string("y")]), .string("/x"), .string("main"),
        ]
        var mutants = others
        switch self {
        case .object(let members):
            for (name, member) in members.sorted(by: { $0.key < $1.key }) {
                var without = members
                without[name] = nil
                mutants.append(.object(without))
                mutants += member.mutants.map { .object(members.merging([name: $0]) { $1 }) }
            }
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                mutants += element.mutants.map { mutant in
                    var changed = elements
                    changed[index] = mutant
                    return .array(changed)
                }
            }
        case .null, .bool, .int, .double, .string: break
        }
        return mutants
    }
}
