import OrderedCollections
public import Pipelines

/// What a stage or a run has used, held against its budget.
public struct Account: Hashable, Sendable, Codable {
    /// All of it, also in what was rolled back since.
    public internal(set) var total = Spent()
    /// What counts against the budget: since the start, or since a person let it go on.
    public internal(set) var counted = Spent()
    /// Whether a person lets it go on though it cannot be told in full what is used.
    public internal(set) var isUnknownAccepted = false

    /// Nothing was used yet.
    public init() {}

    mutating func add(_ spent: Spent) {
        total += spent
        counted += spent
    }

    /// The budget is granted once more.
    mutating func renew(_ budget: Budget?) {
        if case .unknown? = budget?.excess(of: counted) { isUnknownAccepted = true }
        counted = Spent()
    }

    /// What must be asked for before more is used.
    func excess(of budget: Budget?) -> Budget.Excess? {
        guard let excess = budget?.excess(of: counted) else { return nil }
        if case .unknown = excess, isUnknownAccepted { return nil }
        return excess
    }
}

extension StageRun {
    /// What agents have used in it, also in what was rolled back since; `nil` where none has run.
    public var usage: Usage? { account.total.usage }
}

extension Run {
    /// What agents have used in it, also in what was rolled back since; `nil` where none has run.
    public var usage: Usage? { account.total.usage }

    /// Whose budget does not allow another pass of a stage.
    func usedUpBudget(for stage: StageName, at now: Instant) -> Paused? {
        if let excess = stages[stage]?.account.excess(of: definition(stage)?.budget) {
            return Paused(cause: .budget, detail: excess.clause(of: "stage \(stage)"), stage: stage, at: now)
        }
        // What closes the run is done also when all else is used up.
        if closes(stage) { return nil }
        if let excess = account.excess(of: creation.pipeline.budget) {
            return Paused(cause: .budget, detail: excess.clause(of: "the run"), at: now)
        }
        if let day = dayUsedUp, now < day.until, dayWaived ?? now <= now {
            return Paused(cause: .budget, detail: day.detail, until: day.until, at: now)
        }
        return nil
    }

    /// A person, or a new day, lets it go on.
    mutating func renewBudget() {
        guard let pause, pause.cause == .budget else { return }
        if let stage = pause.stage {
            let budget = definition(stage)?.budget
            stages[stage]?.account.renew(budget)
        } else if let until = pause.until {
            dayWaived = until
        } else {
            account.renew(creation.pipeline.budget)
        }
    }
}

extension Budget.Excess {
    /// What is used up, and what saying `resume` does.
    func clause(of whose: String) -> String {
        switch self {
        case .usedUp(let text): "\(whose) has used \(text) of its budget; resume lets it use as much again"
        case .unknown(let what):
            "what the agent uses is unknown (\(what)), so the budget of \(whose) cannot be kept; "
                + "resume goes on without that"
        }
    }
}

extension Turn {
    /// Pauses the run when a budget does not allow another pass of the stage; says whether it is paused.
    @discardableResult
    mutating func pauseForBudget(of stage: StageName) -> Bool {
        guard run.pause == nil, run.end == nil, run.cancel == nil else { return run.pause != nil }
        guard let pause = run.usedUpBudget(for: stage, at: now) else { return false }
        emit(.paused(pause))
        return true
    }

    /// All that the runs may use in a day is used up.
    mutating func dayUsedUp(_ detail: String, until: Instant) {
        guard run.end == nil, until > now, run.dayUsedUp?.until != until else { return }
        emit(.dayUsedUp(DayUsedUp(detail: detail, until: until, at: now)))
        if let stage = run.runningAttempts.first?.instance.stage { pauseForBudget(of: stage) }
    }

    /// What waited for the next day goes on with it.
    mutating func goOnWithNewDay() {
        guard let pause = run.pause, pause.cause == .budget, let until = pause.until, now >= until else { return }
        emit(.resumed(Resumed(by: "a new day", tip: nil, at: now)))
    }
}
