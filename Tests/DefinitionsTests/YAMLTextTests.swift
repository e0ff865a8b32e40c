import JSONValues
import Testing

@testable import Definitions

@Suite("Values written on one line") struct YAMLTextTests {
    @Test(
        "what is read from a text that was written is that text",
        arguments: [
            "", " ", "a", "12", "1.5", "0x1F", "true", "null", "~", "yes", "a: b", "a:", "a #b", "#a", "- a", "-", "?",
            "a, b",
            "[a]", "{a}", "a'b", "a\"b", "a\\b", "'\"", "a\nb", "\ta", "a\u{0}b", "é", "\u{1B}[31m", "\u{2028}", "…",
            "😀",
            "<<", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`", "...", "---", "http://x/y", "a = b", "= b",
            "${{ path }}",
            "plan.status != 'Draft'", "a && b || \"c\"", "\u{E000}", " a", "a ",
        ])
    func text(_ text: String) throws {
        let node = YAMLNode(.object(["k": .array([.string(text)]), text: .int(1)]))
        let bytes = Array(node.flow.utf8)
        let reading = Reading(file: "x", bytes: bytes)
        let read = try #require(YAMLNode.compose(bytes, in: reading), "\(node.flow): \(reading.diagnostics)")
        #expect(read.json == node.json, "\(node.flow)")
    }

    @Test("numbers, truth values and nothing stay what they are")
    func others() throws {
        let value: JSON = [1, -2, 2.5, 1e300, true, false, nil, [], [:], ["a": ["b": [1]]]]
        let bytes = Array(YAMLNode(value).flow.utf8)
        #expect(YAMLNode.compose(bytes, in: Reading(file: "x", bytes: bytes))?.json == value)
    }
}
