import GitNames
import OrderedCollections
import Pipelines

extension Run {
    mutating func apply(_ started: AttemptStarted) throws(RunEventRefused) {
        let id = started.attempt.instance
        guard started.attempt.number == attemptNumbers[id, default: 0] + 1 else {
            throw RunEventRefused(description: "\(started.attempt) is out of turn")
        }
        try change(id) { instance throws(RunEventRefused) in
            switch instance.progress {
            case .waiting, .backingOff: break
            case .running, .withheld, .integrating, .conflicted, .succeeded, .failed, .skipped, .cancelled:
                throw RunEventRefused(description: "\(started.attempt) cannot start: \(id) is not waiting")
            }
            instance.progress = .running(
                InstanceRun.Running(
                    attempt: started.attempt.number, base: started.base, from: started.from,
                    before: started.passes ?? 0, input: started.input, holdsIntegration: started.holdsIntegration,
                    since: started.at, passSince: started.at, iterations: started.passes ?? 0))
            instance.approval = nil
        }
        attemptNumbers[id] = started.attempt.number
        updatedAt = started.at
    }

    mutating func apply(_ ended: IterationEnded) throws(RunEventRefused) {
        if givenUp[ended.attempt] != nil {
            try applyToGivenUp(ended)
        } else {
            try change(ended.attempt.instance) { instance throws(RunEventRefused) in
                var running = try Self.current(ended.attempt, in: instance)
                running.iterations = ended.iteration
                running.usage += ended.usage
                running.passSince = ended.at
                instance.progress = .running(running)
            }
        }
        _ = stages.change(ended.attempt.instance.stage) { $0.account.add(ended.spent) }
        account.add(ended.spent)
        updatedAt = ended.at
    }

    mutating func apply(_ ended: AttemptEnded) throws(RunEventRefused) {
        var left: GivenUp?
        try change(ended.attempt.instance) { instance throws(RunEventRefused) in
            let running = try Self.current(ended.attempt, in: instance)
            if ended.isGivenUp == true {
                left = GivenUp(base: running.base, iterations: running.iterations, passSince: running.passSince)
            }
            var past = InstanceRun.Past(
                attempt: running.attempt, base: running.base, tip: ended.tip, before: running.before,
                iterations: ended.iterations, log: ended.log, failure: nil, usage: running.usage, since: running.since,
                at: ended.at)
            switch ended.outcome {
            case .succeeded(let outputs):
                instance.interruptions = 0
                let result = InstanceRun.Result(
                    attempt: running.attempt, base: running.base, tip: ended.tip, tree: ended.tree, outputs: outputs,
                    iterations: running.before + ended.iterations, held: running.holdsIntegration,
                    documents: ended.documents)
                instance.progress = ended.breaches.map { .withheld(result, breaches: $0) } ?? .integrating(result)
            case .failed(let failure):
                past.failure = failure
                // What was stopped on purpose says nothing of whether it can run.
                if !failure.cancelled, !failure.isHeld {
                    instance.interruptions = failure.errorClass == .interrupted ? instance.interruptions + 1 : 0
                }
                // What follows (a retry, a failure, a wait) is an event of its own in the same entry.
                instance.progress = .waiting
            }
            instance.past.append(past)
        }
        if let left { givenUp[ended.attempt] = left }
        updatedAt = ended.at
    }

    mutating func apply(_ found: AgentFound) {
        for (name, stage) in stages {
            for (key, instance) in stage.instances where instance.missingAgent?.agent == found.agent {
                stages[name]?.instances[key]?.missingAgent = nil
            }
        }
    }

    mutating func apply(_ scheduled: RetryScheduled) throws(RunEventRefused) {
        try change(scheduled.instance) { instance throws(RunEventRefused) in
            guard instance.progress == .waiting else {
                throw RunEventRefused(description: "\(scheduled.instance) has nothing to retry")
            }
            if scheduled.counted { instance.failures += 1 }
            instance.progress = .backingOff(until: scheduled.until, scheduled.failure)
        }
    }

    mutating func apply(_ ended: WaitEnded) throws(RunEventRefused) {
        try change(ended.instance) { instance throws(RunEventRefused) in
            guard case .backingOff = instance.progress else {
                throw RunEventRefused(description: "\(ended.instance) waits for no time")
            }
            instance.progress = .waiting
        }
    }

    mutating func apply(_ integrated: InstanceIntegrated) throws(RunEventRefused) {
        try change(integrated.attempt.instance) { instance throws(RunEventRefused) in
            let result = try Self.finished(integrated.attempt, in: instance)
            instance.progress = .succeeded(result)
            instance.rejection = nil
            instance.feedback = nil
            instance.failures = 0
        }
        integrations.append(
            Integration(
                attempt: integrated.attempt, commit: integrated.commit, onto: integrated.onto,
                documents: integrated.documents))
        updatedAt = integrated.at
    }

    mutating func apply(_ rejected: IntegrationRejected) throws(RunEventRefused) {
        try change(rejected.attempt.instance) { instance throws(RunEventRefused) in
            _ = try Self.finished(rejected.attempt, in: instance)
            instance.rejection = rejected.again ? rejected.clause : nil
            instance.progress =
                rejected.again ? .waiting : .conflicted(reason: rejected.reason, files: rejected.files)
        }
        updatedAt = rejected.at
    }

    /// The results wait again; whatever started from them keeps its base.
    mutating func apply(_ withdrawn: IntegrationsWithdrawn) {
        let commits = Set(withdrawn.commits)
        for integration in integrations where commits.contains(integration.commit) {
            let id = integration.attempt.instance
            guard let result = instance(id)?.result else { continue }
            stages[id.stage]?.instances[id.name]?.progress = .integrating(result)
            stages[id.stage]?.progress = .open
        }
        for (name, stage) in stages {
            if let below = stage.checkpoint?.integration, commits.contains(below) { stages[name]?.progress = .open }
        }
        integrations.removeAll { commits.contains($0.commit) }
        // A run that was cancelled stays so, and ends again.
        if end != nil { openedAt = withdrawn.at }
        end = nil
        adopt(withdrawn.tip)
        updatedAt = withdrawn.at
    }

    mutating func apply(_ retried: Retried) throws(RunEventRefused) {
        for id in retried.instances {
            try change(id) { instance throws(RunEventRefused) in
                switch instance.progress {
                case .waiting, .backingOff, .withheld, .integrating, .conflicted, .failed, .skipped, .cancelled: break
                case .running, .succeeded: throw RunEventRefused(description: "\(id) has nothing to try again")
                }
                instance.reset()
            }
            _ = stages.change(id.stage) { $0.progress = .open }
        }
        for name in retried.unskipped ?? [] { stages[name]?.progress = .open }
        updatedAt = retried.at
        // What closes the run is tried again while it does.
        if closing != nil, end == nil, retried.leavesClosing != true { return }
        for (name, stage) in stages where stage.progress == .failed { stages[name]?.progress = .open }
        open(at: retried.at)
    }

    private static func current(
        _ attempt: AttemptID, in instance: InstanceRun
    ) throws(RunEventRefused) -> InstanceRun.Running {
        guard let running = instance.running, running.attempt == attempt.number else {
            throw RunEventRefused(description: "\(attempt) is not the one that runs")
        }
        return running
    }

    private static func finished(
        _ attempt: AttemptID, in instance: InstanceRun
    ) throws(RunEventRefused) -> InstanceRun.Result {
        guard let result = instance.pendingResult, result.attempt == attempt.number else {
            throw RunEventRefused(description: "\(attempt) has no result that waits")
        }
        return result
    }
}
