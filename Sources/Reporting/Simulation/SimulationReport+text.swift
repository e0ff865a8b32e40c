import Pipelines

extension SimulationReport {
    /// What starts the run, what happens stage by stage with how long after the start, and how it ends.
    public func page(width: Int = 80) -> Page {
        var page = Page()
        page.add(StyledText(pipeline, .name) + StyledText("  simulated: nothing is run and nothing is written", .faint))
        let margin = (facts.map(\.name.count).max() ?? 0) + 2
        for (name, fact) in facts {
            page.add(
                wrapping: StyledText(name, .faint).padded(to: margin) + fact, level: 1, indent: margin, width: width)
        }
        var place: [String]?
        var works: [[String]: [String]] = [:]
        for step in steps where step.isShown {
            // That others wait for a stage is told beside what happens in it.
            let isAside = step.blockedOn == "waiting_for_stage" && step.within == place?.dropLast()
            if place != step.place, !isAside {
                page.gap()
                page.add(StyledText(step.place.joined(separator: " ▸ "), .name), level: 1)
                place = step.place
            }
            // What attempts of a stage do is said where it is another than before.
            let isWorkTold = step.kind != "starts" || works.updateValue(step.work, forKey: step.place) == step.work
            page.add(step.page(isAside: place != step.place, isWorkTold: isWorkTold, width: width))
        }
        page.gap()
        page.add(ending(width: width))
        return page.truncated(to: width)
    }

    private var facts: [(name: String, fact: StyledText)] {
        var facts = start.documents.map { (name: "document", fact: StyledText($0)) }
        var began = StyledText(start.event)
        switch start.outcome {
        case nil: began = "by hand"
        case "started"?: began += StyledText(" starts it", .good)
        case let outcome?:
            began +=
                StyledText(" does not start it: ", .bad) + StyledText("\(outcome): \(start.detail ?? "")")
                + StyledText("; here it is started by hand", .faint)
        }
        facts.append(("start", began))
        facts.append(("run", StyledText(run)))
        return facts
    }

    private func ending(width: Int) -> Page {
        var page = Page()
        let isDone = end.status == "succeeded"
        let mark = PartMark.mark(end.status) + " "
        page.add(
            wrapping: mark + StyledText("run \(end.status)", isDone ? .good : .waiting) + StyledText(": \(end.reason)"),
            width: width)
        page.add(
            rows: stages.map { stage in
                let isOne = stage.instances == 1 && stage.succeeded == 1
                let done = isOne || stage.status == "skipped" ? "" : "\(stage.succeeded) of \(stage.instances) done, "
                let tries = stage.status == "skipped" ? "" : done + RunReport.count(stage.attempts, "attempt")
                return [
                    PartMark.mark(stage.status) + " " + StyledText(stage.name, .name), PartMark.styled(stage.status),
                    StyledText(tries, .faint),
                ]
            }, level: 1)
        if !end.waits.isEmpty {
            page.gap()
            page.add("what waits, and nothing here brings about:")
            for wait in end.waits {
                let part = [wait.stage, wait.instance].compactMap(\.self).joined(separator: "/")
                let place = (wait.within + [part.isEmpty ? "the run" : part]).joined(separator: " ▸ ")
                page.add(
                    wrapping: StyledText(place, .name) + ": "
                        + StyledText(wait.blockedOn, .waiting) + StyledText(", \(wait.detail)"), level: 1,
                    width: width)
            }
        }
        if !notes.isEmpty { page.gap() }
        for note in notes { page.add(wrapping: StyledText("note: ", .waiting) + StyledText(note), width: width) }
        return page
    }
}

extension SimulationReport.Step {
    /// Whether it is told of: the end has its own place, and that something is tried again says that it waits for that.
    fileprivate var isShown: Bool { (kind != "ended" || !within.isEmpty) && blockedOn != "backoff" }

    /// Where it is told of: the stages that it is inside, and its own.
    fileprivate var place: [String] { within + [stage ?? "the run"] }

    /// - Parameters:
    ///   - isAside: whether it stands among the steps of another stage.
    ///   - isWorkTold: whether what it runs has been told of.
    fileprivate func page(isAside: Bool, isWorkTold: Bool, width: Int) -> Page {
        var page = Page()
        let clock = Duration.milliseconds(Int64(seconds * 1000)).clockText
        let names = [isAside ? stage : nil, instance].compactMap(\.self).joined(separator: "/")
        let name = names.isEmpty ? "" : StyledText(names, .active) + "  "
        page.add(
            wrapping: StyledText(clock, .faint).padded(to: 7, right: true) + "  " + name + StyledText(text, meaning)
                + (isWorkTold ? "" : StyledText(": " + work.joined(separator: "; "))),
            level: 1, indent: 11, width: width)
        // Of what waits for a stage, or for its turn, its reason says it all.
        let isTold = kind == "starts" || !["waiting_for_stage", "slot", "upstream_failed"].contains(blockedOn)
        for trigger in triggers where isTold {
            page.add(
                wrapping: StyledText(trigger.verdict, trigger.meaning) + StyledText("  \(trigger.trigger)"), level: 6,
                indent: 7, width: width)
            // The event was told of when it made the instance; the status of a stage, by what the trigger says.
            let values = trigger.evidence.filter { $0.key != "event" && !$0.key.hasSuffix(".status") }
            page.add(rows: Self.rows(values.sorted { $0.key < $1.key }), level: 9)
        }
        page.add(rows: Self.rows(values.sorted { $0.key < $1.key }), level: 6)
        return page
    }

    private static func rows(_ values: [(key: String, value: String)]) -> [[StyledText]] {
        values.map { [StyledText($0.key, .faint), StyledText("= \($0.value)")] }
    }

    private var meaning: StyledText.Meaning {
        switch kind {
        case "fails", "given_up", "stage_fails": .bad
        case "stage_succeeds", "approved": .good
        case "waits", "backs_off", "paused", "rolled_back", "ending": .waiting
        case "skipped", "cancelled", "made": .faint
        default: .plain
        }
    }
}
