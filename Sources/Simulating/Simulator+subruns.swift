import Orchestration
import Pipelines

extension Simulator {
    /// A try that is a run of its own.
    struct Subrun {
        /// What it comes to; `nil` where that was stated, so that no run was played.
        var simulation: Simulation?
        /// When it ends; `nil` where it does not end by itself.
        var end: Instant?
        /// What it waits for, where it does not end.
        var waits: [Simulation.Wait] = []
    }

    /// When a try that is a run of its own ends; `nil` where it does not end by itself. It is played when it starts.
    mutating func end(of order: SubrunOrder) -> Instant? {
        if let known = subruns[order.attempt] { return known.end }
        let subrun = start(order)
        subruns[order.attempt] = subrun
        return subrun.end
    }

    private mutating func start(_ order: SubrunOrder) -> Subrun {
        if work.isStated(order.attempt) {
            return Subrun(simulation: nil, end: now + work.duration(of: order.attempt, in: run))
        }
        let requested = RunRequested(
            id: order.request.runID(), request: order.request, supersedes: [], after: [], at: now)
        // The stage uses a pipeline, else its try would be no run.
        guard let created = run.creation(of: requested) else { return Subrun(simulation: nil, end: now) }
        var inner = Simulator(created, work.inside(order.attempt), decisions: decisionsLeft)
        let simulation = inner.play()
        work.use(inner.work.used, inside: order.attempt)
        decisionsLeft = inner.decisionsLeft
        let part = StagePart(order.attempt.instance)
        let offset = now - run.creation.at
        steps += simulation.steps.map { step in
            var step = step
            step.after += offset
            step.within.insert(part, at: 0)
            return step
        }
        var subrun = Subrun(simulation: simulation, end: nil)
        switch simulation.end {
        // It tells the run that waits for it, which may be told more.
        case .ended(let end): subrun.end = end.at
        case .outputsWanted, .outOfDecisions: subrun.end = inner.now
        case .waits(let waits):
            subrun.waits = waits.map { wait in
                var wait = wait
                wait.within.insert(part, at: 0)
                return wait
            }
        }
        return subrun
    }

    /// The end of a try that is a run of its own.
    mutating func end(_ order: SubrunOrder) -> Next {
        let part = StagePart(order.attempt.instance)
        guard let simulation = subruns[order.attempt]?.simulation else {
            guard let stage = run.creation.pipeline.stage(order.attempt.instance.stage),
                let stated = work.stated(for: order.attempt, of: stage)
            else { return .stop(.outputsWanted(part, reason: "its pipeline is not known")) }
            return end(order.attempt, stated)
        }
        switch simulation.end {
        case .outputsWanted(let inner, let reason):
            return .stop(.outputsWanted(part, reason: "in its own run, \(inner): \(reason)"))
        case .outOfDecisions: return .stop(.outOfDecisions)
        case .waits: return .stop(.waits(waits))
        case .ended:
            guard let report = simulation.run.reportToParent(tree: fresh()) else { return .stop(.waits(waits)) }
            return .decide(.attemptEnded(order.attempt, report), .run)
        }
    }
}
