public import Pipelines

extension WatchScreen {
    /// The view as lines, exactly as many as the terminal has, none wider than it.
    ///
    /// - Parameters:
    ///   - width: columns, at least 1.
    ///   - height: lines, at least 1.
    ///   - tick: counts up with every frame; what turns turns by it.
    public mutating func frame(width: Int, height: Int, at now: Instant, tick: Int) -> [StyledText] {
        let rows = rows(at: now)
        var lines: [StyledText] = []
        let hasFrame = height >= 6
        if hasFrame { lines += [head(rows, at: now), ""] }
        let room = Self.room(in: height)
        if showsHelp {
            lines += Self.help.prefix(room)
        } else if rows.isEmpty {
            lines += ["no runs yet: commit a plan below plans/, or taskdaemon run --plan FILE"].prefix(room)
        } else {
            scroll(rows, room)
            let widths = Columns(rows, width: width)
            let marked = rows[marked(in: rows)].path
            lines += rows[top..<min(rows.count, top + room)].map {
                line(for: $0, widths, isMarked: $0.path == marked, tick: tick)
            }
        }
        while lines.count < height - (height > 1 ? 1 : 0) { lines.append("") }
        if height > 1 { lines.append(foot(rows)) }
        return lines.prefix(height).map { $0.truncated(to: width) }
    }

    /// How many rows fit.
    public static func room(in height: Int) -> Int { height >= 6 ? height - 4 : max(1, height - 1) }

    /// Moves what is shown so that the marked row is in it; before a person has moved, what runs.
    private mutating func scroll(_ rows: [WatchRow], _ room: Int) {
        let index = marked(in: rows)
        if index < top { top = index }
        if index >= top + room { top = index - room + 1 }
        top = max(0, min(top, rows.count - room))
    }

    private func head(_ rows: [WatchRow], at now: Instant) -> StyledText {
        let live = report.runs.count { $0.finishedAt == nil }
        var head = StyledText("taskdaemon", .heading) + "  "
        head += StyledText(RunReport.count(report.runs.count, "run") + (live > 0 ? ", \(live) not ended" : ""))
        head += "  "
        head += daemon == nil ? StyledText("no daemon is running here", .waiting) : StyledText("daemon running", .faint)
        return head
    }

    private func foot(_ rows: [WatchRow]) -> StyledText {
        if let question { return StyledText(question.text, .waiting) }
        if let message { return message }
        let waits = !rows.isEmpty && rows[marked(in: rows)].blockedOn == "approval"
        let approve = waits && rows[marked(in: rows)].depth > 0 ? [("a", "approve")] : []
        let keys =
            approve + [
                ("l", "logs"), ("d", "diff"), ("w", "why"), ("p", "pause"), ("x", "cancel"), ("?", "more"),
                ("q", "quit"),
            ]
        return keys.reduce("") { line, key in
            (line.pieces.isEmpty ? "" : line + "  ") + StyledText(key.0, .name) + StyledText(" \(key.1)", .faint)
        }
    }

    private func line(for row: WatchRow, _ columns: Columns, isMarked: Bool, tick: Int) -> StyledText {
        var line = StyledText(isMarked ? "> " : "  ", .active)
        let indent = String(repeating: " ", count: row.depth * 2)
        let fold = row.isClosed ? "+" : " "
        line += StyledText(indent) + mark(row, tick) + StyledText(fold, .faint)
        let name = StyledText(row.name, row.depth < 2 ? .name : .plain)
        line += name.truncated(to: columns.name - indent.count).padded(to: columns.name - indent.count)
        line += "  " + PartMark.styled(row.status).padded(to: columns.status)
        if columns.progress > 0 { line += "  " + StyledText(row.progress).padded(to: columns.progress, right: true) }
        if columns.elapsed > 0 {
            line += "  " + StyledText(row.elapsed, .faint).padded(to: columns.elapsed, right: true)
        }
        return row.detail.pieces.isEmpty ? line : line + "  " + row.detail
    }

    private func mark(_ row: WatchRow, _ tick: Int) -> StyledText {
        guard row.status == "running" else { return PartMark.mark(row.status) }
        return StyledText(Self.spinner[tick % Self.spinner.count], .active)
    }

    /// Plain signs, which every terminal's font has.
    static let spinner = ["|", "/", "-", "\\"]

    /// How wide each column is, so that what matters most stays in view when there is little room.
    private struct Columns {
        var name: Int
        var status: Int
        var progress: Int
        var elapsed: Int

        init(_ rows: [WatchRow], width: Int) {
            let widest = rows.map { StyledText($0.name).columns + $0.depth * 2 }.max() ?? 0
            name = max(8, min(widest, width >= 100 ? width * 2 / 5 : width / 3))
            status = rows.map { $0.status.count }.max() ?? 0
            progress = width < 50 ? 0 : rows.map { $0.progress.count }.max() ?? 0
            elapsed = width < 60 ? 0 : rows.map { $0.elapsed.count }.max() ?? 0
        }
    }

    private static let help: [StyledText] = [
        ("up down j k", "mark another row; page up and down, home and end too"),
        ("enter", "fold or unfold what is below it; left and right too"),
        ("l", "output of the marked stage or instance; what runs is followed, ctrl-c ends that"),
        ("d", "what it changed"), ("a", "approve the marked stage or instance"), ("w", "why it stands where it stands"),
        ("s", "its details"),
        ("o", "the run's story"), ("p", "pause the run, or let it go on"), ("x", "cancel the run"),
        ("q", "end the view; the runs go on"),
    ].map { StyledText($0.0, .name).padded(to: 13) + StyledText($0.1) }
}
