import Digests
import GitNames
import JSONValues
import Pipelines

extension Turn {
    /// Whether the attempt is the one that runs: anything else is an old token's, and dropped.
    private func isCurrent(_ attempt: AttemptID) -> Bool {
        run.end == nil && run.instance(attempt.instance)?.running?.attempt == attempt.number
    }

    mutating func iterationEnded(
        _ attempt: AttemptID, _ iteration: Int, _ tip: ObjectID, _ verdict: String, _ usage: Usage?
    ) {
        let isCurrent = isCurrent(attempt)
        let isLeft = run.givenUp[attempt].map { iteration > $0.iterations } ?? false
        guard isCurrent || isLeft else { return }
        keep(tip)
        passEnded(attempt, iteration, tip, verdict, usage, time: nil)
        guard isCurrent else { return }
        move(run.workBranch(attempt.instance), to: tip)
        // The loop would go on with another one.
        pauseForBudget(of: attempt.instance.stage)
    }

    /// Tells of an attempt's last pass, where only the attempt's end does.
    ///
    /// - Parameter known: the number of the last pass that is known of.
    mutating func lastPassEnded(_ attempt: AttemptID, _ report: AttemptReport, after known: Int) {
        guard report.iterations > known, !report.lastVerdict.isEmpty || report.lastUsage != nil else { return }
        // One that was stopped has no verdict, and what it has used is used all the same.
        let verdict = report.lastVerdict.isEmpty ? "it was stopped" : report.lastVerdict
        passEnded(attempt, report.iterations, report.tip, verdict, report.lastUsage, time: report.lastTime)
    }

    private mutating func passEnded(
        _ attempt: AttemptID, _ iteration: Int, _ tip: ObjectID, _ verdict: String, _ usage: Usage?, time: Duration?
    ) {
        let began = run.givenUp[attempt]?.passSince ?? run.instance(attempt.instance)?.running?.passSince ?? now
        emit(
            .iterationEnded(
                IterationEnded(
                    attempt: attempt, iteration: iteration, tip: tip, verdict: verdict, usage: usage,
                    time: time ?? max(.zero, now - began), at: now)))
    }

    mutating func attemptEnded(_ attempt: AttemptID, _ report: AttemptReport) {
        guard isCurrent(attempt) else { return leave(attempt, report) }
        var outcome: AttemptEnded.Outcome
        var raw: JSON?
        switch report.outcome {
        case .failed(let failure): outcome = .failed(failure)
        case .finished(let given):
            switch run.outputs(of: attempt.instance.stage, from: given) {
            case .mapped(let outputs): outcome = .succeeded(outputs)
            case .missing(let what), .invalid(let what): outcome = .failed(Failure(.invalidOutput, what))
            }
            let read = given.asReadBack
            if outcome != .succeeded(read), read.textSize(upTo: Mapping.mostOutputs) < Mapping.mostOutputs {
                raw = read
            }
        }
        end(attempt, outcome, report, given: raw)
    }

    /// The daemon died while it ran: its result is unknown, what it had committed is kept.
    mutating func interrupted(_ attempt: AttemptID) {
        guard isCurrent(attempt), let running = run.instance(attempt.instance)?.running else { return }
        let tip = run.refs[run.workBranch(attempt.instance)] ?? running.base
        let report = AttemptReport(
            outcome: .failed(Failure(.interrupted, "the daemon stopped while it ran")), tip: tip, tree: tip,
            iterations: running.iterations)
        end(attempt, .failed(Failure(.interrupted, "the daemon stopped while it ran")), report)
    }

    private mutating func end(
        _ attempt: AttemptID, _ outcome: AttemptEnded.Outcome, _ report: AttemptReport, given: JSON? = nil
    ) {
        keep(report.tip)
        let running = run.instance(attempt.instance)?.running
        let iterations = max(report.iterations, running?.iterations ?? 0) - (running?.before ?? 0)
        lastPassEnded(attempt, report, after: running?.iterations ?? 0)
        emit(
            .attemptEnded(
                AttemptEnded(
                    attempt: attempt, outcome: outcome, given: given, tip: report.tip, tree: report.tree,
                    iterations: iterations,
                    breaches: report.breaches.isEmpty ? nil : report.breaches, log: report.log,
                    artifacts: report.artifacts, documents: report.documents, at: now)))
        move(run.workBranch(attempt.instance), to: report.tip)
        if case .failed(let failure) = outcome { failed(attempt.instance, failure) }
    }

    /// What waited for that agent goes on, once for all.
    mutating func agentFound(_ agent: String) {
        guard run.end == nil, run.missingAgents.contains(agent) else { return }
        emit(.agentFound(AgentFound(agent: agent, at: now)))
    }

    /// What happens to an instance whose attempt failed.
    mutating func failed(_ id: InstanceID, _ failure: Failure) {
        guard let instance = run.instance(id) else { return }
        if run.cancel != nil || failure.cancelled {
            emit(.instanceCancelled(InstanceCancelled(instance: id)))
            return
        }
        if let agent = failure.missingAgent {
            emit(.agentMissing(AgentMissing(instance: id, agent: agent, detail: failure.message, at: now)))
            return
        }
        switch failure.errorClass {
        case .interrupted:
            // At once, and not counted; after three in a row it waits for a person. What was held waits for the pause.
            return
        case .transient:
            let chance = Double(SHA256.hash(Array("\(run.id) \(id) \(instance.past.count)".utf8))[0]) / 256
            let streak = instance.past.reversed().prefix { $0.failure?.errorClass == .transient }
            if let first = streak.last, now - first.at >= run.transientLimit {
                let limit = DurationText.write(run.transientLimit)
                let last = Failure(
                    .transient, "\(failure.message); put off for \(limit) in all", exitCode: failure.exitCode)
                emit(.instanceFailed(InstanceFailed(instance: id, failure: last, at: now)))
                return
            }
            let wait = Backoff().wait(afterFailures: max(1, streak.count), chance: chance)
            let until = failure.notBefore ?? now + wait
            emit(.retryScheduled(RetryScheduled(instance: id, until: until, failure: failure, counted: false)))
        case .config:
            emit(.instanceFailed(InstanceFailed(instance: id, failure: failure, at: now)))
        case .failed, .timeout, .invalidOutput:
            guard case .retry(let retry) = run.policy(of: id.stage), instance.failures + 1 < retry.maxAttempts,
                run.mayRetry(failure, retry)
            else {
                emit(.instanceFailed(InstanceFailed(instance: id, failure: failure, at: now)))
                return
            }
            // Jitter must be the same when the same history is decided again: it comes from the name.
            let chance = Double(SHA256.hash(Array("\(run.id) \(id) \(instance.past.count)".utf8))[0]) / 256
            let wait = retry.backoff.wait(afterFailures: instance.failures + 1, chance: chance)
            emit(.retryScheduled(RetryScheduled(instance: id, until: now + wait, failure: failure, counted: true)))
        }
    }
}
