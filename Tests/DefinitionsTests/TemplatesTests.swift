import Documents
import Foundation
import JSONValues
import Schemas
import Templates
import Testing

@testable import Definitions

@Suite("The files that come with the program")
struct TemplatesTests {
    @Test("the demonstration is a plan of five specs, each with commands")
    func demo() throws {
        let (path, bytes) = try #require(Templates.demo.first)
        let plan = try Document.parse(bytes, kind: .plan, path: path)
        #expect(plan.id == "word-report")
        #expect(plan.diagnostics == [])
        #expect(plan.specs.map(\.id) == ["words", "samples", "count", "report", "proof"])
        #expect(plan.specs.map(\.dependencies) == [[], [], ["words"], ["count", "samples"], ["report"]])
        #expect(plan.specs.allSatisfy { !$0.phases.isEmpty && $0.phases.allSatisfy { !$0.commands.isEmpty } })
    }

    @Test("the example is a plan of two specs", arguments: ["examples/plan.md"])
    func example(path: String) throws {
        let plan = try Document.parse(try #require(Templates.scaffold[path]), kind: .plan, path: "plans/plan.md")
        #expect(plan.diagnostics == [])
        #expect(plan.specs.map(\.id) == ["greeter-core", "greeter-test"])
        #expect(plan.specs.map(\.dependencies) == [[], ["greeter-core"]])
    }

    @Test("the commands of the demonstration and of the example all succeed", .serialized, arguments: [true, false])
    func commands(isDemo: Bool) throws {
        let bytes = try #require(isDemo ? Templates.demo.values.first : Templates.scaffold["examples/plan.md"])
        let plan = try Document.parse(bytes, kind: .plan, path: "plans/p.md")
        let folder = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for block in plan.specs.flatMap(\.phases).flatMap(\.commands) {
            let shell = Process()
            shell.executableURL = URL(filePath: "/bin/sh")
            shell.arguments = ["-eu", "-c", block.script]
            shell.currentDirectoryURL = folder
            shell.standardOutput = FileHandle.nullDevice
            try shell.run()
            shell.waitUntilExit()
            #expect(shell.terminationStatus == 0, "the block in line \(block.line)")
        }
    }

    @Test("the format's schemas hold for every file that comes with the program")
    func formats() throws {
        try hold("pipeline", for: Templates.pipelines)
        try hold("pipeline", for: Templates.starters)
        try hold("loop", for: Templates.loops)
        try hold("agent", for: Templates.agents)
        try hold("config", for: ["config.yml": Array("agent: none\nwatch: [main]\nhooks: {start: true}".utf8)])
    }

    @Test("a stage can have every key of a loop type, and says the same of it")
    func loopKeys() throws {
        let pipeline = try JSON(parsing: try #require(Templates.formats["pipeline"]))
        let loop = try JSON(parsing: try #require(Templates.formats["loop"]))
        let stage = try #require(pipeline["$defs"]?["stage"]?["properties"]?.objectValue)
        for (key, rule) in try #require(loop["properties"]?.objectValue)
        where !["name", "description", "extends"].contains(key) {
            #expect(stage[key] == rule, "\(key)")
        }
    }

    private func hold(_ format: String, for files: [String: [UInt8]]) throws {
        let schema = try schema(format)
        for (name, bytes) in files {
            let node = try #require(YAMLNode.compose(bytes, in: Reading(file: name, bytes: bytes)))
            let violations = schema.validate(node.json)
            #expect(violations.isEmpty, "\(name): \(violations)")
        }
    }

    private func schema(_ format: String) throws -> Schema {
        try Schema.compile(try JSON(parsing: try #require(Templates.formats[format])))
    }
}
