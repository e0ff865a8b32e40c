import Documents
import Testing

/// Documents made of the pieces that matter to the reader, in random order: a seed tells the whole text.
@Suite("Random documents")
struct FuzzTests {
    private struct Random: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var z = state
            z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
            return z ^ z >> 31
        }
    }

    private static let pieces = [
        "# ", "## ", "###### ", "Spec: ", "Plan: ", "Phase 1: ", "Phase 99999999999999999999: ", "Phase: ", "Summary",
        "Goals",
        "Acceptance Criteria", "\n", "\n\n", "\r\n", "\r", "---\n", "...\n", "id: ", "title: |\n  ", "dependencies: [",
        "- ",
        "1. ", "> ", "  ", "\t", "**ID:** ", "**Status:** ", "**Dependencies:** [a, b]", "None", "```sh run\n", "```\n",
        "~~~",
        "`", "*", "_", "[", "](", ")", "<!-- ", "-->", "<div>", "&amp;", "\\", "\0", "é", "🙂", "\u{feff}", "\u{2028}",
        "'", "\"",
        "===\n", "x", "text ", "=", ":", ",", "#",
    ]

    @Test("no order of pieces crashes the reader, and what it makes holds together", arguments: 1...8)
    func pieces(seed: Int) throws {
        var random = Random(state: UInt64(seed))
        for _ in 0..<120 {
            var text = Bool.random(using: &random) ? "---\n" : ""
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                text += Self.pieces.randomElement(using: &random) ?? ""
            }
            for kind in DocumentKind.allCases { try check(text, kind) }
        }
    }

    @Test("no random bytes crash the reader")
    func bytes() {
        var random = Random(state: 7)
        for _ in 0..<1_000 {
            let bytes = (0..<Int.random(in: 0...80, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try? Document.parse(bytes, kind: .plan, path: "a.md")
        }
    }

    private func check(_ text: String, _ kind: DocumentKind) throws {
        let document = try parse(text, kind)
        let lines = text.utf8.count + 1
        #expect(document.specs.isEmpty == (kind == .phase), "\(text.debugDescription)")
        #expect(Set(document.specs.map(\.id)).count == document.specs.count, "\(text.debugDescription)")
        for phase in document.phases + document.specs.flatMap(\.phases) {
            #expect((1...6).contains(phase.level) && (1...lines).contains(phase.line), "\(text.debugDescription)")
        }
        for spec in document.specs {
            let again = try Document.parse(Array(spec.markdown.utf8), kind: .spec, path: "specs/\(spec.fileName)")
            #expect(again.id == spec.id && again.title == spec.title, "\(text.debugDescription)")
            #expect(again.status == spec.status, "\(text.debugDescription)")
            #expect(again.dependencies == spec.dependencies, "\(text.debugDescription)")
            for file in spec.phaseDocuments() { _ = try parse(file.text, .phase) }
        }
    }
}
