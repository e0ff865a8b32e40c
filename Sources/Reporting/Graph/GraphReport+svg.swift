extension GraphReport {
    /// The picture as SVG, which browsers and code hosts show by themselves: boxes in rows, triggers as labelled lines,
    /// a fan-out as a pile of boxes. Readable on light and on dark grounds, and the same every time.
    public var svg: String { GraphDrawing(self).svg }
}

extension GraphDrawing {
    /// The drawing as a document of its own.
    fileprivate var svg: String {
        var lines = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(width) \(height)\" width=\"\(width)\" "
                + "height=\"\(height)\" role=\"img\">",
            "<title>\(Self.escaped(report.run ?? report.pipeline))</title>",
        ]
        if !report.description.isEmpty { lines.append("<desc>\(Self.escaped(report.description))</desc>") }
        lines += ["<style>", Self.style, "</style>", "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>"]
        // The lines first, so that boxes and labels stand on them.
        for row in rows.indices { lines += arrows[row].flatMap { path(of: $0, into: row) } }
        for row in rows.indices {
            for (place, box) in zip(layers.rows[row], rows[row]) { lines += shapes(of: place, box) }
        }
        for row in rows.indices { lines += arrows[row].map { label(of: $0, above: row) } }
        return (lines + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    /// A line and the tip of its arrow.
    private func path(of arrow: Arrow, into row: Int) -> [String] {
        let way = layers.way(of: arrow.line)
        guard let first = box(at: way.first) else { return [] }
        var x = first.middle
        var y = first.y + first.height
        var path = "M\(x) \(y)"
        for step in way.dropFirst() {
            guard let box = box(at: step) else { continue }
            let isLast = step.row == row
            let toX = isLast ? arrow.x : box.middle
            // Through the labels it goes straight down.
            let toY = box.y - Self.tip - labelHeight(above: step.row)
            path += "C\(x) \((y + toY) / 2) \(toX) \((y + toY) / 2) \(toX) \(toY)"
            x = toX
            y = isLast ? box.y - Self.tip : box.y + box.height
            path += "V\(y)"
        }
        let tip = "\(x - 4),\(y) \(x + 4),\(y) \(x),\(y + Self.tip)"
        let kind = layers.lines[arrow.line].alternative ? "line alternative" : "line"
        return ["<path class=\"\(kind)\" d=\"\(path)\"/>", "<polygon class=\"tip\" points=\"\(tip)\"/>"]
    }

    private func label(of arrow: Arrow, above row: Int) -> String {
        let top = rows[row].first?.y ?? 0
        let y = top - Self.tip - 5 - arrow.level * Self.lineHeight
        let whole = layers.lines[arrow.line].label
        return "<text class=\"label\" x=\"\(arrow.labelX)\" y=\"\(y)\"><title>\(Self.escaped(whole))</title>"
            + "\(Self.escaped(arrow.label))</text>"
    }

    private func shapes(of place: Place, _ box: Box) -> [String] {
        let kind: String
        var whole: [String]
        switch place {
        case .line: return []
        case .start:
            kind = "start"
            whole = report.starts.isEmpty ? ["started by hand"] : report.starts
        case .stage(let index):
            let stage = report.stages[index]
            kind = "stage" + (stage.status.flatMap { Self.statuses.contains($0) ? " \($0)" : nil } ?? "")
            whole = [stage.title] + stage.details
        }
        func rect(_ offset: Int) -> String {
            let radius = kind == "start" ? box.height / 2 : 6
            return "<rect class=\"\(kind)\" x=\"\(box.x + offset)\" y=\"\(box.y + offset)\" width=\"\(box.width)\" "
                + "height=\"\(box.height)\" rx=\"\(radius)\"/>"
        }
        var lines = ["<g><title>\(Self.escaped(whole.joined(separator: "; ")))</title>"]
        // A pile of boxes stands for the many instances of one stage.
        if case .stage(let index) = place, report.stages[index].fansOut != nil {
            lines += [rect(2 * Self.pile), rect(Self.pile)]
        }
        lines.append(rect(0))
        for (position, text) in box.texts.enumerated() {
            let y = box.y + Self.padding + 10 + position * Self.lineHeight
            let style = kind != "start" && position == 0 ? "name" : "detail"
            lines.append("<text class=\"\(style)\" x=\"\(box.middle)\" y=\"\(y)\">\(Self.escaped(text))</text>")
        }
        return lines + ["</g>"]
    }

    private static let statuses = ["pending", "running", "succeeded", "failed", "skipped", "cancelled"]

    /// Text between tags; what XML does not allow at all is written out before.
    private static func escaped(_ text: String) -> String {
        TerminalText.escaped(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
    }

    private static let style = """
        text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; text-anchor: middle; fill: #1f2328; }
        .name { font-weight: bold; }
        .detail { fill: #59636e; }
        .label { fill: #59636e; paint-order: stroke; stroke: #ffffff; stroke-width: 5px; stroke-linejoin: round; }
        .ground { fill: #ffffff; }
        .stage { fill: #f6f8fa; stroke: #59636e; }
        .start { fill: #ffffff; stroke: #818b98; }
        .line { fill: none; stroke: #818b98; stroke-width: 1.5; }
        .alternative { stroke-dasharray: 5 4; }
        .tip { fill: #818b98; }
        .running { fill: #ddf4ff; stroke: #0969da; }
        .succeeded { fill: #dafbe1; stroke: #1a7f37; }
        .failed { fill: #ffebe9; stroke: #d1242f; }
        .skipped, .cancelled { stroke-dasharray: 3 3; }
        @media (prefers-color-scheme: dark) {
        text { fill: #f0f6fc; }
        .detail { fill: #b1bac4; }
        .label { fill: #b1bac4; stroke: #0d1117; }
        .ground { fill: #0d1117; }
        .stage { fill: #1c2128; stroke: #9198a1; }
        .start { fill: #0d1117; stroke: #9198a1; }
        .running { fill: #10273f; stroke: #4493f8; }
        .succeeded { fill: #12301d; stroke: #3fb950; }
        .failed { fill: #3c1618; stroke: #f85149; }
        }
        """
}
