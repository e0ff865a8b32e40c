import Definitions
import Foundation
import Pipelines
import Testing

@Suite("Files that no one means well with")
struct HostileFilesTests {
    private func messages(_ text: String) -> [String] { load(pipeline: text).diagnostics.map(\.message) }

    @Test("a file of more than 1 MiB is refused unread")
    func size() {
        let text = "name: x\n#" + String(repeating: "a", count: 1 << 20)
        #expect(messages(text) == ["the file has \(text.utf8.count) bytes, more than 1 MiB"])
    }

    @Test("many aliases are refused, as values and as keys")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let uses = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(uses)]\n"
        }
        #expect(messages(text) == ["the file uses more than 10 aliases (`*name`)"])
        #expect(messages(text + "? *a9\n: x") == ["the file uses more than 10 aliases (`*name`)"])
    }

    @Test("as many aliases as are let through, all in keys, are read in no time", .timeLimit(.minutes(1)))
    func worstAliases() {
        var text = "a0: &a0 [" + String(repeating: "x,", count: 7_500) + "x]\n"
        for level in 1...3 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1), *a\(level - 1)]\n" }
        #expect(!messages(text + "? *a3\n: x").isEmpty)
    }

    @Test("a file with an alias may not be long")
    func longWithAlias() {
        let text = "a: &a x\nb: *a\n#" + String(repeating: "a", count: 1 << 16)
        #expect(messages(text) == ["a file with aliases is at most 16 KiB"])
    }

    @Test("deep nesting is refused, in flow and in block form")
    func depth() {
        let flow = String(repeating: "[", count: 100_000)
        #expect(messages("stages: " + flow) == ["collections are nested more than 64 deep"])
        let block = String(repeating: "- ", count: 900) + "x"
        #expect(messages(block) == ["collections are nested more than 64 deep"])
        let closed = String(repeating: "[\"]\", ", count: 900) + "x"
        #expect(messages(closed).count == 1)
        let keys = String(repeating: "? ", count: 900) + "x"
        #expect(messages(keys) == ["keys written with `?` are not used in definitions"])
        #expect(messages(String(repeating: "- ", count: 100_000)).count == 1)
    }

    @Test("deep nesting does not need much of a stack")
    func smallStack() async {
        let block = String(repeating: "- ", count: 990) + "x"
        let quoted = String(repeating: "[\"]\", ", count: 990) + "x" + String(repeating: "]", count: 990)
        let count = await withCheckedContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    returning: load(pipeline: block).diagnostics.count + load(pipeline: quoted).diagnostics.count)
            }
            thread.stackSize = 1 << 20
            thread.start()
        }
        #expect(count == 2)
    }

    @Test("what is not UTF-8 is refused")
    func encoding() {
        var builtIn = shipped
        builtIn.pipelines = [:]
        let bytes: [UInt8] = Array("name: ".utf8) + [0xFF, 0xFE]
        let loaded = Definitions.load(DefinitionFiles(files: ["pipelines/p.yml": bytes]), builtIn: builtIn)
        #expect(loaded.diagnostics.map(\.message) == ["the file is not UTF-8"])
    }

    @Test("a key that is given twice is found where it is given again")
    func twice() {
        let marked = Marked("stages:\n  - name: a\n    loop_type: plan\n    ▸name: b")
        let found = load(pipeline: marked.text).diagnostics
        #expect(found.map(\.message) == ["the key `name` is given twice"])
        #expect(found.map(\.line) == [marked.line])
        #expect(found.map(\.column) == [marked.column])
    }

    @Test("what is not YAML is found at its place")
    func syntax() {
        let marked = Marked("name: x\nstages:\n  - {name: a▸: b}: c")
        let found = load(pipeline: marked.text).diagnostics
        #expect(found.count == 1)
        #expect(found.first?.message.hasPrefix("not YAML: ") == true)
        #expect(found.first?.line == 3)
    }

    @Test(
        "other things of YAML that definitions do not use are refused",
        arguments: [
            ("", "the file is empty"), ("# nothing", "the file is empty"), ("~", "the file is empty"),
            ("- a", "a pipeline is a mapping, not a list"), ("text", "a pipeline is a mapping, not text"),
            ("a: 1\n---\nb: 2", "not YAML: expected a single document in the stream, but found another document"),
            ("a: *b", "not YAML: found undefined alias"),
        ])
    func other(text: String, message: String) {
        #expect(messages(text) == [message])
    }

    @Test("merge keys and collections as keys are refused")
    func keys() {
        let stage = "stages: [{name: a, loop_type: plan}]\n"
        #expect(messages(stage + "<<: {a: 1}") == ["merge keys (`<<`) are not supported"])
        #expect(messages(stage + "? [a, b]\n: 1") == ["a key is text, not a collection"])
    }

    @Test("control characters never reach a message as they are")
    func control() {
        let found = messages("stages: [{name: \"a\\e[31m\\0\", loop_type: plan}]")
        #expect(found == ["a stage's name has a NUL character in it"])
        let escaped = messages("stages: [{name: \"a\\e[31m\", loop_type: plan}]")
        #expect(escaped.allSatisfy { $0.contains("\\u{1b}") && !$0.unicodeScalars.contains("\u{1B}") })
    }
}
