import GitNames
import Pipelines

extension Run {
    /// Takes back what is no longer in the run branch: exactly the instances whose integration commit is kept stay
    /// done.
    mutating func apply(_ rollback: RolledBack) throws(RunEventRefused) {
        let kept = Set(rollback.kept)
        integrations.removeAll { !kept.contains($0.commit) }
        let done = Set(integrations.map(\.attempt))
        let unskipped = Set(rollback.unskipped ?? [])
        for (name, stage) in stages {
            var stage = stage
            let staysSkipped = stage.isSkippedByPerson && !unskipped.contains(name)
            var isWhole = true
            for (key, instance) in stage.instances {
                let id = InstanceID(name, key)
                if let result = instance.result {
                    if done.contains(AttemptID(id, result.attempt)) { continue }
                    isWhole = false
                }
                if instance.isSkipped, !unskipped.contains(name) { continue }
                stage.instances[key]?.reset()
            }
            // A checkpoint on what is gone is made again, also where all of the stage's own results are still there.
            let stands = stage.checkpoint.map { $0.integration.map(kept.contains) ?? true } ?? false
            if !staysSkipped, !isWhole || !stands { stage.progress = .open }
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
        open(at: rollback.at)
        updatedAt = rollback.at
    }

    /// An instance that an event or a list of an undone stage had made is made again when that stage is done again.
    private mutating func dropInstancesWithoutSource() {
        for (name, stage) in stages where fansOut(name) {
            // A list is read once for all of its instances: they go together, or stay with one that is done.
            let listIsOpen = stage.instances.values.allSatisfy { !$0.isDone }
            var dropped: Set<InstanceName> = []
            for (key, instance) in stage.instances where !instance.isDone {
                if let event = instance.event {
                    // What came from outside has come, whatever is undone here.
                    guard event.type == Event.specReady, event.source.hasPrefix("stage/") else { continue }
                    let source = event.source
                    let emitter = StageName(String(source.dropFirst("stage/".count)))
                    if stages[emitter]?.checkpoint == nil { dropped.insert(key) }
                } else if listIsOpen {
                    dropped.insert(key)
                }
            }
            if !dropped.isEmpty { _ = stages.change(name) { $0.instances.remove(dropped) } }
        }
    }
}

extension InstanceRun {
    /// Back to the start, its past kept.
    mutating func reset() {
        progress = .waiting
        failures = 0
        interruptions = 0
        rejection = nil
        feedback = nil
        approval = nil
        missingAgent = nil
    }
}
