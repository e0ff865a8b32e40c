import GitNames
import OrderedCollections
import Pipelines

extension Run {
    /// Takes back what is no longer in the run branch: exactly the instances whose integration commit is kept stay
    /// done.
    mutating func apply(_ rollback: RolledBack) throws(RunEventRefused) {
        let kept = Set(rollback.kept)
        integrations.removeAll { !kept.contains($0.commit) }
        let done = Set(integrations.map(\.attempt))
        for (name, stage) in stages {
            var stage = stage
            for (key, instance) in stage.instances {
                let id = InstanceID(name, key)
                if let result = instance.result, done.contains(AttemptID(id, result.attempt)) { continue }
                stage.instances[key]?.reset()
            }
            let whole = stage.instances.values.allSatisfy { $0.result != nil }
            if let checkpoint = stage.checkpoint, whole, kept.contains(checkpoint.commit) || !stage.instances.isEmpty {
                stages[name] = stage
                continue
            }
            stage.progress = .open
            stages[name] = stage
        }
        dropInstancesWithoutSource()
        tip = rollback.tip
        if refs[branch] != rollback.tip {
            // The user moved it: there is nothing left to do to the ref.
            refs[branch] = rollback.tip
            let own = branch
            pendingMoves.removeAll { $0.ref == own }
        }
        rollbacks = max(rollbacks, rollback.number)
        end = nil
        cancel = nil
        updatedAt = rollback.at
    }

    /// An instance that an event of an undone stage had made is made again when that stage is done again.
    private mutating func dropInstancesWithoutSource() {
        for (name, stage) in stages where fansOut(name) {
            for (key, instance) in stage.instances where instance.result == nil {
                guard let source = instance.event?.source, source.hasPrefix("stage/") else {
                    if instance.item != nil { stages[name]?.instances.removeValue(forKey: key) }
                    continue
                }
                let sourceStage = StageName(String(source.dropFirst("stage/".count)))
                if stages[sourceStage]?.checkpoint == nil { stages[name]?.instances.removeValue(forKey: key) }
            }
        }
    }
}

extension InstanceRun {
    /// Back to the start, its past kept.
    fileprivate mutating func reset() {
        progress = .waiting
        failures = 0
        interruptions = 0
        needsTip = false
    }
}
