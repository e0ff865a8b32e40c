import RegularExpressions
import Testing

@Suite struct RegularExpressionTests {
    @Test("a pattern is searched for anywhere in a text, by code points")
    func occurs() throws {
        #expect(try RegularExpression("b+").occurs(in: "abbc"))
        #expect(try !RegularExpression("^b+").occurs(in: "abbc"))
        #expect(try RegularExpression("^.$").occurs(in: "😀"))
        #expect(try RegularExpression("").occurs(in: ""))
        #expect(try RegularExpression("a\u{0}b").occurs(in: "xa\u{0}b"))
    }

    @Test(
        "what is no pattern is refused with the reason",
        arguments: ["(a", "a**b[", "[z-a]", "\\", "(?=a)", "(a)\\1", "a{1001}", "((a{100}){100}){100}"])
    func refused(pattern: String) {
        let error = #expect(throws: RegularExpression.Invalid.self) { try RegularExpression(pattern) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test("a pattern on which back-tracking never ends takes time in proportion to the text")
    func linear() throws {
        let expression = try RegularExpression("^(a|a|aa)*$")
        let text = String(repeating: "a", count: 1_000_000) + "b"
        let start = ContinuousClock.now
        #expect(!expression.occurs(in: text))
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test("a pattern that is too long is refused")
    func long() {
        #expect(throws: RegularExpression.Invalid.self) { try RegularExpression(String(repeating: "a", count: 5000)) }
    }

    @Test("a pattern is compiled once, and its error is remembered too")
    func compiledOnce() throws {
        let patterns = CompiledPatterns(most: 2)
        let first = try patterns.expression("a")
        #expect(try patterns.expression("a") === first)
        for _ in 0..<2 { #expect(throws: RegularExpression.Invalid.self) { try patterns.expression("(") } }
        _ = try patterns.expression("b")
        #expect(try patterns.expression("a") !== first)
    }
}
