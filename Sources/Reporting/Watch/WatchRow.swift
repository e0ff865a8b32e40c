import Pipelines

/// One line of the live view: a run, a stage or an instance.
struct WatchRow: Hashable {
    /// `RUN`, `RUN/STAGE` or `RUN/STAGE/INSTANCE`: what commands take.
    var path: String
    /// How far it stands in.
    var depth: Int
    /// Its own name.
    var name: String
    /// Its status.
    var status: String
    /// How far it is: `3/20` iterations, `2/5` instances.
    var progress = ""
    /// How long it has been going, or took.
    var elapsed = ""
    /// What it says last, what it waits for, or how it ended.
    var detail: StyledText = ""
    /// What it waits for, as `status` names it.
    var blockedOn: String?
    /// Whether there is more below it than is shown.
    var isClosed = false
    /// Whether there is anything below it.
    var canOpen = false
}

extension WatchScreen {
    /// Everything that is unfolded, top to bottom.
    func rows(at now: Instant) -> [WatchRow] {
        var rows = report.runs.flatMap { self.rows(of: $0, at: now) }
        for run in report.damaged {
            rows.append(
                WatchRow(path: run.id, depth: 0, name: run.id, status: "damaged", detail: StyledText(run.error)))
        }
        return rows
    }

    private func rows(of run: RunReport, at now: Instant) -> [WatchRow] {
        let depth = run.parent == nil ? 0 : 1
        var row = WatchRow(path: run.id, depth: depth, name: run.id, status: run.status, progress: run.shortProgress)
        let end = run.finishedAt.flatMap { Instant(isoText: $0) }
        row.elapsed = run.started.map { ((end ?? now) - $0).clockText } ?? ""
        row.detail = StyledText(run.document ?? run.pipeline, .faint)
        if let accepted = run.accepted {
            row.detail += StyledText("  accepted onto \(accepted.branch)", accepted.revertedBy == nil ? .good : .faint)
        }
        if end == nil, let reason = run.blockedOn { row.detail = Self.reason(reason, run.blockedDetail) }
        if let reason = run.reason, run.status != "succeeded" { row.detail = StyledText(reason, .bad) }
        row.detail = Self.cost(run.usage, run.budget) + row.detail
        let open = isOpen(run.id, otherwise: end == nil || report.runs.count == 1)
        row.canOpen = !run.stages.isEmpty
        row.isClosed = row.canOpen && !open
        return [row] + (open ? run.stages.flatMap { rows(of: $0, in: run, at: now) } : [])
    }

    private func rows(of stage: StageReport, in run: RunReport, at now: Instant) -> [WatchRow] {
        let path = "\(run.id)/\(stage.name)"
        if let only = stage.instances.first, only.name == "main", !stage.fansOut {
            return [row(of: only, in: stage, path: path, name: stage.name, depth: 1, at: now)]
        }
        var row = WatchRow(path: path, depth: 1, name: stage.name, status: stage.status)
        row.blockedOn = stage.blockedOn
        if stage.status == "skipped" { row.detail = StyledText(stage.blockedDetail ?? "", .faint) }
        guard !stage.instances.isEmpty else {
            if let reason = stage.blockedOn { row.detail = Self.reason(reason, stage.blockedDetail) }
            return [row]
        }
        let done = stage.instances.count { $0.status == "succeeded" }
        row.progress = "\(done)/\(stage.instances.count)"
        let since = stage.instances.compactMap { $0.running.flatMap { Instant(isoText: $0.since) } }.min()
        row.elapsed = since.map { (now - $0).clockText } ?? ""
        let failed = stage.instances.filter { $0.status == "failed" }.map(\.name)
        if !failed.isEmpty { row.detail = StyledText("failed: \(failed.joined(separator: ", "))", .bad) }
        row.detail = Self.cost(stage.usage, stage.budget) + row.detail
        let isOpen = isOpen(path, otherwise: stage.status != "succeeded" || stage.instances.count <= 5)
        row.canOpen = true
        row.isClosed = !isOpen
        guard isOpen else { return [row] }
        return [row]
            + stage.instances.map {
                self.row(of: $0, in: stage, path: "\(path)/\($0.name)", name: $0.name, depth: 2, at: now)
            }
    }

    private func row(
        of instance: InstanceReport, in stage: StageReport, path: String, name: String, depth: Int, at now: Instant
    ) -> WatchRow {
        var row = WatchRow(path: path, depth: depth, name: name, status: instance.status)
        row.blockedOn = instance.blockedOn
        switch instance.status {
        case "running":
            guard let running = instance.running else {
                row.detail = StyledText("its result is being put onto the run branch", .faint)
                break
            }
            row.progress = "\(running.iterations + 1)/\(stage.maxIterations)"
            row.elapsed = Instant(isoText: running.since).map { (now - $0).clockText } ?? ""
            let attempt = running.attempt > 1 ? "attempt \(running.attempt)  " : ""
            row.detail = StyledText(attempt, .waiting) + StyledText(lastLines[path] ?? "", .faint)
        case "succeeded":
            let attempts = instance.attempts > 1 ? RunReport.count(instance.attempts, "attempt") + ", " : ""
            row.detail = StyledText(attempts + RunReport.count(instance.iterations, "iteration"), .faint)
        case "failed":
            let attempts = RunReport.count(instance.attempts, "attempt")
            row.detail = StyledText("after \(attempts)") + StyledText(instance.failure.map { ": \($0.message)" } ?? "")
        default:
            if let reason = instance.blockedOn { row.detail = Self.reason(reason, instance.blockedDetail) }
            if let until = instance.blockedUntil.flatMap({ Instant(isoText: $0) }), until > now {
                row.elapsed = "-" + (until - now).clockText
            }
        }
        row.detail = Self.cost(instance.usage, stage.fansOut ? nil : stage.budget) + row.detail
        return row
    }

    /// What was used, of how much where that is bounded; nothing where no agent has run and nothing is bounded.
    private static func cost(_ usage: UsageReport?, _ budget: BudgetReport?) -> StyledText {
        StyledText((budget?.text ?? usage?.brief).map { $0 + "  " } ?? "", .faint)
    }

    private static func reason(_ reason: String, _ detail: String?) -> StyledText {
        StyledText(reason, .waiting) + StyledText(detail.map { ": \($0)" } ?? "")
    }
}

extension RunReport {
    /// How many stages are done.
    var shortProgress: String {
        "\(stages.count { $0.status == "succeeded" || $0.status == "skipped" })/\(stages.count)"
    }
}
