public import Pipelines

extension WatchScreen {
    /// Does what a key asks for; answers what is beyond the view itself.
    ///
    /// - Parameters:
    ///   - page: how many rows a page has.
    ///   - now: for what is unfolded now.
    public mutating func handle(_ key: WatchKey, page: Int, at now: Instant) -> WatchAction? {
        message = nil
        if let question {
            self.question = nil
            return key == .character("y") ? question.action : nil
        }
        if showsHelp {
            showsHelp = false
            return key == .character("q") ? .quit : nil
        }
        let rows = rows(at: now)
        let index = marked(in: rows)
        switch key {
        case .character("q"), .escape: return .quit
        case .character("?"), .character("h"): showsHelp = true
        case .up, .character("k"): select(index - 1, of: rows)
        case .down, .character("j"): select(index + 1, of: rows)
        case .pageUp: select(index - max(1, page), of: rows)
        case .pageDown, .character(" "): select(index + max(1, page), of: rows)
        case .home, .character("g"): select(0, of: rows)
        case .end, .character("G"): select(rows.count - 1, of: rows)
        case .enter, .left, .right: fold(key, rows, index)
        case .character(let letter):
            guard rows.indices.contains(index) else { return nil }
            return act(on: rows[index], letter)
        }
        return nil
    }

    private mutating func select(_ index: Int, of rows: [WatchRow]) {
        guard !rows.isEmpty else { return }
        selected = rows[min(max(index, 0), rows.count - 1)].path
    }

    private mutating func fold(_ key: WatchKey, _ rows: [WatchRow], _ index: Int) {
        guard rows.indices.contains(index) else { return }
        let row = rows[index]
        selected = row.path
        switch key {
        case .enter where row.canOpen: folds[row.path] = row.isClosed
        case .right where row.canOpen && row.isClosed: folds[row.path] = true
        case .left where row.canOpen && !row.isClosed: folds[row.path] = false
        case .left:
            // Out of an instance to its stage, out of a stage to its run.
            let parent = row.path.split(separator: "/").dropLast().joined(separator: "/")
            if rows.contains(where: { $0.path == parent }) { selected = parent }
        default: break
        }
    }

    private mutating func act(on row: WatchRow, _ letter: Character) -> WatchAction? {
        let run = String(row.path.prefix { $0 != "/" })
        let status = report.runs.first { $0.id == run }?.status
        let isOver = report.runs.first { $0.id == run }?.finishedAt != nil
        switch letter {
        case "l":
            guard row.depth > 0 else {
                message = StyledText("mark a stage or an instance: a run has no output of its own", .waiting)
                return nil
            }
            let follow = row.status == "running" && !row.canOpen
            return .show(["logs", row.path] + (follow ? ["-f"] : []))
        case "d": return .show(["diff", row.path])
        case "w": return .show(["why", row.path])
        case "s": return .show(["show", row.path])
        case "o": return .show(["log", run])
        case "a":
            guard row.depth > 0, row.blockedOn == "approval" else {
                message = StyledText("mark a stage or an instance that waits for an approval", .waiting)
                return nil
            }
            question = Question(
                text: "approve \(row.path)? s shows what it is [y/N]", action: .run(["approve", row.path]))
            return nil
        case "p":
            guard !isOver else {
                message = StyledText("\(run) has ended", .waiting)
                return nil
            }
            return .ask(status == "paused" ? "resume" : "pause", run: run)
        case "x":
            guard !isOver else {
                message = StyledText("\(run) has ended", .waiting)
                return nil
            }
            question = Question(text: "cancel \(run)? [y/N]", action: .ask("cancel", run: run))
            return nil
        default: return nil
        }
    }
}
