import GitNames
public import Orchestration
import Pipelines

extension RunEvent: SummarisedEvent {
    /// What happened, in a clause for people: `implementation/core: attempt 2 failed, validation exited 1`.
    ///
    /// Holds what stages and people wrote, unescaped.
    public var summary: String {
        switch self {
        case .created(let created):
            "created: pipeline \(created.pipeline.name)"
                + (created.request.documents.first.map { " for \($0.path)" } ?? "")
        case .moved(let move): move.summary
        case .landed(let refs): refs.count == 1 ? "\(refs[0]) has moved" : "\(refs.count) refs have moved"
        case .requestTaken(let request): request.summary
        case .instanceAdded(let added): "\(added.instance): added"
        case .stageSkipped(let skipped): "\(skipped.stage): skipped, \(skipped.reason)"
        case .partSkipped(let skipped):
            (skipped.instances.isEmpty ? "\(skipped.stage)" : list(skipped.instances.map { "\(skipped.stage)/\($0)" }))
                + ": \(skipped.reason)"
        case .attemptStarted(let started): "\(started.attempt.clause) started"
        case .iterationEnded(let ended):
            "\(ended.attempt.clause), iteration \(ended.iteration): \(ended.verdict)"
                + (ended.usage.map { " (\($0.text))" } ?? "")
        case .attemptEnded(let ended):
            switch ended.outcome {
            case .succeeded: "\(ended.attempt.clause) succeeded"
            case .failed(let failure): "\(ended.attempt.clause) failed, \(failure.message)"
            }
        case .attemptLeft(let left): "\(left.attempt.clause), given up before, has ended"
        case .retryScheduled(let scheduled): "\(scheduled.instance): will be tried again, \(scheduled.failure.message)"
        case .waitEnded(let ended): "\(ended.instance): may be tried again"
        case .agentMissing(let missing): "\(missing.instance): waits, \(missing.detail)"
        case .agentFound(let found): "agent \(found.agent) is there now"
        case .instanceFailed(let failed): "\(failed.instance): failed, \(failed.failure.message)"
        case .instanceIntegrated(let integrated):
            "\(integrated.attempt.clause) integrated as \(integrated.commit.short)"
        case .integrationsWithdrawn(let withdrawn):
            "\(withdrawn.commits.count) integrations withdrawn, the run branch moved to \(withdrawn.tip.short) meanwhile"
        case .integrationRejected(let rejected): "\(rejected.attempt.clause) not integrated, \(rejected.reason)"
        case .stageSucceeded(let succeeded): "\(succeeded.stage): succeeded, checkpoint \(succeeded.checkpoint)"
        case .stageFailed(let failed):
            failed.reason.map { "\(failed.stage): failed, \($0)" }
                ?? "\(failed.stage): failed in \(list(failed.failed))"
        case .dayUsedUp(let used): used.detail
        case .paused(let paused): "paused: \(paused.clause)"
        case .pausePlanned(let planned):
            planned.after.map { "pauses after \($0), asked by \(planned.by)" }
                ?? "does not pause after a stage any more, asked by \(planned.by)"
        case .resumed(let resumed): "resumed by \(resumed.by)"
        case .trusted(let trusted): "commands trusted by \(trusted.by)"
        case .adopted(let adopted): "adopted by \(adopted.by) for machine \(adopted.owner.prefix(8))"
        case .checkedOut(let checkedOut):
            checkedOut.worktree.map { "run branch checked out in \($0)" } ?? "run branch no longer checked out"
        case .cancelRequested(let request):
            request.status == .superseded ? "superseded by \(request.by)" : "cancel requested by \(request.by)"
        case .rejected(let rejected): rejected.clause
        case .instanceCancelled(let cancelled): "\(cancelled.instance): cancelled"
        case .predecessorEnded(let ended): "\(ended.run) has ended, which was waited for"
        case .rolledBack(let rollback): "rolled back to \(rollback.target) by \(rollback.by)"
        case .amended(let amended): amended.clause
        case .retried(let retried): "retry of \(list(retried.instances)) requested by \(retried.by)"
        case .instanceApproved(let approved):
            "\(approved.instance): tree \(approved.tree.short) approved by \(approved.by)"
        case .approvalCompared(let compared):
            compared.changed.isEmpty
                ? "\(compared.instance): approval holds, \(compared.tip.short) has the same tree"
                : "\(compared.instance): approval void, changed are \(list(compared.changed))"
        case .sentBack(let sent):
            "\(list(sent.rejected)): \(sent.feedback); \(sent.stage) is done again"
        case .accepted(let accepted): "accepted onto \(accepted.branch) as \(accepted.commit.short) by \(accepted.by)"
        case .closingBegan(let closing):
            "\(closing.list.rawValue) begins, the run ends as \(closing.status): \(closing.reason)"
        case .acceptUndone(let undone):
            "\(undone.branch) put back to \(undone.onto.short) from \(undone.commit.short), as before the accept, by \(undone.by)"
        case .acceptReverted(let reverted):
            reverted.holds
                ? "\(reverted.branch) has the accepted work again, by \(reverted.by.short)"
                : "the accepted work was reverted on \(reverted.branch) by \(reverted.by.short)"
        case .restored(let restored): "put back to what it was \(restored.target), by \(restored.by)"
        case .ended(let ended): "run \(ended.status.rawValue): \(ended.reason)"
        }
    }

