import GitNames
import OrderedCollections
import Pipelines

/// An event that does not fit the state it was applied to.
///
/// Live this is a mistake of ours; on replay it is a damaged or forged journal.
public struct RunEventRefused: Error, Hashable, Sendable, CustomStringConvertible {
    /// Which event, and what it does not fit.
    public let description: String
}

extension Run {
    /// Starts the fold.
    public init(_ created: RunCreated) {
        creation = created
        tip = created.request.commit
        untrusted = created.untrusted
        distrust = created.distrust
        waitsFor = created.after
        dayUsedUp = created.dayUsedUp
        updatedAt = created.at
        openedAt = created.at
        for stage in created.pipeline.stages {
            var run = StageRun()
            if !stage.fansOut { run.instances[.main] = InstanceRun() }
            stages[stage.name] = run
        }
    }

    /// Takes one event; refuses what cannot have happened in this state.
    public mutating func apply(_ event: RunEvent) throws(RunEventRefused) {
        try take(event)
        wake(after: event)
    }

    private mutating func take(_ event: RunEvent) throws(RunEventRefused) {
        switch event {
        case .created: throw RunEventRefused(description: "a run is created once")
        case .moved(let move): try apply(move)
        case .landed(let refs): pendingMoves.removeAll { refs.contains($0.ref) }
        case .requestTaken(let request): taken.insert(request.ulid)
        case .instanceAdded(let added): try apply(added)
        case .stageSkipped(let skipped):
            try setProgress(.skipped(Skip(reason: skipped.reason, decision: nil)), of: skipped.stage)
        case .partSkipped(let skipped): try apply(skipped)
        case .attemptStarted(let started): try apply(started)
        case .iterationEnded(let ended): try apply(ended)
        case .attemptEnded(let ended): try apply(ended)
        case .attemptLeft(let left): try apply(left)
        case .retryScheduled(let scheduled): try apply(scheduled)
        case .waitEnded(let ended):
            try apply(ended)
            updatedAt = ended.at
        case .agentMissing(let missing):
            try change(missing.instance) { $0.missingAgent = missing }
            updatedAt = missing.at
        case .agentFound(let found):
            apply(found)
            updatedAt = found.at
        case .instanceFailed(let failed):
            try change(failed.instance) { $0.progress = .failed(failed.failure) }
            updatedAt = failed.at
        case .instanceIntegrated(let integrated): try apply(integrated)
        case .integrationRejected(let rejected): try apply(rejected)
        case .integrationsWithdrawn(let withdrawn): apply(withdrawn)
        case .stageSucceeded(let succeeded): try apply(succeeded)
        case .stageFailed(let failed):
            try setProgress(.failed, of: failed.stage)
            updatedAt = failed.at
        case .dayUsedUp(let used):
            dayUsedUp = used
            updatedAt = used.at
        case .paused(let paused):
            pause = paused
            if paused.cause == .afterStage { pausePlan = nil }
            if paused.cause == .branchMoved {
                // A move that was stated cannot happen from there: what is done next is stated anew.
                let own = branch
                pendingMoves.removeAll { $0.ref == own }
            }
            updatedAt = paused.at
        case .pausePlanned(let planned): try apply(planned)
        case .resumed(let resumed):
            renewBudget()
            pause = nil
            if let tip = resumed.tip { adopt(tip) }
            updatedAt = resumed.at
        case .trusted(let trusted):
            untrusted = []
            distrust = nil
            updatedAt = trusted.at
        case .adopted(let adopted):
            adopter = adopted.owner
            untrusted = adopted.untrusted
            distrust = adopted.distrust
            // Whatever machine that was on, it is not this one.
            checkedOutIn = nil
            // What was given up there tells nobody here what it leaves.
            givenUp = [:]
            updatedAt = adopted.at
        case .checkedOut(let checkedOut): checkedOutIn = checkedOut.worktree
        case .cancelRequested(let request):
            cancel = request
            updatedAt = request.at
        case .rejected(let rejected):
            // One that has ended is closed; one that goes on is ended first.
            if end != nil {
                end = End(status: .cancelled, reason: rejected.clause, at: rejected.at)
            } else {
                cancel = CancelRequested(
                    status: .cancelled, by: rejected.by, isFinal: cancel?.isFinal, at: rejected.at)
            }
            rejection = rejected
            updatedAt = rejected.at
        case .instanceCancelled(let cancelled): try change(cancelled.instance) { $0.progress = .cancelled }
        case .predecessorEnded(let ended): waitsFor.removeAll { $0 == ended.run }
        case .rolledBack(let rollback): try apply(rollback)
        case .amended(let amended):
            adopt(amended.tip)
            if amended.isReplacement == true { replace(amended.from, with: amended.tip) }
            updatedAt = amended.at
        case .retried(let retried): try apply(retried)
        case .instanceApproved(let approved): try apply(approved)
        case .approvalCompared(let compared): try apply(compared)
        case .sentBack(let sent): try apply(sent)
        case .accepted(let accepted):
            // The same again only says that the tags leave.
            if let earlier = acceptance, earlier.commit != accepted.commit || earlier.revertedBy != nil {
                earlierAcceptances.append(earlier)
            }
            acceptance = accepted
            updatedAt = accepted.at
        case .closingBegan(let began):
            try apply(began)
            updatedAt = began.since
        case .acceptUndone(let undone):
            guard acceptance?.commit == undone.commit else {
                throw RunEventRefused(description: "\(undone.commit) is not what was accepted")
            }
            acceptance = earlierAcceptances.popLast()
            updatedAt = undone.at
        case .acceptReverted(let reverted):
            guard acceptance?.commit == reverted.commit else {
                throw RunEventRefused(description: "\(reverted.commit) is not what was accepted")
            }
            acceptance?.revertedBy = reverted.holds ? nil : reverted.by
            updatedAt = reverted.at
        case .restored(let restored): try apply(restored)
        case .ended(let ended):
            guard end == nil else { throw RunEventRefused(description: "the run has ended already") }
            end = End(status: ended.status, reason: ended.reason, at: ended.at)
            pausePlan = nil
            updatedAt = ended.at
        }
    }

