public import Pipelines

extension RunReport {
    /// The run as a tree, with progress and reasons; below it command lines for what can be done next.
    ///
    /// - Parameter parts: the runs that are part of it, and of those, as far as they are to be seen.
    public func page(at now: Instant, next: [String]? = nil, parts: [RunReport] = []) -> Page {
        var page = Page()
        page.add(StyledText(id, .name) + "  " + PartMark.styled(status) + StyledText(document.map { "  \($0)" } ?? ""))
        page.add(rows: facts(at: now), level: 1)
        page.gap()
        page.add(rows: rows(at: now, parts: parts), level: 1)
        page.add(next: next ?? nextCommands(parts: parts))
        return page
    }

    private func facts(at now: Instant) -> [[StyledText]] {
        var times = "\(startedAt) (\(started?.ageText(at: now) ?? ""))"
        if let finishedAt, let start = started, let end = Instant(isoText: finishedAt) {
            times = "\(startedAt), took \((end - start).lengthText)"
        }
        var facts: [(String, String)] = [
            ("pipeline", pipeline), ("base", "\(base.prefix(7)) on \(source)"), ("branch", branch), ("started", times),
        ]
        if let parent { facts.insert(("part of", parent), at: 0) }
        if let usage { facts.append(("usage", usage.text)) }
        if let budget { facts.append(("budget", budget.text)) }
        if let closesAs { facts.append(("closes", "as \(closesAs): \(closesFor ?? "")")) }
        if let pausesAfter { facts.append(("pauses", "when \(pausesAfter) has ended")) }
        if let reason { facts.append(("ended", reason)) }
        if let accepted {
            facts.append(("accepted", accepted.text))
        }
        if finishedAt == nil, let blockedOn {
            facts.append(("waits", blockedDetail.map { "\(blockedOn): \($0)" } ?? blockedOn))
        }
        return facts.map { [StyledText($0.0, .faint), StyledText($0.1)] }
    }

    private func rows(at now: Instant, parts: [RunReport]) -> [[StyledText]] {
        stages.flatMap { rows(of: $0, at: now, parts: parts) }
    }

    /// The stages of the run that an instance is, indented; nothing where all of it went well.
    private func rows(within instance: InstanceReport, at now: Instant, parts: [RunReport]) -> [[StyledText]] {
        guard instance.status != "succeeded", let part = parts.first(where: { $0.id == instance.run }) else {
            return []
        }
        return part.rows(at: now, parts: parts).map { row in ["  " + row[0]] + row.dropFirst() }
    }

    private func rows(of stage: StageReport, at now: Instant, parts: [RunReport]) -> [[StyledText]] {
        let name =
            PartMark.mark(stage.status) + " " + StyledText(stage.name, .name)
            + StyledText(stage.closing.map { " (\($0))" } ?? "", .faint)
        let only = stage.instances.first { $0.name == "main" && !stage.fansOut }
        let judged = stage.judgement
        let head = [
            name, PartMark.styled(stage.status),
            judged ?? only.map { text(of: $0, in: stage, at: now) } ?? text(of: stage),
        ]
        if let only { return [head] + rows(within: only, at: now, parts: parts) }
        return [head]
            + stage.instances.flatMap { instance in
                [
                    [
                        "  " + PartMark.mark(instance.status) + StyledText(" \(instance.name)"),
                        PartMark.styled(instance.status), text(of: instance, in: stage, at: now),
                    ]
                ] + rows(within: instance, at: now, parts: parts).map { row in ["  " + row[0]] + row.dropFirst() }
            }
    }

    private func text(of stage: StageReport) -> StyledText {
        if stage.status == "skipped" { return StyledText(stage.blockedDetail ?? "", .faint) }
        guard stage.instances.isEmpty else {
            let done = stage.instances.count { $0.status == "succeeded" }
            return StyledText("\(done) of \(stage.instances.count) done") + Self.usage(stage.usage)
        }
        return Self.reason(stage.blockedOn, stage.blockedDetail)
    }

    private func text(of instance: InstanceReport, in stage: StageReport, at now: Instant) -> StyledText {
        var text: StyledText = ""
        switch instance.status {
        case "running":
            if let run = instance.run, instance.running != nil { return "as the run " + StyledText(run, .name) }
            guard let running = instance.running else { return "its result is being put onto the run branch" }
            let since = Instant(isoText: running.since)?.ageText(at: now) ?? running.since
            return
                "attempt \(running.attempt), iteration \(running.iterations + 1)/\(stage.maxIterations), started \(since)"
        case "succeeded":
            return StyledText(
                "\(Self.count(instance.attempts, "attempt")), \(Self.count(instance.iterations, "iteration"))", .faint)
                + StyledText(instance.run.map { ", run \($0)" } ?? "", .faint) + Self.usage(instance.usage)
        case "failed":
            text = StyledText("after \(Self.count(instance.attempts, "attempt"))")
        case "skipped": return StyledText(instance.blockedDetail ?? "", .faint)
        default:
            text = Self.reason(instance.blockedOn, instance.blockedDetail)
            if let until = instance.blockedUntil.flatMap({ Instant(isoText: $0) }) {
                text += StyledText(until > now ? ", again \(until.ageText(at: now))" : ", again any moment")
            }
        }
        if instance.status == "failed", let failure = instance.failure {
            text += StyledText(": \(failure.message)")
        }
        return text
    }

    private static func reason(_ reason: String?, _ detail: String?) -> StyledText {
        guard let reason else { return "" }
        return StyledText(reason, .waiting) + StyledText(detail.map { ": \($0)" } ?? "")
    }

    private static func usage(_ usage: UsageReport?) -> StyledText {
        StyledText(usage.map { "; \($0.text)" } ?? "", .faint)
    }

    static func count(_ number: Int, _ word: String) -> String { "\(number) \(word)\(number == 1 ? "" : "s")" }
}

extension StageReport {
    /// What the stage's `success` says against it, once its instances have ended.
    var judgement: StyledText? {
        guard let blockedDetail else { return nil }
        if status == "failed" { return StyledText(blockedDetail, .bad) }
        let isEnded = !instances.isEmpty && instances.allSatisfy { $0.status != "pending" && $0.status != "running" }
        return status == "pending" && isEnded ? StyledText(blockedDetail, .waiting) : nil
    }
}
