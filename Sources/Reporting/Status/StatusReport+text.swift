public import Pipelines

extension StatusReport {
    /// One line for each run, aligned; what can be done next below.
    public func page(at now: Instant, next: [String]? = nil) -> Page {
        var page = Page()
        if runs.isEmpty, damaged.isEmpty {
            page.add("no runs yet")
            addSchedules(to: &page, at: now)
            page.add(next: next ?? ["commit a plan below plans/, or: taskdaemon run --plan FILE"])
            return page
        }
        let heads = ["RUN", "STATUS", "PROGRESS", "STARTED", "DOCUMENT"].map { StyledText($0, .faint) }
        page.add(rows: [heads] + runs.map { row(of: $0, at: now) })
        for run in damaged {
            page.add(StyledText(run.id, .name) + "  " + StyledText("damaged", .bad) + "  " + StyledText(run.error))
        }
        addSchedules(to: &page, at: now)
        // Where a person is needed comes first.
        let first = runs.first { $0.status == "waiting" } ?? runs.first { $0.finishedAt == nil } ?? runs.first
        page.add(next: next ?? first.map { ["taskdaemon status \($0.id)"] } ?? [])
        return page
    }

    private func addSchedules(to page: inout Page, at now: Instant) {
        guard !schedules.isEmpty else { return }
        page.gap()
        page.add(
            rows: schedules.prefix(Self.shownSchedules).enumerated().map { index, start in
                let when = Instant(isoText: start.next)?.ageText(at: now) ?? ""
                return [
                    StyledText(index == 0 ? "scheduled" : "", .faint), StyledText(start.pipeline, .name),
                    StyledText(start.next), StyledText(when), StyledText("\(start.schedule) \(start.timezone)", .faint),
                ]
            })
        let rest = schedules.count - Self.shownSchedules
        if rest > 0 { page.add(StyledText("and \(rest) more: taskdaemon schedules", .faint)) }
    }

    private static let shownSchedules = 5

    /// The first run as a tree, with those below it, which are part of it.
    public func pageOfRun(at now: Instant, next: [String]? = nil) -> Page {
        runs.first?.page(at: now, next: next, parts: Array(runs.dropFirst())) ?? Page()
    }

    private func row(of run: RunReport, at now: Instant) -> [StyledText] {
        var status = PartMark.styled(run.status)
        if let blocked = run.blockedOn { status += StyledText(" (\(blocked))", .faint) }
        let started = run.started.map { $0.ageText(at: now) } ?? run.startedAt
        return [
            (run.parent == nil ? "" : "  ") + StyledText(run.id, .name), status, StyledText(run.progressText),
            StyledText(started),
            StyledText(run.document ?? run.pipeline),
        ]
    }
}

extension RunReport {
    /// The stage that counts now, and how far it is.
    var progressText: String {
        if finishedAt != nil {
            let done = stages.count { $0.status == "succeeded" || $0.status == "skipped" }
            return "\(done) of \(stages.count) stages"
        }
        let stage =
            stages.first { $0.status == "running" } ?? stages.first { !["succeeded", "skipped"].contains($0.status) }
        guard let stage else { return "" }
        guard stage.fansOut, !stage.instances.isEmpty else { return stage.name }
        let done = stage.instances.count { $0.status == "succeeded" }
        return "\(stage.name) \(done)/\(stage.instances.count)"
    }

    /// When it was created.
    var started: Instant? { Instant(isoText: startedAt) }
}

/// What stands before a run, stage or instance, and the colour of its status.
enum PartMark {
    /// The status in its colour.
    static func styled(_ status: String) -> StyledText { StyledText(status, meaning(status)) }

    /// A sign for the status, in its colour.
    static func mark(_ status: String) -> StyledText {
        switch status {
        case "succeeded": StyledText("✓", .good)
        case "failed": StyledText("✗", .bad)
        case "running": StyledText("●", .active)
        case "skipped", "cancelled", "superseded": StyledText("-", .faint)
        default: StyledText("○", .waiting)
        }
    }

    private static func meaning(_ status: String) -> StyledText.Meaning {
        switch status {
        case "succeeded": .good
        case "failed": .bad
        case "running": .active
        case "skipped", "cancelled", "superseded": .faint
        default: .waiting
        }
    }
}
