import Documents
import Testing

@Suite("Bytes that are no document")
struct DocumentErrorTests {
    @Test("a document over the limit is refused before it is read, naming size and limit")
    func tooLarge() {
        let error = #expect(throws: DocumentError.self) {
            try Document.parse([UInt8](repeating: 0x23, count: 50 << 20), kind: .plan, path: "a.md")
        }
        #expect(error == .tooLarge(size: 50 << 20, limit: 4 << 20))
        #expect(error?.description.contains("52428800") == true)
    }

    @Test("bytes that are not UTF-8 are refused, naming offset and line")
    func notUTF8() {
        for (prefix, offset, line) in [
            ([], 0, 1), (Array("# é\r\n\nab".utf8), 9, 3), ([0xef, 0xbb, 0xbf, 0x0a], 4, 2),
        ]
            as [([UInt8], Int, Int)]
        {
            for bad in [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf5, 0x80, 0x80, 0x80]] as [[UInt8]] {
                #expect(throws: DocumentError.notUTF8(offset: offset, line: line)) {
                    try Document.parse(prefix + bad, kind: .plan, path: "a.md")
                }
            }
        }
    }

    @Test("a document that would cost minutes is refused at once", arguments: 0..<6)
    func tooComplex(index: Int) {
        let text =
            switch index {
            case 0: String(repeating: "![[]()", count: 100_000)
            case 1: String(repeating: "- ", count: 20_000) + "x" + String(repeating: "\n", count: 30_000)
            case 2: String(repeating: ">", count: 30_000) + "a\n" + String(repeating: "a\n", count: 20_000)
            case 3: String(repeating: "1. ", count: 10_000) + "x" + String(repeating: "\n", count: 200_000)
            case 4: String(repeating: "[\n", count: 100_000)
            default: String(repeating: "\t", count: 20_000) + "- x" + String(repeating: "\n", count: 20_000)
            }
        let elapsed = ContinuousClock().measure {
            #expect(throws: DocumentError.self) { try parse(text) }
        }
        #expect(elapsed < .seconds(5))
    }

    @Test(
        "patterns that trouble parsers are read in bounded time",
        arguments: [
            "*a ", "_a**b ", "`a``b```c````", "<", "<!", "<?", "<![CDATA[", "[a]: <", "> - ", "\"*", "&a", "\\",
            "a\n=\n",
            "# Phase 1: x\n", "> a\nb\n", "    a\n", "```\n", "<div>\n\n", "# Spec: a\n", "**ID:** a\n", "\0", "\r",
            "- a\n",
            "1) x\n", "***", "~", "|x", "\n", "\u{2028}", "🙂",
        ])
    func patterns(pattern: String) throws {
        let text = String(repeating: pattern, count: (32 << 10) / pattern.utf8.count)
        for kind in DocumentKind.allCases { _ = try? parse(text, kind) }
    }

    @Test("a NUL or a line of a megabyte is text like any other")
    func oddities() throws {
        let document = try parse(
            "# Spec: a\0b\n**ID:** c\0d\n\(String(repeating: "x", count: 1 << 20))\n## Phase 1: A\n")
        #expect(document.title == "a\u{fffd}b")
        #expect(document.phases.map(\.line) == [4])
    }
}
