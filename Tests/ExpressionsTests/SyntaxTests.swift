import Expressions
import JSONValues
import Testing

@Suite("Reading an expression")
struct SyntaxTests {
    @Test(
        "an error says what is wrong, and in which line and column",
        arguments: [
            ("a ==", "1:5: expected a value, found the end"),
            ("a = 1", "1:3: unexpected \"=\"; equality is '=='"),
            ("a & b", "1:3: unexpected \"&\"; and is '&&'"),
            ("a |\n b", "1:3: unexpected \"|\"; or is '||'"),
            ("(1 + 2", "1:7: expected ')', found the end"),
            ("[1, 2", "1:6: expected ']', found the end"),
            ("{1: 2", "1:6: expected '}', found the end"),
            ("{1}", "1:3: expected ':', found '}'"),
            ("a b", "1:3: expected an operator or the end, found 'b'"),
            ("ä", "1:1: unexpected \"ä\""),
            ("'ä' + \n  'ö", "2:3: the string that begins here has no end"),
            ("'ä' ++ 1", "1:6: expected a value, found '+'"),
            ("'\\q'", "1:2: unknown escape; a backslash itself is written '\\\\'"),
            ("'\\ud800'", "1:2: an escape that is no Unicode code point"),
            ("'\\x4'", "1:2: an escape needs 2 digits"),
            ("b'\\u0041'", "1:3: unknown escape; a backslash itself is written '\\\\'"),
            ("9223372036854775808", "1:1: the number is out of the range of int"),
            ("-9223372036854775809", "1:1: the number is out of the range of int"),
            ("18446744073709551616u", "1:1: the number 18446744073709551616 is out of range"),
            ("1e400", "1:1: the number 1e400 is out of the range of double"),
            ("12abc", "1:1: a number runs into a name"),
            ("for", "1:1: 'for' is a reserved word"),
            ("has(a)", "1:1: has() takes the selection of a field, as in has(a.b)"),
            ("[1].all(x + 1, true)", "1:9: expected the variable of all and a comma, found 'x'"),
            ("[1].transformList(x, x)", "1:22: expected a second variable of transformList, found 'x'"),
            ("a.`b", "1:3: a name between backticks has no end, or a character it must not have"),
            ("", "1:1: expected a value, found the end"),
        ])
    func errors(source: String, message: String) {
        #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: source) }
        do throws(ExpressionSyntaxError) {
            _ = try Expression(parsing: source)
        } catch {
            #expect(error.description == message)
        }
    }

    @Test("an offset counts bytes of UTF-8, a column counts code points")
    func offsets() throws {
        let error = #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: "'äöü' +\n'é' §") }
        #expect(error?.position.offset == 16)
        #expect(error?.position.line == 2)
        #expect(error?.position.column == 5)
    }

    @Test(
        "operators bind as the specification says",
        arguments: [
            ("1 + 2 * 3 == 7", true), ("(1 + 2) * 3 == 9", true), ("7 - 2 - 1 == 4", true), ("24 / 4 / 2 == 3", true),
            ("-2 * -3 == 6", true), ("!false && !false", true), ("true || false && false", true),
            ("false ? true : false ? false : true", true), ("1 < 2 == true", true), ("1 in [1] && 2 in [2]", true),
            ("2 - 1 in [1]", true), ("1 == 1 ? true : false", true), ("--1 == 1", true), ("- 1 == -1", true),
            ("10 % 4 * 2 == 4", true),
        ])
    func precedence(source: String, expected: Bool) throws {
        #expect(try Expression(parsing: source).evaluate(in: Bindings([:])) == .value(.bool(expected)))
    }

    @Test("comments and all white space stand between tokens")
    func comments() throws {
        let source = "// first\n 1 +\t// second\r\n\u{0c} 2 // last"
        #expect(try Expression(parsing: source).evaluate(in: Bindings([:])) == .value(3))
    }

    @Test("a text longer than allowed is refused before it is read")
    func length() {
        let source = String(repeating: " ", count: 20_000) + "1"
        #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: source) }
        #expect(throws: Never.self) {
            try Expression(parsing: source, limits: ExpressionLimits(sourceLength: 30_000))
        }
    }

    @Test(
        "nesting deeper than allowed is refused",
        arguments: [
            ("(", "1", ")"), ("[", "1", "]"), ("{1: ", "1", "}"), ("!", "true", ""), ("-", "a", ""), ("f(", "1", ")"),
            ("a[", "1", "]"), ("true ? 1 : ", "1", ""), ("", "a", ".b"), ("", "a", "[0]"), ("", "a", " + 1"),
            ("[1].map(x, ", "x", ")"), ("cel.bind(x, 1, ", "x", ")"), ("a.f(", "1", ")"),
        ])
    func nesting(open: String, inner: String, close: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
        }
        #expect(throws: Never.self) { try Expression(parsing: nested(48)) }
        let limits = ExpressionLimits(sourceLength: 1_000_000)
        for depth in [101, 1000, 50_000] {
            #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: nested(depth), limits: limits) }
        }
    }

    @Test("any number of terms may be joined by && or ||")
    func manyTerms() throws {
        let source = Array(repeating: "a", count: 1000).joined(separator: " && ")
        #expect(try Expression(parsing: source).condition(in: Bindings(["a": true])) == .holds)
    }
}
