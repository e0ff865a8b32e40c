import Pipelines

extension StatsReport {
    /// What there is to look at once a week, none of it wider than so many columns: what came of it, how fast it was,
    /// what failed, what was waited for, what it cost.
    public func page(width: Int) -> Page {
        var page = Page()
        let from = since.map { "since \(Self.short($0))" } ?? "from the beginning"
        page.add(StyledText("runs ", .heading) + StyledText("\(from), until \(Self.short(until)) UTC", .faint))
        guard runs.started + runs.ended + runs.unfinished + attempts.ended > 0 else {
            page.add("nothing has run in this time", level: 1)
            addDamaged(to: &page)
            page.add(next: next)
            return page.truncated(to: width)
        }
        addTotals(to: &page, width)
        addPeriods(to: &page, width)
        addStages(to: &page, width)
        addFailures(to: &page, width)
        addWaits(to: &page, width)
        addUsage(to: &page, width)
        addDamaged(to: &page)
        let body = page.truncated(to: width)
        page = body
        // What is to be typed is never cut.
        page.add(next: next)
        return page
    }

    /// So many rows of each table; of more, the first.
    private static let most = 8

    private func addTotals(to page: inout Page, _ width: Int) {
        var ended: [StyledText] = []
        if runs.succeeded > 0 { ended.append(StyledText("\(runs.succeeded) succeeded", .good)) }
        if runs.failed > 0 { ended.append(StyledText("\(runs.failed) failed", .bad)) }
        if runs.cancelled > 0 { ended.append(StyledText("\(runs.cancelled) cancelled")) }
        if runs.superseded > 0 { ended.append(StyledText("\(runs.superseded) superseded")) }
        var rows: [[StyledText]] = [
            [
                StyledText("ended", .faint),
                StyledText("\(runs.ended)") + (ended.isEmpty ? "" : ": " + Self.list(ended)),
            ],
            [StyledText("started", .faint), StyledText("\(runs.started)")],
        ]
        if runs.unfinished > 0 {
            let waiting: StyledText =
                runs.waiting == 0 ? "" : ", " + StyledText("\(runs.waiting) of them waiting for a person", .waiting)
            rows.append([StyledText("unfinished", .faint), StyledText("\(runs.unfinished)") + waiting])
        }
        if let median = runs.medianSeconds, let p90 = runs.p90Seconds {
            rows.append([
                StyledText("took", .faint),
                StyledText("\(Self.length(median)) in the middle, 9 in 10 at most \(Self.length(p90))"),
            ])
        }
        if attempts.ended > 0 {
            let share = attempts.succeeded == 0 ? 0 : attempts.firstTime * 100 / attempts.succeeded
            var text = RunReport.count(attempts.ended, "attempt")
            if attempts.failed > 0 { text += ", \(attempts.failed) failed" }
            if attempts.succeeded > 0 { text += ", \(share) % of what succeeded at the first" }
            text += "; \(Self.length(attempts.totalSeconds)) of work"
            rows.append([StyledText("tried", .faint), StyledText(text)])
        }
        let column = rows.map { $0[0].columns }.max() ?? 0
        for row in rows {
            page.add(wrapping: row[0].padded(to: column) + "  " + row[1], level: 1, indent: column + 2, width: width)
        }
    }

    private func addPeriods(to page: inout Page, _ width: Int) {
        guard !periods.isEmpty else { return }
        page.gap()
        let largest = periods.map { $0.succeeded + $0.failed + $0.stopped }.max() ?? 0
        var table = BarTable(heads: [period, "runs", "failed"])
        for part in periods {
            let all = part.succeeded + part.failed + part.stopped
            table.rows.append(
                .init(
                    name: StyledText(part.start),
                    cells: [all, part.failed].map { StyledText($0 == 0 ? "" : "\($0)") },
                    bar: {
                        Bar.stacked(
                            [(part.succeeded, .good), (part.failed, .bad), (part.stopped, .faint)], of: largest,
                            columns: $0)
                    }))
        }
        table.add(to: &page, level: 1, width: width)
    }

