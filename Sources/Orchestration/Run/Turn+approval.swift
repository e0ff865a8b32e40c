import GitNames
import OrderedCollections
import Pipelines

extension Turn {
    /// Why nobody can approve or reject that now; `nil` when somebody can.
    func refusalOfJudgement(on stage: StageName, _ name: InstanceName?) -> String? {
        guard run.stages[stage] != nil else { return "there is no stage \(stage)" }
        if let name, run.instance(InstanceID(stage, name)) == nil { return "there is no \(stage)/\(name)" }
        let waiting = run.awaitingApproval(in: stage, name)
        if !waiting.isEmpty {
            guard run.subjectOfApproval(in: stage, name) == nil else { return nil }
            return "each result of \(stage) is looked at by itself: name one of "
                + waiting.map(\.description).sorted().joined(separator: ", ")
        }
        let what = name.map { "\(stage)/\($0)" } ?? stage.rawValue
        if run.end != nil { return "the run has ended" }
        let reason = name.map { run.blockedOn(InstanceID(stage, $0)) } ?? run.blockedOn(stage: stage)
        let why = reason.map { ": it waits for \($0.reason.rawValue), \($0.detail)" } ?? ""
        return "\(what) does not wait for an approval\(why)"
    }

    mutating func approve(_ stage: StageName, _ name: InstanceName?, tree: ObjectID, tip: ObjectID, by: String) {
        for id in run.awaitingApproval(in: stage, name) {
            keep(tip)
            emit(.instanceApproved(InstanceApproved(instance: id, tree: tree, tip: tip, by: by, at: now)))
        }
    }

    /// Why nobody can reject the run as a whole now; `nil` when somebody can.
    var refusalOfRejection: String? {
        if let rejection = run.rejection {
            return run.end == nil ? "the run is being ended: it is rejected" : "the run is \(rejection.clause)"
        }
        if let parent = run.creation.request.parent { return "it is part of \(parent.run)" }
        guard let accepted = run.acceptance, accepted.revertedBy == nil else { return nil }
        return "\(accepted.branch) has it already, as \(accepted.commit.short)"
    }

    /// A comparison that was asked for; one of a tip that is no longer the run branch's is dropped.
    mutating func approvalCompared(_ check: ApprovalCheck, _ changed: [String]) {
        guard run.approvalChecks.contains(check) else { return }
        emit(
            .approvalCompared(
                ApprovalCompared(instance: check.instance, tip: check.tip, changed: changed, at: now)))
    }
}
