import Orchestration
import Pipelines

/// The slots that all runs share: no run's own state knows of others, so they are handed out here, right before what was
/// decided is published.
extension DaemonLoop {
    /// Lets what waits for nothing but a slot start, as far as there are slots; what runs, the states tell.
    mutating func handOutSlots() {
        let now = options.now()
        let unfinished = runs.filter { $0.value.isBusy && $0.value.latest.end == nil }
        let isWanted = unfinished.values.contains { !$0.ready.isEmpty }
        let shares = isWanted ? slots(unfinished).shares(of: claims(unfinished)) : [:]
        for (id, live) in runs {
            if let share = shares[id] {
                live.grant(share, at: now)
            } else if live.turn != nil {
                live.grant(.none, at: now)
            }
        }
        if isWanted { reportUnknownLimits(unfinished) }
    }

    /// What all runs have taken, and with it what a try that was given up still does until it has stopped.
    private func slots(_ unfinished: [RunID: LiveRun]) -> SlotTable {
        var table = SlotTable(settings, runs: unfinished.values.map(\.latest))
        for work in underWay.keys {
            guard case .attempt(let id, let attempt) = work, let run = runs[id]?.latest,
                run.end != nil || run.instance(attempt.instance)?.running?.attempt != attempt.number
            else { continue }
            table.take(SlotNeed(attempts: 1, limits: run.definition(attempt.instance.stage)?.limits ?? []))
        }
        return table
    }

    private func claims(_ unfinished: [RunID: LiveRun]) -> [SlotClaim] {
        unfinished.map { id, live in
            let whole = whole(of: live.latest)
            return SlotClaim(
                run: id, whole: whole.id, priority: live.latest.priority, since: whole.creation.at,
                running: live.latest.slotsTaken, ready: live.ready)
        }
    }

    /// The run that a run is part of in the end.
    private func whole(of run: Run) -> Run {
        var whole = run
        // Runs within runs end at a depth, and so does this.
        while let parent = whole.creation.request.parent, let other = runs[parent.run]?.latest { whole = other }
        return whole
    }

    private mutating func reportUnknownLimits(_ unfinished: [RunID: LiveRun]) {
        let named = Set(unfinished.values.flatMap { $0.ready.flatMap(\.limits) })
        for name in named.sorted() where settings.limits[name] == nil && unknownLimits.insert(name).inserted {
            options.report("attempts wait for the limit \(name), which no config sets: set `limits.\(name)`")
        }
    }
}
