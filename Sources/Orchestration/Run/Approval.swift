public import GitNames
import OrderedCollections
public import Pipelines

/// A person's consent to the start of one attempt, bound to the tree that was looked at.
///
/// Every attempt uses up the approval that let it start: a new one needs a new one.
public struct Approval: Hashable, Sendable, Codable {
    /// The instance's input tree as the person saw it.
    public var tree: ObjectID
    /// The run branch's tip that is known to have that tree.
    public var tip: ObjectID
    /// Who approved.
    public var by: String
    /// When.
    public var at: Instant
    /// The files by which a later tip differs, when one does: the approval holds no more. → a new approval
    public var voidedBy: [String]?
}

/// An instance that waited for an approval has one.
public struct InstanceApproved: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
    /// The tree that was looked at.
    public var tree: ObjectID
    /// The run branch's tip that has it.
    public var tip: ObjectID
    /// Who approved.
    public var by: String
    /// When.
    public var at: Instant
}

/// The run branch has moved under an approval, and it was looked whether the tree is still the same.
public struct ApprovalCompared: Hashable, Sendable, Codable {
    /// Whose approval.
    public var instance: InstanceID
    /// The run branch's tip.
    public var tip: ObjectID
    /// The files that differ; none when the commits are others and the tree is the same.
    public var changed: [String]
    /// When.
    public var at: Instant
}

/// What to compare: the tree that was approved with that of the run branch's tip.
public struct ApprovalCheck: Hashable, Sendable {
    /// Whose approval.
    public var instance: InstanceID
    /// The tree that was approved.
    public var tree: ObjectID
    /// The commit whose tree it is compared with.
    public var tip: ObjectID
}

extension Stage {
    /// Whether each attempt needs a person's approval, whatever else its triggers say.
    var needsApproval: Bool { triggers.contains(.manual(approvalRequired: true)) }
}

extension Run {
    /// Why an approval is wanting; `nil` when the instance needs none, or has one for the tree that it would start from.
    ///
    /// Asked when everything else is in place: what a person approves is what will run.
    func missingApproval(of definition: Stage, for id: InstanceID, _ instance: InstanceRun) -> BlockedOn? {
        definition.needsApproval ? missingApproval(for: id, instance) : nil
    }

    func missingApproval(for id: InstanceID, _ instance: InstanceRun) -> BlockedOn? {
        guard let approval = instance.approval else {
            return BlockedOn(.approval, "a person must approve the tree of \(tip.short)")
        }
        if let files = approval.voidedBy {
            let shown = files.prefix(5).joined(separator: ", ")
            let more = files.count > 5 ? " and \(files.count - 5) more" : ""
            return BlockedOn(.approval, "the approval by \(approval.by) is void: changed since are \(shown)\(more)")
        }
        guard approval.tip == tip else {
            return BlockedOn(.approval, "\(tip.short) is compared with what \(approval.by) approved")
        }
        return nil
    }

    /// Instances of a stage, or the one of that name, that nothing but an approval keeps from starting.
    public func awaitingApproval(in stage: StageName, _ name: InstanceName? = nil) -> [InstanceID] {
        guard end == nil, cancel == nil else { return [] }
        return blockedOn(in: stage).filter { $0.value.reason == .approval && (name == nil || $0.key == name) }
            .map { InstanceID(stage, $0.key) }
    }

    /// The results of such instances that have made one already, and wait for leave to put it onto the run branch.
    public func withheldResults(in stage: StageName, _ name: InstanceName? = nil) -> [InstanceID: InstanceRun.Result] {
        var results: [InstanceID: InstanceRun.Result] = [:]
        for id in awaitingApproval(in: stage, name) {
            if case .withheld(let result, _)? = instance(id)?.progress { results[id] = result }
        }
        return results
    }

    /// The commit whose tree an approval is about: a result, or the run branch's tip; `nil` where a name must be given,
    /// since they are not about the same.
    public func subjectOfApproval(in stage: StageName, _ name: InstanceName? = nil) -> ObjectID? {
        let waiting = awaitingApproval(in: stage, name)
        let results = withheldResults(in: stage, name)
        if results.isEmpty { return tip }
        return waiting.count == 1 ? results.values.first?.tip : nil
    }

    /// Stages with such instances.
    public var stagesAwaitingApproval: [StageName] { stages.keys.filter { !awaitingApproval(in: $0).isEmpty } }

    /// Approvals whose tree must be compared with that of a tip that they were not given for.
    var approvalChecks: [ApprovalCheck] {
        instances(.approved, in: .hasApproval).compactMap { id, instance in
            guard let approval = instance.approval, approval.voidedBy == nil, approval.tip != tip else { return nil }
            return ApprovalCheck(instance: id, tree: approval.tree, tip: tip)
        }
    }

    mutating func apply(_ approved: InstanceApproved) throws(RunEventRefused) {
        try change(approved.instance) { instance throws(RunEventRefused) in
            switch instance.progress {
            case .waiting, .backingOff: break
            case .withheld(let result, _):
                guard result.tree == approved.tree else {
                    throw RunEventRefused(description: "\(approved.instance) has another result than was approved")
                }
                instance.progress = .integrating(result)
                return
            case .running, .integrating, .conflicted, .succeeded, .failed, .skipped, .cancelled:
                throw RunEventRefused(description: "\(approved.instance) waits for no approval")
            }
            instance.approval = Approval(
                tree: approved.tree, tip: approved.tip, by: approved.by, at: approved.at, voidedBy: nil)
        }
        updatedAt = approved.at
    }

    mutating func apply(_ compared: ApprovalCompared) throws(RunEventRefused) {
        try change(compared.instance) { instance throws(RunEventRefused) in
            guard instance.approval != nil else {
                throw RunEventRefused(description: "\(compared.instance) has no approval")
            }
            instance.approval?.tip = compared.tip
            instance.approval?.voidedBy = compared.changed.isEmpty ? nil : compared.changed
        }
        updatedAt = compared.at
    }
}
