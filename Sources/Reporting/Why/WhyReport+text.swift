extension WhyReport {
    /// Each part with its reason, triggers, values and failure, and what a person can do.
    public func page() -> Page {
        var page = Page()
        page.add(
            StyledText(run, .name) + " is " + PartMark.styled(status) + StyledText(detail.map { ": \($0)" } ?? ""))
        for part in parts {
            page.gap()
            page.add(part.page())
        }
        page.add(next: next)
        return page
    }
}

extension WhyReport.Part {
    fileprivate func page() -> Page {
        var page = Page()
        let name = instance.map { $0 == "main" ? stage : "\(stage)/\($0)" } ?? stage
        var head = PartMark.mark(status) + " " + StyledText(name, .name) + " is " + PartMark.styled(status)
        if let blockedOn { head += " on " + StyledText(blockedOn, .waiting) }
        if let blockedDetail { head += StyledText(": \(blockedDetail)") }
        if let blockedUntil { head += StyledText(" (until \(blockedUntil))", .faint) }
        page.add(head)
        for trigger in triggers {
            page.add(StyledText(trigger.verdict, trigger.meaning) + StyledText("  \(trigger.trigger)"), level: 1)
            if let blockedOn = trigger.blockedOn {
                page.add(StyledText("\(blockedOn): \(trigger.detail ?? "")"), level: 2)
            }
            let values = trigger.evidence.sorted { $0.key < $1.key }
            page.add(rows: values.map { [StyledText($0.key, .faint), StyledText("= \($0.value)")] }, level: 2)
        }
        if let run { page.add(StyledText("as the run ", .faint) + StyledText(run, .name), level: 1) }
        if let failure {
            let attempt = failedAttempt.map { "attempt \($0) " } ?? ""
            let exit = failure.exitCode.map { ", exit \($0)" } ?? ""
            page.add(StyledText("\(attempt)\(failure.class)\(exit): \(failure.message)", .bad), level: 1)
        }
        if !lastLines.isEmpty {
            page.add(StyledText("last lines of its output:", .faint), level: 1)
            for line in lastLines { page.add(StyledText(line.replacing("\t", with: "    ")), level: 2) }
        }
        return page
    }
}

extension WhyReport.TriggerFinding {
    /// The colour of the verdict.
    var meaning: StyledText.Meaning {
        switch verdict {
        case "holds": .good
        case "never": .bad
        default: .waiting
        }
    }
}
