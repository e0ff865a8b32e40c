import Foundation
import JSONValues
import Schemas
import Templates
import Testing

/// What a user sees of every command: standard output, standard error and exit code, as files in `Snapshots`.
///
/// After a change that is meant, they are renewed with
/// `RENEW_SNAPSHOTS=1 swift test --filter SnapshotTests`; then look at the difference.
@Suite(.serialized) struct SnapshotTests {
    /// Arguments whose JSON is described by the schema of that name.
    static let described: [(schema: String, arguments: [String])] = [
        ("status", ["status", "--json"]), ("status", ["status", "greeter", "--json"]),
        ("show", ["show", "greeter", "--json"]), ("show", ["show", "quick/implementation", "--json"]),
        ("show", ["show", "greeter/release", "--json"]), ("show", ["show", "@/implementation/core", "--json"]),
        ("log", ["log", "@", "--json"]), ("diff", ["diff", "quick", "--json"]),
        ("why", ["why", "greeter", "--json"]), ("why", ["why", "broken", "--json"]),
        ("status", ["status", "--json", "--at", "3h"]), ("show", ["show", "quick", "--json", "--at", "2h"]),
        ("why", ["why", "greeter", "--json", "--at", "3h"]),
        ("op", ["op", "log", "--json"]), ("op", ["op", "show", "@", "--json"]),
        ("undo", ["undo", "@", "--dry-run", "--json"]),
        ("why-not", ["why-not", "HEAD", "--json"]), ("validate", ["validate", "--json"]),
        ("templates", ["templates", "--json"]),
        ("config", ["config", "--json"]), ("doctor", ["doctor", "--json"]),
        ("accept", ["accept", "quick", "--check", "--json"]),
        ("rollback", ["rollback", "greeter", "--to", "spec", "--dry-run", "--json"]),
        ("graph", ["graph", "greeter", "--format", "json"]),
        ("simulate", ["simulate", "careful", "--json"]), ("simulate", ["simulate", "--since", "HEAD~4", "--json"]),
        ("simulate", ["simulate", "--input", "plans/greeter.md", "--fail", "implementation/core", "--json"]),
        ("approve", ["approve", "greeter/release", "--dry-run", "--json"]),
        ("gc", ["gc", "--dry-run", "--json"]), ("hooks", ["hooks", "status", "--json"]),
        ("trace", ["trace", "greeter", "--json"]), ("trace", ["trace", "broken", "--json"]),
        ("expr", ["expr", "eval", "--json", "[b'a', type(1), {1: 2u}]"]), ("expr", ["expr", "eval", "--json", "x"]),
        ("expr", ["expr", "check", "--json", "[1].map(x, x)"]), ("expr", ["expr", "check", "--json", "!1 || !2"]),
        ("expr", ["expr", "explain", "--json", "false && [1].all(x, x / 0 == y)"]),
        ("expr", ["expr", "explain", "--json", "1 +"]),
        ("stats", ["stats", "--json"]), ("stats", ["stats", "--since", "2026-01-02T05:30:00Z", "--json"]),
        ("schedules", ["schedules", "--json"]),
        ("why-not", ["why-not", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--json"]),
    ]

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Snapshots"

    /// Of what is longer, the beginning: scripts and schemas have tests of their own.
    private static let longest = 120

    @Test("every command says what its snapshot says", arguments: Scene.all) func snapshots(scene: Scene) throws {
        let workspace = try scene.start()
        defer { workspace.remove() }
        let isRenewed = ProcessInfo.processInfo.environment["RENEW_SNAPSHOTS"] != nil
        for step in scene.steps {
            guard let (name, arguments) = step.snapshot else {
                try step.perform(in: workspace)
                continue
            }
            let result = try workspace(arguments)
            var text = "$ taskdaemon \(arguments.joined(separator: " "))\n\(Self.beginning(of: result.output))"
            if case .outcome = step {
                text += "--- standard error\n…\n"
            } else if !result.error.isEmpty {
                text += "--- standard error\n\(result.error)"
            }
            text = workspace.stable(text + "--- exit \(result.status)\n")
            let file = "\(Self.folder)/\(name).txt"
            if isRenewed { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
            let kept = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
            #expect(text == kept, "\(name): see the comment above for how to renew it")
        }
    }

    @Test("what a command gives as JSON is what its schema says") func json() throws {
        let workspace = try ThreeRuns.make()
        defer { workspace.remove() }
        for (name, arguments) in Self.described {
            let result = try workspace(arguments)
            let schema = try Schema.compile(try Self.closed(name))
            let found = schema.validate(try JSON(parsing: result.output.utf8))
            #expect(found.isEmpty, "\(arguments): \(found.map { "\($0.path) \($0.message)" })")
        }
    }

    @Test("every snapshot belongs to a command, and no two commands to one") func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        let names = Scene.all.flatMap(\.shown).map { $0.name + ".txt" }
        #expect(files.sorted() == names.sorted())
        #expect(Set(Self.described.map(\.schema)) == Set(Templates.reports.keys))
    }

    @Test("every subcommand that is shown has a snapshot of it doing what it is for") func covered() throws {
        let shown = Scene.all.flatMap(\.shown)
        for path in try CommandTree.paths() {
            let done = shown.filter { name, arguments in
                guard arguments.starts(with: path) else { return false }
                let file = FileManager.default.contents(atPath: "\(Self.folder)/\(name).txt") ?? Data()
                return String(decoding: file, as: UTF8.self).hasSuffix("--- exit 0\n")
            }
            #expect(!done.isEmpty, "add a step to a Scene that shows '\(path.joined(separator: " "))' succeeding")
        }
    }

    private static func beginning(of text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.count > longest ? lines.prefix(longest).joined(separator: "\n") + "\n…\n" : text
    }

    /// A schema under which a member that is not described is wrong: what is given out must be documented.
    private static func closed(_ name: String) throws -> JSON {
        func close(_ json: JSON) -> JSON {
            guard var members = json.objectValue else {
                return json.arrayValue.map { .array($0.map(close)) } ?? json
            }
            let isOpen = members["properties"] != nil && members["additionalProperties"] == nil
            members = members.mapValues(close)
            if isOpen { members["additionalProperties"] = false }
            return .object(members)
        }
        return close(try JSON(parsing: try #require(Templates.reports[name])))
    }
}
