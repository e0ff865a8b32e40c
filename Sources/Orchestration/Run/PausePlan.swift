public import Pipelines

/// A person wants the run to pause once a stage has ended, or takes that back.
public struct PausePlanned: Hashable, Sendable, Codable {
    /// After which stage; `nil` where it is taken back.
    public var after: StageName?
    /// Who asked.
    public var by: String
    /// When.
    public var at: Instant
}

/// That a run is to pause.
public struct PausePlan: Hashable, Sendable, Codable {
    /// After which stage.
    public var after: StageName
    /// Who asked.
    public var by: String

    /// It in a clause.
    public var clause: String { "pauses when \(after) has ended, as \(by) asked" }
}

extension Run {
    /// Why a run cannot pause after a stage; `nil` when it can.
    func refusalOfPause(after stage: StageName) -> String? {
        guard let run = stages[stage] else { return "there is no stage \(stage)" }
        if end != nil { return "the run has ended" }
        if cancel != nil { return "the run is being ended" }
        if closes(stage) { return "stage \(stage) closes the run: there is nothing after it" }
        if closing != nil { return "the run is being closed" }
        guard run.progress == .open else { return "stage \(stage) has ended" }
        return pausePlan?.after == stage ? "it is to pause after \(stage) already" : nil
    }

    mutating func apply(_ planned: PausePlanned) throws(RunEventRefused) {
        if let after = planned.after, stages[after] == nil {
            throw RunEventRefused(description: "there is no stage \(after)")
        }
        pausePlan = planned.after.map { PausePlan(after: $0, by: planned.by) }
        updatedAt = planned.at
    }
}

extension Turn {
    /// Pauses the run where it is to pause after a stage that has ended, and something is still to come.
    mutating func pauseAsPlanned() {
        guard let plan = run.pausePlan, run.pause == nil, let stage = run.stages[plan.after], stage.progress != .open,
            run.closing == nil, run.currentStages.contains(where: { run.stages[$0]?.progress == .open })
        else { return }
        pause(.afterStage, "paused after \(plan.after) (\(run.status(of: plan.after))), as \(plan.by) asked")
    }

    /// A person lets the run go on: what has come true of a plan is no plan any more.
    mutating func dropPlan(by: String) {
        guard let plan = run.pausePlan else { return }
        guard run.pause == nil || run.stages[plan.after]?.progress != .open else { return }
        emit(.pausePlanned(PausePlanned(after: nil, by: by, at: now)))
    }
}
