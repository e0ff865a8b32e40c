import Testing

@testable import Reporting

@Suite struct TerminalTextTests {
    @Test("an escape sequence is written out") func escapeSequence() {
        #expect(TerminalText.escaped("a\u{1b}[31mred") == "a\\x1b[31mred")
        #expect(TerminalText.escaped("\u{1b}]0;title\u{7}") == "\\x1b]0;title\\x07")
    }

    @Test("the C1 form of an escape sequence is written out") func c1() {
        #expect(TerminalText.escaped("\u{9b}31m") == "\\x9b31m")
        #expect(TerminalText.escaped("\u{85}") == "\\x85")
    }

    @Test("controls that reorder text are written out") func bidi() {
        for scalar in ["\u{202a}", "\u{202e}", "\u{2066}", "\u{2069}", "\u{200e}", "\u{200f}", "\u{61c}"] {
            #expect(!TerminalText.escaped("a\(scalar)b").contains(scalar))
        }
        #expect(TerminalText.escaped("a\u{202e}b") == "a\\u{202e}b")
    }

    @Test("text that hides itself is written out") func hidden() {
        #expect(TerminalText.escaped("\u{200b}\u{feff}\u{e0041}") == "\\u{200b}\\u{feff}\\u{e0041}")
        #expect(TerminalText.escaped("\u{2028}") == "\\u{2028}")
    }

    @Test("line breaks and tabs stay only where lines are shown") func lines() {
        #expect(TerminalText.escaped("a\nb\tc\rd") == "a\\nb\\tc\\rd")
        #expect(TerminalText.escapedLines("a\r\nb\tc\rd\n") == "a\nb\tc\\rd\n")
    }

    @Test("bytes that are not UTF-8 are shown as replaced") func notUTF8() {
        #expect(TerminalText.escapedLines([0x61, 0xff, 0x9b, 0x0a]) == "a\u{fffd}\u{fffd}\n")
    }

    @Test("letters of all scripts and emoji with joiners stay as they are") func letters() {
        for text in ["Grüße", "日本語", "नमस्ते", "👩‍👩‍👧", "می‌خواهم", "e\u{301}"] { #expect(TerminalText.escaped(text) == text) }
    }

    @Test("a page escapes each piece, and colours only when asked") func page() {
        var page = Page()
        page.add(StyledText("x\u{1b}[2J\ny", .bad))
        #expect(page.written(in: .off) == "x\\x1b[2J\\ny\n")
        #expect(page.written(in: .on) == "\u{1b}[31mx\\x1b[2J\\ny\u{1b}[0m\n")
    }

    @Test("JSON has no control that a terminal could act upon") func json() {
        let text = ReportText.json(["a": "\u{9b}\u{202e}\u{e0041}\u{1b}\n"])
        #expect(text == "{\n  \"a\" : \"\\u009b\\u202e\\udb40\\udc41\\u001b\\n\"\n}\n")
    }

    @Test("columns stand below each other also with wide characters") func columns() {
        var page = Page()
        page.add(rows: [["日本", "x"], ["abc", "y"], ["", "z"]])
        #expect(page.written(in: .off) == "日本  x\nabc   y\n      z\n")
    }
}
