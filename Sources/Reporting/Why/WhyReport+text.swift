extension WhyReport {
    /// Each part with its reason, triggers, values and where they come from, its failures, and what a person can do.
    ///
    /// - Parameter width: sentences go on in further lines rather than be wider than so many columns.
    public func page(width: Int = 80) -> Page {
        var page = Page()
        page.add(
            wrapping: StyledText(run, .name) + " is " + PartMark.styled(status)
                + StyledText(detail.map { ": \($0)" } ?? ""), width: width)
        for part in parts {
            page.gap()
            page.add(part.page(width))
        }
        page.add(next: next)
        return page
    }
}

extension WhyReport.Part {
    fileprivate func page(_ width: Int) -> Page {
        var page = Page()
        let name = instance.map { $0 == "main" ? stage : "\(stage)/\($0)" } ?? stage
        var head = PartMark.mark(status) + " " + StyledText(name, .name) + " is " + PartMark.styled(status)
        if let blockedOn { head += " on " + StyledText(blockedOn, .waiting) }
        if let blockedDetail { head += StyledText(": \(blockedDetail)") }
        if let blockedUntil { head += StyledText(" (until \(blockedUntil))", .faint) }
        page.add(wrapping: head, indent: 4, width: width)
        if let looksAgain {
            page.add(
                wrapping: StyledText("looked at again ", .faint) + StyledText(looksAgain.text), level: 1, width: width)
        }
        for trigger in triggers { page.add(trigger.page(width - 2), level: 1) }
        if let run { page.add(StyledText("as the run ", .faint) + StyledText(run, .name), level: 1) }
        addTried(to: &page, width)
        let shown = validatorLines.isEmpty ? lastLines : validatorLines
        if !shown.isEmpty {
            let whose = validatorLines.isEmpty ? "last lines of its output:" : "last lines of its validation:"
            page.add(StyledText(whose, .faint), level: 1)
            for line in shown { page.add(StyledText(line.replacing("\t", with: "    ")), level: 2) }
        }
        for step in can where !Remedy.isCommand(step) {
            page.add(wrapping: StyledText("to do: ", .faint) + StyledText(step), level: 1, width: width)
        }
        return page
    }

    /// Of more tries, the newest.
    private static let mostTries = 5

    private func addTried(to page: inout Page, _ width: Int) {
        // What has succeeded at once needs no explanation.
        guard failure != nil || tried.contains(where: { $0.failure != nil }) else { return }
        if tried.isEmpty, let failure {
            page.add(wrapping: StyledText("\(failure.class): \(failure.message)", .bad), level: 1, width: width)
        }
        let more = tried.count - Self.mostTries
        if more > 0 { page.add(StyledText("\(RunReport.count(more, "attempt")) before", .faint), level: 1) }
        for one in tried.suffix(Self.mostTries) {
            page.add(wrapping: one.line(now: one.attempt == failedAttempt), level: 1, indent: 4, width: width)
        }
    }
}

extension WhyReport.TriggerFinding {
    fileprivate func page(_ width: Int) -> Page {
        var page = Page()
        page.add(wrapping: StyledText(verdict, meaning) + StyledText("  \(trigger)"), indent: 7, width: width)
        if let blockedOn {
            page.add(wrapping: StyledText("\(blockedOn): \(detail ?? "")"), level: 1, width: width)
        }
        let names = evidence.keys.sorted()
        let column = names.map(TextWidth.columns).filter { $0 <= 40 }.max() ?? 0
        for name in names {
            page.add(
                wrapping: StyledText(name, .faint).padded(to: column) + StyledText("  = \(evidence[name] ?? "")"),
                level: 1, width: width)
            if let origin = origins[name], origin.kind != "event" || name != "event" {
                page.add(
                    wrapping: StyledText("from ", .faint) + StyledText(origin.text, .faint), level: 2, width: width)
            }
        }
        return page
    }

    /// The colour of the verdict.
    var meaning: StyledText.Meaning {
        switch verdict {
        case "holds": .good
        case "never": .bad
        default: .waiting
        }
    }
}
