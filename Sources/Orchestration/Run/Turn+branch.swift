import GitNames
import Pipelines

// What somebody else did to refs of the run.
extension Turn {
    /// The user moved the run branch: back is a rollback, on top is an amendment, anything else waits for a person.
    mutating func branchMoved(to tip: ObjectID?, _ relation: BranchRelation) {
        guard tip != run.tip else {
            if run.pause?.cause == .branchMoved {
                emit(.resumed(Resumed(by: "the run branch is back where it was", tip: nil, at: now)))
            }
            return
        }
        if let tip { keep(tip) }
        keep(run.tip)
        if tip != nil, relation != .elsewhere, run.pause?.cause == .branchMoved {
            emit(.resumed(Resumed(by: "the run branch is in the run's history again", tip: nil, at: now)))
        }
        switch (relation, tip) {
        case (.raced(let withdrawn), let tip?):
            emit(.integrationsWithdrawn(IntegrationsWithdrawn(commits: withdrawn, tip: tip, at: now)))
        case (.ahead, let tip?): emit(.amended(Amended(tip: tip, from: run.tip, at: now)))
        case (.reverting(let reverts), let tip?):
            emit(.amended(Amended(tip: tip, from: run.tip, reverts: reverts, at: now)))
        case (.replaced, let tip?):
            emit(.amended(Amended(tip: tip, from: run.tip, isReplacement: true, at: now)))
        case (.behind(let kept), let tip?):
            let abandoned = run.tip
            let unskipped = run.stages(inWhichSkipped: { $0.integration.map { !kept.contains($0) } ?? false })
            stopRunning(in: Set(run.stages.keys))
            tagAbandoned(abandoned, newTip: tip, by: RolledBack.byBranch, reason: "the run branch was moved back")
            emit(
                .rolledBack(
                    RolledBack(
                        target: tip.short, tip: tip, abandoned: abandoned, number: run.rollbacks + 1, kept: kept,
                        unskipped: unskipped.isEmpty ? nil : unskipped, by: RolledBack.byBranch,
                        reason: "the run branch was moved back", at: now)))
            pause(.rolledBack, "the run branch was moved back to \(tip.short)")
        case (.elsewhere, let tip?):
            pause(
                .branchMoved,
                "the run branch is at \(tip.short), outside the run's history (expected \(run.tip.short))", tip: tip)
        case (_, nil): pause(.branchMoved, "the run branch was deleted (expected \(run.tip.short))")
        }
    }

    /// A work branch or tag of ours that is not as stated: someone pruned or moved it, and the journal has the truth.
    mutating func projectionMoved(_ ref: RefName, to value: ObjectID?) {
        let isStated = run.pendingMoves.contains { $0.ref == ref }
        guard ref != run.branch, isStated || run.refs[ref] != nil && run.end == nil else { return }
        guard run.refs[ref] != value else {
            // Somebody has done what was stated, in other steps.
            if isStated { emit(.landed([ref])) }
            return
        }
        if let value { keep(value) }
        restore(ref, from: value)
    }

    /// Puts a ref back to what was stated, from what it really holds.
    mutating func restore(_ ref: RefName, from value: ObjectID?) {
        let stated = run.refs[ref]
        let tip = run.tip
        emit(.moved(RefMove(ref: ref, old: stated, new: value)))
        emit(.landed([ref]))
        move(ref, to: ref == run.branch ? tip : stated)
    }
}
