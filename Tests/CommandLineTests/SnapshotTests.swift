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
    /// The file's name, and the arguments.
    static let commands: [(name: String, arguments: [String])] = [
        ("status", ["status"]), ("status-run", ["status", "greeter"]), ("status-json", ["status", "quick", "--json"]),
        ("status-unknown", ["status", "greter"]), ("status-part", ["status", "greeter/planning"]),
        ("show", ["show", "greeter"]), ("show-approval", ["show", "greeter/release"]),
        ("show-stage", ["show", "quick/impl"]), ("show-failed", ["show", "@/implementation/core"]),
        ("log", ["log", "greeter"]), ("log-failed", ["log", "@"]),
        ("logs", ["logs", "@/implementation/core"]), ("logs-run", ["logs", "@"]),
        ("diff", ["diff", "quick/implementation/quick"]), ("diff-stat", ["diff", "quick", "--stat"]),
        ("diff-names", ["diff", "quick", "--name-only"]),
        ("diff-iteration", ["diff", "quick/impl/quick", "--iteration", "1"]),
        ("diff-two-runs", ["diff", "greeter", "quick", "--stat"]),
        ("diff-no-iteration", ["diff", "quick/impl/quick", "--iteration", "7"]),
        ("why", ["why", "greeter/release"]), ("why-failed", ["why", "broken"]),
        ("why-not", ["why-not", "HEAD"]), ("why-not-old", ["why-not", "HEAD~3"]),
        ("graph", ["graph", "careful"]), ("graph-run", ["graph", "greeter"]),
        ("graph-mermaid", ["graph", "broken", "--format", "mermaid"]),
        ("graph-dot", ["graph", "careful", "--format", "dot"]), ("graph-unknown", ["graph", "taskdeamon"]),
        ("accept-check", ["accept", "quick", "--check"]), ("accept-unfinished", ["accept", "greeter"]),
        ("rollback-dry", ["rollback", "greeter", "--to", "spec", "--dry-run"]),
        ("pause-ended", ["pause", "quick"]), ("cancel-ended", ["cancel", "broken"]),
        ("retry-stage", ["retry", "broken/implementation"]), ("resume-unpaused", ["resume", "greeter"]),
        ("validate", ["validate"]), ("config", ["config"]), ("unknown-subcommand", ["stauts"]),
        ("approve-dry", ["approve", "greeter", "--dry-run"]), ("approve-none", ["approve", "quick"]),

        ("unknown-option", ["diff", "quick", "--sta"]), ("schema-unknown", ["schema", "pipline"]),
        ("help", ["--help"]), ("run-unknown", ["run", "taskdeamon"]),
        ("trace", ["trace", "greeter/specification"]), ("trace-part", ["trace", "@/implementation/core"]),
        ("expr-eval", ["expr", "eval", "[1, 2, 3].filter(x, x > 1)"]),
        (
            "expr-eval-json",
            ["expr", "eval", "--json", "{'at': timestamp('2024-05-06T07:08:09Z'), 'n': double('NaN')}"]
        ),
        ("expr-eval-error", ["expr", "eval", "1 + {'a': 1}.b"]),
        ("expr-eval-syntax", ["expr", "eval", "--json", "1 +"]),
        ("expr-check", ["expr", "check", "--expect", "bool", "size('a') > 'x' || 'a'.matches('(') || sise([])"]),
        (
            "expr-check-stage",
            [
                "expr", "check", "--pipeline", "careful", "--stage", "specification",
                "planing.outputs.plan == release.status",
            ]
        ),
        ("templates", ["templates"]), ("hooks-status", ["hooks", "status"]), ("init-again", ["init", "--yes"]),
        // Requests that are taken when a daemon runs; none does.
        ("pause", ["pause", "greeter"]), ("approve", ["approve", "greeter/release"]),
        ("reject", ["reject", "greeter/release", "-m", "not today"]), ("retry", ["retry", "broken"]),
        ("rollback", ["rollback", "greeter", "--to", "spec"]), ("cancel", ["cancel", "greeter"]),
        ("emit", ["emit", "deploy.done", "--data", "{\"to\": \"production\"}"]),
        ("expr-explain", ["expr", "explain", "[1, 5, 2].all(x, x < 3) && 'a' == \"b\""]),
    ]

    /// Arguments whose JSON is described by the schema of that name.
    static let described: [(schema: String, arguments: [String])] = [
        ("status", ["status", "--json"]), ("status", ["status", "greeter", "--json"]),
        ("show", ["show", "greeter", "--json"]), ("show", ["show", "quick/implementation", "--json"]),
        ("show", ["show", "greeter/release", "--json"]), ("show", ["show", "@/implementation/core", "--json"]),
        ("log", ["log", "@", "--json"]), ("diff", ["diff", "quick", "--json"]),
        ("why", ["why", "greeter", "--json"]), ("why", ["why", "broken", "--json"]),
        ("why-not", ["why-not", "HEAD", "--json"]), ("validate", ["validate", "--json"]),
        ("templates", ["templates", "--json"]),
        ("config", ["config", "--json"]), ("doctor", ["doctor", "--json"]),
        ("accept", ["accept", "quick", "--check", "--json"]),
        ("rollback", ["rollback", "greeter", "--to", "spec", "--dry-run", "--json"]),
        ("graph", ["graph", "greeter", "--format", "json"]),
        ("approve", ["approve", "greeter/release", "--dry-run", "--json"]),
        ("gc", ["gc", "--dry-run", "--json"]), ("hooks", ["hooks", "status", "--json"]),
        ("trace", ["trace", "greeter", "--json"]), ("trace", ["trace", "broken", "--json"]),
        ("expr", ["expr", "eval", "--json", "[b'a', type(1), {1: 2u}]"]), ("expr", ["expr", "eval", "--json", "x"]),
        ("expr", ["expr", "check", "--json", "[1].map(x, x)"]), ("expr", ["expr", "check", "--json", "!1 || !2"]),
        ("expr", ["expr", "explain", "--json", "false && [1].all(x, x / 0 == y)"]),
        ("expr", ["expr", "explain", "--json", "1 +"]),
        ("why-not", ["why-not", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "--json"]),
    ]

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Snapshots"

    @Test("every command says what its snapshot says, and its JSON is what its schema says") func snapshots() throws {
        let workspace = try ThreeRuns()
        defer { workspace.program.remove() }
        let isRenewed = ProcessInfo.processInfo.environment["RENEW_SNAPSHOTS"] != nil
        for (name, arguments) in Self.commands {
            let result = try workspace(arguments)
            var text = "$ taskdaemon \(arguments.joined(separator: " "))\n\(result.output)"
            if !result.error.isEmpty { text += "--- standard error\n\(result.error)" }
            text = workspace.stable(text + "--- exit \(result.status)\n")
            let file = "\(Self.folder)/\(name).txt"
            if isRenewed { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
            let kept = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) }
            #expect(text == kept, "\(name): see the comment above for how to renew it")
        }
        for (name, arguments) in Self.described {
            let result = try workspace(arguments)
            let schema = try Schema.compile(try Self.closed(name))
            let found = schema.validate(try JSON(parsing: result.output.utf8))
            #expect(found.isEmpty, "\(arguments): \(found.map { "\($0.path) \($0.message)" })")
        }
    }

    @Test("every snapshot belongs to a command") func complete() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
        #expect(Set(files) == Set(Self.commands.map { $0.name + ".txt" }))
        #expect(Set(Self.described.map(\.schema)) == Set(Templates.reports.keys))
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
