/// A Markdown text, as far as its headings go (CommonMark 0.31, 4.2, 4.3 and 4.5).
struct MarkdownText {
    struct Heading {
        let title: String
        /// From 1.
        let level: Int
        /// Where it begins, and where what stands below it begins, as indices of lines.
        let line: Int
        let body: Int
    }

    let lines: [Substring]
    private(set) var headings: [Heading] = []

    /// Lines without their ends; what stands behind the last line's end is no line.
    static func lines(of text: String) -> [Substring] {
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.last == UInt8(ascii: "\r") ? Substring(line.dropLast()) : Substring(line)
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    init(_ text: String) {
        lines = Self.lines(of: text)
        var fence: (mark: Character, length: Int)?
        // Whether the line before can be the text of a heading that is underlined.
        var isParagraph = false
        for (number, line) in lines.enumerated().dropFirst(FrontMatterText.end(in: lines).map { $0 + 1 } ?? 0) {
            let text = Self.unindented(line)
            if let open = fence {
                if let text, let close = Self.fence(text), close.mark == open.mark, close.length >= open.length,
                    close.rest.allSatisfy(\.isWhitespace)
                {
                    fence = nil
                }
                continue
            }
            defer { isParagraph = Self.continuesParagraph(line, text) }
            guard let text else { continue }
            if let open = Self.fence(text), open.mark == "~" || !open.rest.contains("`") {
                fence = (open.mark, open.length)
            } else if let (title, level) = Self.heading(text) {
                headings.append(Heading(title: title, level: level, line: number, body: number + 1))
            } else if isParagraph, let level = Self.underline(text) {
                let title = Self.trimmed(lines[number - 1])
                headings.append(Heading(title: title, level: level, line: number - 1, body: number + 1))
            }
        }
    }

    /// What stands below the first heading of that name up to the next of its level or higher, without blank lines at
    /// either end; case and white space around the name make no difference.
    func section(named name: String) -> String? {
        let wanted = Self.trimmed(name[...]).lowercased()
        guard let index = headings.firstIndex(where: { $0.title.lowercased() == wanted }) else { return nil }
        let heading = headings[index]
        let end = headings[(index + 1)...].first { $0.level <= heading.level }?.line ?? lines.count
        var body = lines[heading.body..<max(end, heading.body)]
        while let first = body.first, first.allSatisfy(\.isWhitespace) { body.removeFirst() }
        while let last = body.last, last.allSatisfy(\.isWhitespace) { body.removeLast() }
        return body.joined(separator: "\n")
    }

    // MARK: Lines

    /// The line without up to three spaces before it; nothing for an indented one, which is code.
    private static func unindented(_ line: Substring) -> Substring? {
        let rest = line.drop { $0 == " " }
        guard line.utf8.count - rest.utf8.count < 4, rest.first != "\t" else { return nil }
        return rest
    }

    private static func fence(_ text: Substring) -> (mark: Character, length: Int, rest: Substring)? {
        guard let mark = text.first, mark == "`" || mark == "~" else { return nil }
        let rest = text.drop { $0 == mark }
        let length = text.utf8.count - rest.utf8.count
        return length < 3 ? nil : (mark, length, rest)
    }

    /// `## Title ##`
    private static func heading(_ text: Substring) -> (title: String, level: Int)? {
        let rest = text.drop { $0 == "#" }
        let level = text.utf8.count - rest.utf8.count
        guard (1...6).contains(level), rest.first.map({ $0 == " " || $0 == "\t" }) ?? true else { return nil }
        let title = trimmed(rest)
        let open = title[...].reversed().drop { $0 == "#" }
        guard open.count < title.count else { return (title, level) }
        // A closing sequence stands behind a blank, or is all there is.
        guard let last = open.first else { return ("", level) }
        return last.isWhitespace ? (trimmed(Substring(String(open.reversed()))), level) : (title, level)
    }

    /// `===` or `---` below a paragraph.
    private static func underline(_ text: Substring) -> Int? {
        let marks = trimmed(text)
        guard let mark = marks.first, mark == "=" || mark == "-", marks.allSatisfy({ $0 == mark }) else { return nil }
        return mark == "=" ? 1 : 2
    }

    /// Whether a line is text of a paragraph, rather than the start of something else.
    private static func continuesParagraph(_ line: Substring, _ text: Substring?) -> Bool {
        guard let text, let first = text.first, !text.allSatisfy(\.isWhitespace) else { return false }
        guard fence(text) == nil, heading(text) == nil, underline(text) == nil else { return false }
        return !(first == ">" || (["-", "*", "+"].contains(first) && text.dropFirst().first?.isWhitespace == true))
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