    var prominence: Int {
        switch self {
        case .ended: 100
        case .adopted: 97
        case .created: 95
        case .closingBegan: 94
        case .rolledBack, .restored: 92
        case .cancelRequested: 90
        case .rejected: 101
        case .stageFailed: 85
        case .stageSucceeded: 84
        case .retried, .partSkipped: 82
        case .accepted, .acceptUndone, .acceptReverted, .sentBack: 83
        case .paused, .resumed, .trusted, .instanceApproved: 80
        case .pausePlanned: 79
        case .approvalCompared: 78
        case .amended: 76
        case .dayUsedUp: 74
        case .requestTaken(let request): request.refused == nil ? 20 : 75
        case .integrationsWithdrawn: 72
        case .integrationRejected: 70
        case .attemptEnded(let ended): if case .failed = ended.outcome { 66 } else { 60 }
        case .instanceIntegrated: 62
        case .agentMissing, .agentFound: 68
        case .instanceFailed: 55
        case .attemptStarted, .iterationEnded: 50
        case .attemptLeft: 48
        case .stageSkipped: 45
        case .checkedOut: 44
        case .retryScheduled: 40
        case .waitEnded: 28
        case .instanceCancelled: 35
        case .instanceAdded: 30
        case .predecessorEnded: 25
        case .moved: 5
        case .landed: 1
        }
    }
}

extension RefMove {
    /// Where a ref moves, in a clause.
    var summary: String {
        switch (old, new) {
        case (_, nil): "\(ref) is to be deleted"
        case (nil, let new?): "\(ref) is to be made at \(new.short)"
        case (_, let new?): "\(ref) is to move to \(new.short)"
        }
    }
}

extension RequestTaken {
    /// Who asked for what, in a clause.
    var summary: String {
        let asked = "\(request) requested by \(by)"
        return refused.map { "\(asked), refused: \($0)" } ?? asked
    }
}

extension Amended {
    /// What was done to the run branch, in a clause.
    public var clause: String {
        if isReplacement == true { return "tip of the run branch amended: \(tip.short) in place of \(from.short)" }
        let reverted = (reverts ?? []).map(\.short).joined(separator: ", ")
        return "run branch amended to \(tip.short)" + (reverted.isEmpty ? "" : ", which reverts \(reverted)")
    }
}

extension AttemptID {
    /// `implementation/core: attempt 2`
    fileprivate var clause: String { "\(instance): attempt \(number)" }
}

extension Paused {
    /// The cause, unless the detail begins with it.
    fileprivate var clause: String {
        detail.hasPrefix(cause.clause) ? detail : "\(cause.clause), \(detail)"
    }
}

extension Paused.Cause {
    fileprivate var clause: String {
        switch self {
        case .requested: "requested"
        case .parent: "held"
        case .rolledBack: "rolled back"
        case .afterStage: "as planned"
        case .budget: "asks whether to go on"
        case .branchMoved: "the run branch was moved"
        case .journalMoved: "the journal was moved"
        }
    }
}

/// A few names, and how many others.
private func list(_ names: [some CustomStringConvertible]) -> String {
    let shown = names.prefix(3).map(\.description).joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
}
