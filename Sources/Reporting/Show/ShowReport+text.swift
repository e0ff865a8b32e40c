import JSONValues
public import Pipelines

extension ShowRun {
    /// The run's tree, then what it was started for, its refs, and what is on its branch.
    public func page(at now: Instant) -> Page {
        var page = run.page(at: now, next: [])
        page.gap()
        var facts: [(String, String)] = [("event", event), ("owner", owner)]
        if priority != 0 { facts.append(("priority", String(priority))) }
        facts += documents.map { ("document", "\($0.path) \($0.blob.prefix(7))") }
        if let group { facts.append(("group", group)) }
        if !waitsFor.isEmpty { facts.append(("waits for", waitsFor.joined(separator: ", "))) }
        facts += untrusted.map { ("untrusted", $0) }
        for (name, value) in (inputs.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            facts.append(("input", "\(name) = \(value.text)"))
        }
        page.add(rows: facts.map { [StyledText($0.0, .faint), StyledText($0.1)] })
        if !refs.isEmpty {
            page.gap()
            page.add(StyledText("refs", .heading))
            page.add(
                rows: refs.sorted { $0.key < $1.key }.map {
                    [StyledText(String($0.value.prefix(7))), StyledText($0.key)]
                },
                level: 1)
        }
        if !integrations.isEmpty {
            page.gap()
            page.add(StyledText("on the run branch", .heading))
            page.add(
                rows: integrations.map {
                    [
                        StyledText(String($0.commit.prefix(7))), StyledText("\($0.stage)/\($0.instance)"),
                        StyledText("attempt \($0.attempt)", .faint),
                    ]
                }, level: 1)
        }
        if let review {
            page.gap()
            page.add(review.page())
        }
        page.add(next: run.nextCommands)
        return page
    }
}

extension ShowStage {
    /// How the stage is defined, where it stands, and what it gave.
    public func page() -> Page {
        var page = Page()
        page.add(StyledText("\(run)/\(stage.name)", .name) + "  " + PartMark.styled(stage.status))
        var facts: [(String, String)] = [("loop", loop)]
        facts += commands.map { ("", $0) }
        facts += triggers.map { ("trigger", $0) }
        facts.append(("parallel", String(parallelInstances)))
        if !usesLimit.isEmpty { facts.append(("limits", usesLimit.joined(separator: ", "))) }
        if let timeout { facts.append(("timeout", timeout)) }
        if stage.status == "failed", let judged = stage.blockedDetail { facts.append(("failed", judged)) }
        if let blockedOn = stage.blockedOn { facts.append(("waits", "\(blockedOn): \(stage.blockedDetail ?? "")")) }
        if let checkpoint = stage.checkpoint { facts.append(("checkpoint", checkpoint)) }
        page.add(rows: facts.map { [StyledText($0.0, .faint), StyledText($0.1)] }, level: 1)
        page.gap()
        page.add(
            rows: stage.instances.map { instance in
                [
                    PartMark.mark(instance.status) + StyledText(" \(instance.name)"), PartMark.styled(instance.status),
                    StyledText(RunReport.count(instance.attempts, "attempt"), .faint),
                    StyledText(
                        instance.blockedOn.map { "\($0): \(instance.blockedDetail ?? "")" }
                            ?? instance.run.map { "run \($0)" } ?? ""),
                ]
            }, level: 1)
        page.add(json: outputs, title: "outputs")
        page.add(review, of: "\(run)/\(stage.name)")
        return page
    }
}

extension ShowInstance {
    /// Every try of the instance, and what it was given and gave.
    public func page() -> Page {
        var page = Page()
        let path = instance.name == "main" ? "\(run)/\(stage)" : "\(run)/\(stage)/\(instance.name)"
        page.add(StyledText(path, .name) + "  " + PartMark.styled(instance.status))
        var facts: [(String, String)] = []
        if let title = instance.title { facts.append(("title", title)) }
        if let blockedOn = instance.blockedOn {
            facts.append(("waits", "\(blockedOn): \(instance.blockedDetail ?? "")"))
        }
        facts.append(("branch", branch))
        if let integrated { facts.append(("integrated", String(integrated.prefix(7)))) }
        page.add(rows: facts.map { [StyledText($0.0, .faint), StyledText($0.1)] }, level: 1)
        page.gap()
        page.add(rows: attempts.flatMap(rows), level: 1)
        page.add(json: input, title: "input")
        page.add(json: outputs, title: "outputs")
        page.add(review, of: path)
        if review == nil, !attempts.isEmpty { page.add(next: ["taskdaemon logs \(path)", "taskdaemon diff \(path)"]) }
        return page
    }
}

extension ShowInstance {
    /// A try, and below it its passes where there is something to say of each.
    private func rows(of attempt: Attempt) -> [[StyledText]] {
        let head = [
            PartMark.mark(attempt.status) + StyledText(" attempt \(attempt.number)"),
            PartMark.styled(attempt.status),
            StyledText("\(attempt.base.prefix(7))..\(attempt.tip?.prefix(7) ?? "")"),
            StyledText(
                RunReport.count(attempt.iterations, "iteration") + (attempt.usage.map { "; \($0.text)" } ?? "")),
            StyledText(attempt.failure.map { "\($0.class): \($0.message)" } ?? attempt.run.map { "run \($0)" } ?? ""),
        ]
        guard attempt.passes.count > 1 || attempt.usage != nil else { return [head] }
        return [head]
            + attempt.passes.map { pass in
                [
                    StyledText("  iteration \(pass.iteration)", .faint), "", StyledText(String(pass.tip.prefix(7))),
                    StyledText(pass.usage?.text ?? "", .faint), StyledText(pass.verdict),
                ]
            }
    }
}

extension Page {
    /// Adds what there is to decide on, and how to say yes or no.
    fileprivate mutating func add(_ review: Review?, of path: String) {
        guard let review else { return }
        gap()
        add(review.page())
        let run = path.prefix { $0 != "/" }
        add(next: ["taskdaemon diff \(run)", "taskdaemon approve \(path)", "taskdaemon reject \(path) -m 'why'"])
    }

    /// Adds a value over several lines; nothing for `null`.
    fileprivate mutating func add(json value: JSON, title: String) {
        guard value != .null, value != .object([:]) else { return }
        gap()
        add(StyledText(title, .heading))
        for line in value.prettyText.split(separator: "\n") { add(StyledText(String(line)), level: 1) }
    }
}
