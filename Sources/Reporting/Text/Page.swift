/// Several lines for people.
public struct Page: Hashable, Sendable {
    /// Top to bottom.
    public private(set) var lines: [StyledText] = []
    /// Where what can be done next begins, with the empty line before it.
    private var nextStart: Int?

    /// An empty page.
    public init() {}

    /// Adds a line, moved in by two columns for each level.
    public mutating func add(_ line: StyledText, level: Int = 0) {
        lines.append(StyledText(String(repeating: "  ", count: level)) + line)
    }

    /// Adds an empty line, unless the page is empty.
    public mutating func gap() {
        if let last = lines.last, !last.pieces.isEmpty { lines.append("") }
    }

    /// Adds rows whose columns stand below each other, two spaces apart; the last column is never padded.
    public mutating func add(rows: [[StyledText]], level: Int = 0) {
        var widths: [Int] = []
        for row in rows {
            for (index, cell) in row.enumerated() {
                if index == widths.count { widths.append(0) }
                // A very long cell is let stick out, rather than push all others away.
                if index < row.count - 1 { widths[index] = max(widths[index], min(cell.columns, 60)) }
            }
        }
        for row in rows {
            var line: StyledText = ""
            var owed = 0
            for (index, cell) in row.enumerated() {
                if !cell.pieces.isEmpty {
                    line += StyledText(String(repeating: " ", count: owed)) + cell
                    owed = 0
                }
                owed += max(0, widths[index] - cell.columns) + 2
            }
            add(line, level: level)
        }
    }

    /// Adds what can be done next: one command on each line.
    public mutating func add(next commands: [String]) {
        guard !commands.isEmpty else { return }
        nextStart = nextStart ?? lines.count
        gap()
        add(rows: commands.enumerated().map { [$0 == 0 ? StyledText("next:", .faint) : "", StyledText($1)] })
    }

    /// Adds another page's lines.
    public mutating func add(_ page: Page, level: Int = 0) {
        for line in page.lines { line.pieces.isEmpty ? lines.append(line) : add(line, level: level) }
    }

    /// The page as one of a moment that is over: headed by when it was, and with what can be done now in place of what
    /// could be done then.
    public func past(_ moment: Moment, next: [String]) -> Page {
        var page = Page()
        page.add(StyledText("as it was at \(moment.text)", .faint))
        page.lines += nextStart.map { Array(lines[..<$0]) } ?? lines
        page.add(next: next)
        return page
    }

    /// No line wider than so many columns.
    func truncated(to width: Int) -> Page {
        var page = self
        page.lines = lines.map { $0.truncated(to: width) }
        return page
    }

    /// The lines as they are written, each with its line break.
    public func written(in colour: ColourMode) -> String {
        lines.map { $0.written(in: colour) + "\n" }.joined()
    }
}
