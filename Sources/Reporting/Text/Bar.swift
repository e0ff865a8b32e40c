/// Bars made of blocks, for a terminal.
enum Bar {
    /// One whose length says how much of the largest value a value is, to an eighth of a column; something is always
    /// seen of what is more than nothing.
    static func text(_ value: Double, of largest: Double, columns: Int, _ meaning: StyledText.Meaning) -> StyledText {
        guard value > 0, largest > 0, columns > 0 else { return "" }
        let eighths = max(1, Int((min(1, value / largest) * Double(columns * 8)).rounded()))
        let rest = eighths % 8 == 0 ? "" : String(parts[eighths % 8 - 1])
        return StyledText(String(repeating: "█", count: eighths / 8) + rest, meaning)
    }

    private static let parts = Array("▏▎▍▌▋▊▉")

    /// Several one after the other, in whole columns; each that is more than nothing has at least one.
    static func stacked(
        _ values: [(value: Int, meaning: StyledText.Meaning)], of largest: Int, columns: Int
    ) -> StyledText {
        guard largest > 0, columns > 0 else { return "" }
        // Where there is room, one column is one thing.
        let scale = largest <= columns ? 1 : Double(columns) / Double(largest)
        var left = columns
        return values.reduce("") { bar, part in
            guard part.value > 0, left > 0 else { return bar }
            let length = min(left, max(1, Int((Double(part.value) * scale).rounded())))
            left -= length
            return bar + StyledText(String(repeating: "█", count: length), part.meaning)
        }
    }
}

/// A table of a page: a name, numbers below each other, and a bar in the room that is left.
struct BarTable {
    /// One line.
    struct Row {
        var name: StyledText
        /// As many as there are heads.
        var cells: [StyledText]
        /// Draws the bar in so many columns.
        var bar: (Int) -> StyledText
        /// What stands behind the bar.
        var note: StyledText = ""
    }

    /// Above the name, then above each number.
    var heads: [String]
    var rows: [Row] = []

    /// The longest that bars get, however wide the terminal is.
    private static let longestBar = 30
    /// A shorter one says nothing.
    private static let shortestBar = 5

    /// Adds the lines, none wider than so many columns: where there is little room the bars go first, and then the names
    /// are cut.
    func add(to page: inout Page, level: Int, width: Int) {
        let room = width - 2 * level
        let numbers = heads.indices.dropFirst().map { index in
            ([TextWidth.columns(heads[index])] + rows.map { $0.cells[index - 1].columns }).max() ?? 0
        }
        let notes = rows.map(\.note.columns).max() ?? 0
        let fixed = numbers.reduce(0) { $0 + $1 + 2 } + (notes > 0 ? notes + 2 : 0)
        let wanted = ([TextWidth.columns(heads[0])] + rows.map(\.name.columns)).max() ?? 0
        let name = min(wanted, max(8, room - fixed))
        let left = room - name - fixed - 2
        let bar = left < Self.shortestBar ? 0 : min(left, Self.longestBar)
        func line(_ first: StyledText, _ cells: [StyledText], _ rest: StyledText) -> StyledText {
            var line = first.truncated(to: name)
            var owed = name - line.columns
            let isLast = rest.pieces.isEmpty
            // Nothing follows what is empty: no blanks at the end of a line.
            let shown = isLast ? (cells.lastIndex { !$0.pieces.isEmpty } ?? -1) + 1 : cells.count
            for (cell, width) in zip(cells.prefix(shown), numbers) {
                line += StyledText(String(repeating: " ", count: owed + 2 + width - cell.columns)) + cell
                owed = 0
            }
            return rest.pieces.isEmpty ? line : line + StyledText("  ") + rest
        }
        let titles = heads.dropFirst().map { StyledText($0, .faint) }
        page.add(line(StyledText(heads[0], .faint), titles, "").truncated(to: room), level: level)
        for row in rows {
            var rest = row.bar(bar)
            if !row.note.pieces.isEmpty { rest = (bar > 0 ? rest.padded(to: bar) + "  " : "") + row.note }
            page.add(line(row.name, row.cells, rest).truncated(to: room), level: level)
        }
    }
}
