import Definitions
import Testing

@Suite("Findings as text")
struct DiagnosticRenderingTests {
    @Test("the line is shown with a caret under the column, and the suggestion")
    func whole() throws {
        let yaml = "stages:\n  - {name: a, loop_type: fase}\n"
        let found = try #require(load(pipeline: yaml).diagnostics.first)
        #expect(
            found.rendered(source: yaml) == """
                .taskdaemon/pipelines/p.yml:2:26: error: there is no loop type `fase`
                      - {name: a, loop_type: fase}
                                             ^
                  did you mean `phase`?
                """)
    }

    @Test("without a source there is no line")
    func withoutSource() {
        let finding = Diagnostic(.warning, .unknownKey, file: "f.yml", line: 3, column: 1, message: "odd")
        #expect(finding.rendered() == "f.yml:3:1: warning: odd")
        #expect(finding.rendered(source: "one line") == "f.yml:3:1: warning: odd")
    }

    @Test("long lines are cut and control characters are replaced")
    func longLine() {
        let source = String(repeating: "x", count: 300) + "\u{1B}[31mY" + String(repeating: "z", count: 300)
        let finding = Diagnostic(.error, .badName, file: "f.yml", line: 1, column: 306, message: "m")
        let lines = finding.rendered(source: source).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].count < 160)
        #expect(!lines[1].unicodeScalars.contains("\u{1B}"))
        let caret = lines[2].count - 1
        #expect(Array(lines[1])[caret] == "Y")
    }
}