    /// Goes on after the end, or in place of one that was under way.
    mutating func open(at now: Instant) {
        guard end != nil || cancel != nil || closing != nil else { return }
        openedAt = now
        end = nil
        cancel = nil
        rejection = nil
        resetClosingStages()
    }

    /// Where the user put the run branch.
    mutating func adopt(_ tip: ObjectID) {
        self.tip = tip
        refs[branch] = tip
        let own = branch
        pendingMoves.removeAll { $0.ref == own }
    }

    /// A commit with the same parents stands in the place of another one: what stood there is what it holds now.
    private mutating func replace(_ old: ObjectID, with new: ObjectID) {
        for index in integrations.indices where integrations[index].commit == old { integrations[index].commit = new }
        for name in stages.keys { _ = stages.change(name) { $0.replace(old, with: new) } }
        for index in passedCheckpoints.indices {
            if passedCheckpoints[index].commit == old { passedCheckpoints[index].commit = new }
            if passedCheckpoints[index].integration == old { passedCheckpoints[index].integration = new }
        }
    }

    private mutating func apply(_ move: RefMove) throws(RunEventRefused) {
        guard refs[move.ref] == move.old else {
            throw RunEventRefused(description: "\(move.ref) is stated to move from what it does not hold")
        }
        refs[move.ref] = move.new
        pendingMoves.append(move)
        if move.ref == branch, let new = move.new { tip = new }
    }

    private mutating func apply(_ added: InstanceAdded) throws(RunEventRefused) {
        guard stages[added.instance.stage] != nil, instance(added.instance) == nil else {
            throw RunEventRefused(description: "\(added.instance) cannot be added")
        }
        var instance = InstanceRun()
        instance.event = added.event
        instance.item = added.item
        _ = stages.change(added.instance.stage) { $0.instances[added.instance.name] = instance }
    }

    private mutating func setProgress(_ progress: StageRun.Progress, of stage: StageName) throws(RunEventRefused) {
        guard stages[stage]?.progress == .open else {
            throw RunEventRefused(description: "stage \(stage) is not open")
        }
        _ = stages.change(stage) { $0.progress = progress }
    }

    private mutating func apply(_ succeeded: StageSucceeded) throws(RunEventRefused) {
        let outputs = collectedOutputs(of: succeeded.stage)
        let checkpoint = StageRun.Checkpoint(
            number: succeeded.checkpoint, commit: succeeded.commit, integration: integrations.last?.commit,
            outputs: outputs)
        try setProgress(.succeeded(checkpoint), of: succeeded.stage)
        stages[succeeded.stage]?.feedback = nil
        checkpoints = max(checkpoints, succeeded.checkpoint)
        passedCheckpoints.append(
            PassedCheckpoint(
                stage: succeeded.stage, number: succeeded.checkpoint, commit: succeeded.commit,
                integration: integrations.last?.commit))
        updatedAt = succeeded.at
    }

    /// Changes an instance that must exist in a run that has not ended.
    mutating func change(
        _ id: InstanceID, _ body: (inout InstanceRun) throws(RunEventRefused) -> Void
    ) throws(RunEventRefused) {
        var isThere = false
        _ = try stages.change(id.stage) { stage throws(RunEventRefused) in
            isThere = try stage.instances.change(id.name, body)
        }
        guard isThere else { throw RunEventRefused(description: "there is no \(id)") }
    }
}
