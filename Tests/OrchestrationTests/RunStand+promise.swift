import Orchestration
import OrderedCollections
import Pipelines

/// The promise: nothing waits without a reason, and nothing is stuck.
///
/// Every instance that has not ended is running or has exactly one reason, and that reason is true; and while the run has
/// not ended, something is under way, a time is waited for, slots are taken by others, or a person can help and is named.
extension RunStand {
    /// Checks the state that the last turn came to.
    func checkPromise() throws {
        var reasons: [BlockedOn] = []
        for (stage, state) in run.stages {
            let found = run.blockedOn(in: stage, among: table)
            for (name, instance) in state.instances {
                let id = InstanceID(stage, name)
                let status = run.status(of: id)
                if (status == .pending) != (found[name] != nil) {
                    throw Broken("\(id) is \(status), blocked on \(String(describing: found[name]))\n\(picture)")
                }
                if let reason = found[name] {
                    if let lie = lie(in: reason, of: id, instance) {
                        throw Broken("\(id) is blocked on \(reason), but \(lie)\n\(picture)")
                    }
                    reasons.append(reason)
                }
            }
            let status = run.status(of: stage)
            let reason = run.blockedOn(stage: stage, among: table)
            if (status == .pending) != (reason != nil) {
                throw Broken("\(stage) is \(status), blocked on \(String(describing: reason))\n\(picture)")
            }
            if let reason { reasons.append(reason) }
        }
        try checkSlots()
        if run.end == nil { try checkNotStuck(reasons + [run.undecided].compactMap(\.self)) }
    }

    /// What all runs have taken, this one among them.
    private var table: SlotTable? {
        guard var table = slots else { return nil }
        for need in run.slotsTaken { table.take(need) }
        return table
    }

    /// What is not so, though a reason says it; `nil` where the reason is true.
    private func lie(in reason: BlockedOn, of id: InstanceID, _ instance: InstanceRun) -> String? {
        let definition = run.definition(id.stage)
        let (holds, what): (Bool, String) =
            switch reason.reason {
            case .untrusted: (!run.untrusted.isEmpty || run.pause?.cause == .journalMoved, "all is trusted")
            case .branchMoved: (run.pause?.cause == .branchMoved, "the branch is where it was")
            case .crashLoop: (instance.interruptions >= 3, "it was not interrupted so often")
            case .agentMissing: (instance.missingAgent != nil, "no agent is missing")
            case .conflict: (instance.progress.isConflicted, "it is in no conflict")
            case .checkedOut: (run.checkedOutIn != nil, "the branch is checked out nowhere")
            case .approval:
                (instance.progress.isWithheld || definition?.asksForApproval == true, "nothing asks for one")
            case .paused: (run.pause != nil || run.cancel != nil, "the run is not paused")
            case .concurrency: (!run.waitsFor.isEmpty, "it waits for no run")
            case .rateLimit, .backoff, .diskLow: (instance.progress.until.map { $0 > now } == true, "that time is over")
            case .waitingForStage:
                (run.stages.contains { $0.value.progress == .open && $0.key != id.stage }, "no other stage is open")
            case .upstreamFailed:
                (
                    run.end != nil || run.stages.contains { $0.value.progress == .failed }
                        || run.stages[id.stage]?.instances.contains { $0.value.hasEndedBadly } == true
                        // What it depends on cannot start either, and that says why.
                        || run.blockedOn(in: id.stage).contains { $0.value.reason != .upstreamFailed },
                    "nothing has failed"
                )
            case .slot: (instance.progress.isReady(at: now), "it is not ready")
            case .dependencyCycle where !isRandom, .unknownDependency where !isRandom,
                .missingInput where !isRandom, .expressionError where !isRandom, .triggerFalse where !isRandom:
                (true, "")
            case .dependencyCycle: (dependsOnItself(instance), "what it depends on does not depend on it")
            case .unknownDependency: (dependsOnUnknown(instance), "all that it depends on is known")
            case .missingInput: (definition.map(lacksInput) == true, "all that its input needs is there")
            case .expressionError: (definition.map(readsNothing) == true, "every expression can be evaluated")
            case .triggerFalse:
                (definition.map { isKeptByTrigger(instance, $0) } == true, "all that decides about it holds")
            }
        return holds ? nil : what
    }

    /// Nothing is idle while there is a slot for it, and what is said to lack one starts as soon as it is given one.
    private func checkSlots() throws {
        let ready = lastTurn.ready
        guard let table else {
            if !ready.isEmpty { throw Broken("\(ready) is ready, and nothing holds it back\n\(picture)") }
            return
        }
        if let need = ready.first(where: { table.isFree(for: $0.limits) && $0.limits.count < 2 }),
            !ready.contains(where: { $0.limits.count > 1 })
        {
            throw Broken("a slot is free for \(need)\n\(picture)")
        }
        guard !ready.isEmpty else { return }
        if lastTurn.granted(.unbounded).run.runningAttempts.count <= run.runningAttempts.count {
            throw Broken("\(ready) is said to be ready, and does not start\n\(picture)")
        }
    }

    private func checkNotStuck(_ reasons: [BlockedOn]) throws {
        let goesOn = run.outstandingEffects.contains { effect in
            switch effect {
            case .attempt, .subrun, .merge, .wake, .awaitEnd, .move, .compareApproval: true
            case .supersede: false
            }
        }
        // While a run is being ended its attempts are no effects any more, but their ends are still to come.
        if goesOn || !run.runningAttempts.isEmpty { return }
        // The run itself says that it is paused; its parts may name something worse.
        if run.pause != nil { return }
        // Others have the slots, and will give them back.
        if !lastTurn.ready.isEmpty { return }
        let isNamed = reasons.contains { reason in
            switch reason.reason {
            case .untrusted, .branchMoved, .crashLoop, .dependencyCycle, .unknownDependency, .missingInput,
                .expressionError, .agentMissing, .diskLow, .conflict, .checkedOut, .approval, .paused, .triggerFalse:
                true
            case .upstreamFailed, .concurrency, .rateLimit, .backoff, .waitingForStage, .slot: false
            }
        }
        if !isNamed { throw Broken("nothing goes on and nobody can help: \(reasons)\n\(picture)") }
    }
}

extension Stage {
    /// Whether any trigger asks for a person.
    fileprivate var asksForApproval: Bool {
        func asks(_ trigger: Trigger) -> Bool {
            switch trigger {
            case .manual(let approvalRequired): approvalRequired
            case .any(let triggers): triggers.contains(where: asks)
            case .onCompletion, .onEvent, .onCondition: false
            }
        }
        return triggers.contains(where: asks)
    }
}

extension InstanceRun {
    fileprivate var hasEndedBadly: Bool {
        switch progress {
        case .failed, .cancelled, .skipped: true
        case .waiting, .running, .backingOff, .withheld, .integrating, .conflicted, .succeeded: false
        }
    }
}

extension InstanceRun.Progress {
    fileprivate var isConflicted: Bool { if case .conflicted = self { true } else { false } }
    fileprivate var isWithheld: Bool { if case .withheld = self { true } else { false } }
    fileprivate var until: Instant? { if case .backingOff(let until, _) = self { until } else { nil } }

    fileprivate func isReady(at now: Instant) -> Bool {
        switch self {
        case .waiting: true
        case .backingOff(let until, _): until <= now
        case .running, .withheld, .integrating, .conflicted, .succeeded, .skipped, .failed, .cancelled: false
        }
    }
}