    private func addStages(to page: inout Page, _ width: Int) {
        guard !stages.isEmpty else { return }
        page.gap()
        let largest = stages.map(\.p90Seconds).max() ?? 0
        var table = BarTable(heads: ["slowest stages", "attempts", "median", "9 in 10"])
        for stage in stages.prefix(Self.most) {
            table.rows.append(
                .init(
                    name: StyledText("\(stage.pipeline)/\(stage.stage)", .name),
                    cells: [
                        StyledText("\(stage.attempts)"), StyledText(Self.length(stage.medianSeconds)),
                        StyledText(Self.length(stage.p90Seconds)),
                    ],
                    bar: { columns in
                        // The middle of it is full, what nine in ten take is the rest.
                        let whole = Bar.text(stage.p90Seconds, of: largest, columns: columns, .faint).columns
                        let half = min(
                            whole, Int((stage.medianSeconds / max(largest, 0.001) * Double(columns)).rounded()))
                        return StyledText(String(repeating: "█", count: half), .active)
                            + StyledText(String(repeating: "░", count: whole - half), .faint)
                    }))
        }
        table.add(to: &page, level: 1, width: width)
        addRest(stages.count, to: &page)
    }

    private func addFailures(to page: inout Page, _ width: Int) {
        guard !failures.isEmpty else { return }
        page.gap()
        page.add(StyledText("most frequent failures", .faint), level: 1)
        let digits = failures.map { "\($0.count)".count }.max() ?? 1
        for failure in failures.prefix(Self.most) {
            let head = StyledText("\(failure.count)×").padded(to: digits + 1, right: true) + "  "
            page.add(
                head + StyledText(failure.class, .bad) + StyledText(" in ", .faint)
                    + StyledText("\(failure.pipeline)/\(failure.stage)", .name), level: 1)
            page.add(
                StyledText(String(repeating: " ", count: digits + 3) + failure.message.replacing("\n", with: " ")),
                level: 1)
        }
        addRest(failures.count, to: &page)
    }

    private func addWaits(to page: inout Page, _ width: Int) {
        // That a stage comes after another is no wait that anybody can shorten.
        let shown = waits.filter { $0.reason != BlockedOn.Reason.waitingForStage.rawValue }
        guard !shown.isEmpty else { return }
        page.gap()
        let largest = shown.map(\.totalSeconds).max() ?? 0
        var table = BarTable(heads: ["waited for", "times", "in all", "longest"])
        for wait in shown.prefix(Self.most) {
            table.rows.append(
                .init(
                    name: StyledText(wait.reason, .waiting),
                    cells: [
                        StyledText("\(wait.count)"), StyledText(Self.length(wait.totalSeconds)),
                        StyledText(Self.length(wait.longestSeconds)),
                    ], bar: { Bar.text(wait.totalSeconds, of: largest, columns: $0, .waiting) }))
        }
        table.add(to: &page, level: 1, width: width)
    }

    private func addUsage(to page: inout Page, _ width: Int) {
        guard let usage else { return }
        page.gap()
        page.add(StyledText("agents used ", .faint) + StyledText(usage.text), level: 1)
        let byCost = usageByStage.contains { $0.usage.costUSD ?? 0 > 0 }
        func value(_ usage: UsageReport) -> Double {
            byCost ? usage.costUSD ?? 0 : Double((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0))
        }
        let largest = usageByStage.map { value($0.usage) }.max() ?? 0
        var table = BarTable(heads: ["stage", byCost ? "cost" : "tokens"])
        for stage in usageByStage.prefix(Self.most) {
            table.rows.append(
                .init(
                    name: StyledText("\(stage.pipeline)/\(stage.stage)", .name), cells: [StyledText(stage.usage.brief)],
                    bar: { Bar.text(value(stage.usage), of: largest, columns: $0, .active) }))
        }
        table.add(to: &page, level: 1, width: width)
        addRest(usageByStage.count, to: &page)
    }

    private func addRest(_ count: Int, to page: inout Page) {
        guard count > Self.most else { return }
        page.add(StyledText("and \(count - Self.most) more: --json has all", .faint), level: 1)
    }

    private func addDamaged(to page: inout Page) {
        guard !damaged.isEmpty else { return }
        page.gap()
        for run in damaged {
            page.add(StyledText(run.id, .name) + "  " + StyledText("damaged", .bad) + "  " + StyledText(run.error))
        }
    }

    private static func list(_ parts: [StyledText]) -> StyledText {
        parts.dropFirst().reduce(parts.first ?? "") { $0 + ", " + $1 }
    }

    private static func short(_ time: String) -> String { String(time.prefix(16)).replacing("T", with: " ") }

    private static func length(_ seconds: Double) -> String {
        let text = seconds < 10 && seconds > 0 ? String(Int((seconds * 10).rounded())) : ""
        guard !text.isEmpty else { return DurationText.rounded(.milliseconds(Int64(seconds * 1000))) }
        let padded = text.count == 1 ? "0" + text : text
        return padded.hasSuffix("0") ? "\(padded.dropLast())s" : "\(padded.dropLast()).\(padded.suffix(1))s"
    }
}
