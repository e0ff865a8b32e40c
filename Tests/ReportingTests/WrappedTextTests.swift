import Testing

@testable import Reporting

@Suite struct WrappedTextTests {
    private func wrapped(_ text: StyledText, _ width: Int, _ indent: Int = 2) -> [String] {
        text.wrapped(to: width, indent: indent).map { $0.written(in: .off) }
    }

    @Test("a line goes on below where it is too wide, at blanks, and its blanks stay inside a line") func wrapping() {
        #expect(wrapped("one two three", 20) == ["one two three"])
        #expect(wrapped("one two three", 9) == ["one two", "  three"])
        #expect(wrapped("  a  b  cc dd", 8) == ["  a  b", "  cc dd"])
        #expect(wrapped("abcdefghij klm", 5) == ["abcdefghij", "  klm"])
        #expect(wrapped("界界 界界", 5) == ["界界", "  界界"])
        #expect(wrapped("a b", 1, 9) == ["a", "b"])
    }

    @Test("the meaning of each piece stays with its words") func meanings() {
        #expect(
            (StyledText("a ") + StyledText("  ") + StyledText("b cd")).wrapped(to: 6, indent: 2).first
                == StyledText("a") + StyledText("   ") + StyledText("b"))
        let line = StyledText("good words", .good) + StyledText(" and bad", .bad)
        #expect(
            line.wrapped(to: 10, indent: 1) == [
                StyledText("good", .good) + StyledText(" ") + StyledText("words", .good),
                StyledText(" ") + StyledText("and", .bad) + StyledText(" ") + StyledText("bad", .bad),
            ])
    }
}
