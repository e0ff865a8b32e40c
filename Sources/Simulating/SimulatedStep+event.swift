import JSONValues
import Orchestration
import Pipelines

extension SimulatedStep {
    /// What an event says to somebody who wants to see how a run goes; `nil` for what only keeps books.
    ///
    /// - Parameters:
    ///   - run: as it is before the event.
    ///   - now: when it happens.
    ///   - origin: where outputs that the event tells of come from.
    init?(_ event: RunEvent, in run: Run, at now: Instant, _ origin: OutputOrigin?) {
        func step(_ part: StagePart?, _ what: What) -> SimulatedStep {
            SimulatedStep(after: now - run.creation.at, part: part, what: what)
        }
        switch event {
        case .instanceAdded(let added):
            let item = added.item.map { "item \($0.text.prefix(80))" }
            let by = added.event.map { "\($0.type) from \($0.source)" } ?? item ?? "an event"
            self = step(StagePart(added.instance), .made(by: by))
        case .stageSkipped(let skipped):
            self = step(
                StagePart(skipped.stage),
                .skipped(reason: skipped.reason, values: run.conditionValues(of: skipped.stage)))
        case .attemptStarted(let started):
            let id = started.attempt.instance
            let start = Start(
                attempt: started.attempt.number, triggers: run.triggerReports(of: id), input: started.input,
                work: run.creation.pipeline.stage(id.stage)?.loop.steps ?? [])
            self = step(StagePart(id), .starts(start))
        case .attemptEnded(let ended):
            let part = StagePart(ended.attempt.instance)
            switch ended.outcome {
            case .succeeded(let outputs):
                self = step(
                    part,
                    .succeeds(attempt: ended.attempt.number, outputs: outputs, origin ?? .invented))
            case .failed(let failure):
                self = step(part, .fails(attempt: ended.attempt.number, failure))
            }
        case .retryScheduled(let scheduled):
            self = step(StagePart(scheduled.instance), .backsOff(scheduled.until - now))
        case .instanceFailed(let failed):
            self = step(StagePart(failed.instance), .givenUp(failed.failure))
        case .instanceApproved(let approved): self = step(StagePart(approved.instance), .approved)
        case .instanceCancelled(let cancelled): self = step(StagePart(cancelled.instance), .cancelled)
        case .stageSucceeded(let succeeded): self = step(StagePart(succeeded.stage), .stageSucceeds)
        case .stageFailed(let failed):
            let names = failed.failed.filter { $0 != .main }.map(\.rawValue).joined(separator: ", ")
            self = step(StagePart(failed.stage), .stageFails(reason: failed.reason ?? names))
        case .paused(let paused): self = step(nil, .paused(detail: paused.detail))
        case .rolledBack(let rollback):
            self = step(nil, .rolledBack(to: rollback.target, reason: rollback.reason))
        case .cancelRequested(let cancel): self = step(nil, .ending(by: cancel.by))
        case .closingBegan(let closing): self = step(nil, .closing(closing.status, reason: closing.reason))
        case .ended(let ended): self = step(nil, .ended(ended.status, reason: ended.reason))
        case .created, .moved, .landed, .requestTaken, .partSkipped, .pausePlanned, .iterationEnded, .attemptLeft,
            .waitEnded,
            .agentMissing, .agentFound,
            .instanceIntegrated, .integrationRejected, .integrationsWithdrawn, .dayUsedUp, .resumed, .trusted,
            .adopted, .checkedOut, .predecessorEnded, .amended, .retried, .approvalCompared, .sentBack, .accepted,
            .acceptUndone, .acceptReverted, .restored, .rejected:
            return nil
        }
    }
}
