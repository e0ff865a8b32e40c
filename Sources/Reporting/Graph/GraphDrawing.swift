/// Where everything of a picture is. Lengths are in pixels, as whole numbers, so that it is the same on every machine.
struct GraphDrawing {
    typealias Place = GraphReport.Layers.Place

    /// Where a place is, and how large.
    struct Box {
        var x = 0
        var y = 0
        var width = 0
        var height = 0
        /// What is written in it, line by line.
        var texts: [String] = []
        var middle: Int { x + width / 2 }
    }

    /// A line's end: where it meets the stage, and its label, which stands on it.
    struct Arrow {
        var line: Int
        /// Where it meets the box.
        var x: Int
        /// The label as it is written.
        var label: String
        /// The label's middle.
        var labelX: Int
        /// Counted from the box upwards.
        var level = 0
    }

    let report: GraphReport
    let layers: GraphReport.Layers
    /// Row by row, in the order of the row's places.
    private(set) var rows: [[Box]] = []
    /// Row by row, the lines that end there.
    private(set) var arrows: [[Arrow]] = []
    private(set) var width = 0
    private(set) var height = 0

    static let margin = 16
    static let lineHeight = 17
    static let padding = 12
    /// How far a pile's lower boxes stick out.
    static let pile = 4
    /// The tip of an arrow.
    static let tip = 8
    /// Between boxes of a row.
    private static let gap = 28
    /// Between rows, less the labels.
    private static let drop = 30
    /// What a line takes in a row that it passes.
    private static let lane = 12
    /// How much of an outer label stands on the inner side of its line.
    private static let inside = 14
    /// No text in the picture is wider; all of it stands in a title.
    private static let mostColumns = 48

    init(_ report: GraphReport) {
        self.report = report
        layers = GraphReport.Layers(report)
        rows = layers.rows.map { row in row.map { box(of: $0) } }
        spread()
        arrows = layers.rows.indices.map { arrows(into: $0) }
        stack()
    }

    /// How wide a text is, in the font that is asked for.
    static func length(_ text: String) -> Int { (TextWidth.columns(text) * 78 + 9) / 10 }

    private static func short(_ text: String) -> String {
        let text = TerminalText.escaped(text)
        guard TextWidth.columns(text) > mostColumns else { return text }
        return TextWidth.prefix(of: text, columns: mostColumns - 1) + "…"
    }

    private func box(of place: Place) -> Box {
        let texts: [String]
        switch place {
        case .start: texts = report.starts.isEmpty ? ["by hand"] : report.starts
        case .stage(let index): texts = [report.stages[index].title] + report.stages[index].details
        case .line: return Box(width: Self.lane)
        }
        let written = texts.map(Self.short)
        return Box(
            width: (written.map(Self.length).max() ?? 0) + 2 * Self.padding,
            height: written.count * Self.lineHeight + 2 * Self.padding - 4, texts: written)
    }

    /// Puts the boxes of each row beside each other, around a common middle.
    private mutating func spread() {
        let widths = rows.map { row in row.reduce(0) { $0 + $1.width } + Self.gap * max(0, row.count - 1) }
        let widest = widths.max() ?? 0
        for row in rows.indices {
            var x = Self.margin + (widest - widths[row]) / 2
            for index in rows[row].indices {
                rows[row][index].x = x
                x += rows[row][index].width + Self.gap
            }
        }
        width = widest + 2 * Self.margin
    }

    /// The lines that end in a row: where each meets its stage, from left to right as they come, and its label on a level
    /// where no other is.
    private func arrows(into row: Int) -> [Arrow] {
        var arrows: [Arrow] = []
        for (index, place) in layers.rows[row].enumerated() {
            guard case .stage(let stage) = place else { continue }
            let box = rows[row][index]
            let coming = layers.lines.indices.filter { layers.lines[$0].to == stage && !layers.way(of: $0).isEmpty }
                .map { line in (line: line, from: self.box(at: layers.way(of: line).dropLast().last)?.middle ?? 0) }
                .sorted { ($0.from, $0.line) < ($1.from, $1.line) }
            for (position, one) in coming.enumerated() {
                let x = box.x + box.width * (position + 1) / (coming.count + 1)
                let label = Self.short(layers.lines[one.line].label)
                // The outermost reach outwards, where no other line is.
                let reach = coming.count > 1 ? max(0, Self.length(label) / 2 - Self.inside) : 0
                let side = position == 0 ? -reach : position == coming.count - 1 ? reach : 0
                arrows.append(Arrow(line: one.line, x: x, label: label, labelX: x + side))
            }
        }
        var taken: [[ClosedRange<Int>]] = []
        for index in arrows.indices {
            let half = Self.length(arrows[index].label) / 2 + 6
            let range = (arrows[index].labelX - half)...(arrows[index].labelX + half)
            let level = taken.firstIndex { !$0.contains { $0.overlaps(range) } } ?? taken.count
            if level == taken.count { taken.append([]) }
            taken[level].append(range)
            arrows[index].level = level
        }
        return arrows
    }

    /// Puts the rows below each other, with room for labels between them, and moves all so that nothing is cut off.
    private mutating func stack() {
        var left = Self.margin
        var right = width - Self.margin
        for arrow in arrows.joined() {
            let half = Self.length(arrow.label) / 2
            left = min(left, arrow.labelX - half)
            right = max(right, arrow.labelX + half)
        }
        let shift = Self.margin - left
        width = right + shift + Self.margin + Self.pile
        var y = Self.margin
        for row in rows.indices {
            if row > 0 { y += Self.drop + labelHeight(above: row) + Self.tip }
            let tallest = rows[row].map(\.height).max() ?? 0
            for index in rows[row].indices {
                rows[row][index].x += shift
                rows[row][index].y = y
                if case .line = layers.rows[row][index] { rows[row][index].height = tallest }
            }
            for index in arrows[row].indices {
                arrows[row][index].x += shift
                arrows[row][index].labelX += shift
            }
            y += tallest
        }
        height = y + Self.margin + Self.pile
    }

    /// The room that the labels above a row take.
    func labelHeight(above row: Int) -> Int {
        ((arrows[row].map(\.level).max() ?? -1) + 1) * Self.lineHeight
    }

    /// The box of a place on a line's way.
    func box(at step: (place: Place, row: Int)?) -> Box? {
        guard let step, let index = layers.rows[step.row].firstIndex(of: step.place) else { return nil }
        return rows[step.row][index]
    }
}
