import Journaling
import Orchestration
import Pipelines

/// The day's budget: what spans runs, and so is not for a run's own state to know.
extension DaemonLoop {
    /// Counts what was used today before this daemon started: the journals tell.
    mutating func openLedger() async throws {
        guard !settings.dailyBudget.isEmpty else { return }
        var ledger = DayLedger(at: options.now())
        for (id, live) in runs where live.run.updatedAt >= ledger.day.lowerBound {
            for event in try await store.events(of: id) { ledger.add(event, of: live.run) }
        }
        for run in try await store.archived(since: ledger.day.lowerBound) where run.owner == owner {
            for event in try await store.events(of: run.id) { ledger.add(event, of: run) }
        }
        self.ledger = ledger
        lookAtDay()
    }

    /// Counts what the turns under way say was used, and tells all runs when that is the day's budget.
    mutating func lookAtDay() {
        guard var today = ledger else { return }
        let now = options.now()
        today.turn(to: now)
        ledger = today
        for live in runs.values { for event in live.turn?.events ?? [] { today.add(event, of: live.run) } }
        guard let detail = detail(of: today) else { return }
        for id in runs.keys.sorted() {
            guard let run = runs[id]?.latest, run.end == nil,
                run.dayUsedUp?.until != today.day.upperBound
            else { continue }
            command(id, .dayUsedUp(detail: detail, until: today.day.upperBound))
        }
    }

    /// What a new run is told of the day.
    func dayUsedUp(at now: Instant) -> DayUsedUp? {
        guard var ledger else { return nil }
        ledger.turn(to: now)
        return detail(of: ledger).map { DayUsedUp(detail: $0, until: ledger.day.upperBound, at: now) }
    }

    private func detail(of ledger: DayLedger) -> String? {
        switch settings.dailyBudget.excess(of: ledger.spent) {
        case nil: nil
        case .usedUp(let text):
            "today's runs have used \(text) of `daily_budget`; it goes on tomorrow, or for the rest of today with resume"
        case .unknown(let what):
            "what the agents use is unknown (\(what)), so `daily_budget` cannot be kept; resume goes on today without it"
        }
    }
}

extension DayLedger {
    /// Counts an event of a run that was published or is about to be.
    mutating func add(_ event: RunEvent, of run: Run) {
        guard case .iterationEnded(let ended) = event,
            // What was used in a run of its own is in that run's journal.
            run.definition(ended.attempt.instance.stage)?.loop.pipeline == nil
        else { return }
        add(ended.spent, at: ended.at)
    }
}
