import Reporting
import Testing

/// What is new in commands that are to be trusted.
@Suite struct CommandDiffTests {
    private func text(_ before: [String], _ after: [String]) -> String {
        CommandDiff(of: "p/s", in: ".taskdaemon/pipelines/p.yml", from: before, to: after).page.written(in: .off)
    }

    @Test("each line has its mark: what is new, what is gone, what stays")
    func marks() {
        #expect(
            text(["make", "a\nb\nc"], ["make", "a\nx\nc", "make test"]) == """
                p/s  .taskdaemon/pipelines/p.yml
                    make
                    a
                  - b
                  + x
                    c
                  + make test

                """)
        #expect(text([], ["one"]) == "p/s  .taskdaemon/pipelines/p.yml\n  + one\n")
    }

    @Test("very many lines are all shown as new, and what could move a terminal is not sent to it")
    func hostile() {
        let many = CommandDiff(of: "p/s", in: nil, from: ["x"], to: Array(repeating: "x", count: 5000))
        #expect(many.lines.allSatisfy { $0.mark == .added })
        #expect(!text([], ["\u{1B}[2Jrm"]).contains("\u{1B}"))
    }
}
