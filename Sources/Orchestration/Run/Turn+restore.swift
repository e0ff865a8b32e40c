import GitNames
import OrderedCollections
import Pipelines

extension Turn {
    /// Why a run cannot be put back now; `nil` when it can.
    func refusal(of restoration: Restoration) -> String? {
        guard Array(restoration.standing.stages.keys) == Array(run.stages.keys) else {
            return "\(restoration.entry.short) is of another run"
        }
        if restoration.undoes != nil, restoration.expected != run.tip {
            return "the run branch has moved since, which would be lost"
        }
        return run.standing == restoration.standing && run.pause?.cause != .branchMoved
            ? "it stands so already" : nil
    }

    /// Puts everything back to where it stood; what is left is tagged first, and kept by the entry.
    mutating func restore(_ restoration: Restoration, by: String) {
        let standing = restoration.standing
        leaveForeignTip(by: by)
        let abandoned = run.tip
        stopRunning(
            in: Set(run.stages.keys), because: "stopped: the run was put back to what it was \(restoration.target)")
        if restoration.abandons {
            tagAbandoned(
                abandoned, newTip: standing.tip, by: by, reason: "put back to what it was \(restoration.target)")
        }
        keep(abandoned)
        keep(standing.tip)
        move(run.branch, to: standing.tip)
        let working = run.refs.keys.filter { $0.branchName != nil && $0 != run.branch }
        for ref in Set(working).union(standing.workBranches.keys).sorted() {
            move(ref, to: standing.workBranches[ref])
        }
        for (_, stage) in standing.stages {
            for instance in stage.instances.values { if let tip = instance.keptTip { keep(tip) } }
        }
        emit(
            .restored(
                Restored(
                    entry: restoration.entry, target: restoration.target, undoes: restoration.undoes,
                    standing: standing, abandoned: abandoned, number: restoration.abandons ? run.rollbacks + 1 : nil,
                    by: by, at: now)))
    }
}

extension Run {
    /// Everything stands again as it stood; what is remembered of tries, and what was used, stays.
    mutating func apply(_ restored: Restored) throws(RunEventRefused) {
        var standing = restored.standing
        guard Array(standing.stages.keys) == Array(stages.keys), standing.tip == tip else {
            throw RunEventRefused(description: "\(restored.entry) is of another run, or elsewhere")
        }
        guard runningAttempts.isEmpty else {
            throw RunEventRefused(description: "something runs that would be forgotten")
        }
        for (name, stage) in stages {
            let takesEvents = standing.isGoingOn && standing.stages[name]?.progress == .open
            _ = standing.stages.change(name) { restored in
                restored.account = stage.account
                for (key, var instance) in stage.instances {
                    if restored.instances[key] != nil {
                        restored.instances[key]?.past = instance.past
                    } else if takesEvents, let event = instance.event, !event.source.hasPrefix("stage/") {
                        // What came from outside has come, whatever is put back here.
                        instance.reset()
                        restored.instances[key] = instance
                    }
                }
            }
        }
        open(at: restored.at)
        stages = standing.stages
        integrations = standing.integrations
        closing = standing.closing
        // What closes it has its whole time again.
        if standing.end == nil { closing?.since = restored.at }
        end = standing.end
        cancel = standing.cancel
        rejection = standing.rejection
        pause = standing.pause
        pausePlan = standing.pausePlan
        if let number = restored.number { rollbacks = max(rollbacks, number) }
        updatedAt = restored.at
    }
}

extension InstanceRun {
    /// The commit of a result that is not on the run branch.
    fileprivate var keptTip: ObjectID? {
        switch progress {
        case .integrating(let result), .withheld(let result, _): result.tip
        case .waiting, .running, .backingOff, .conflicted, .succeeded, .failed, .skipped, .cancelled: nil
        }
    }
}

extension StageRun {
    /// A commit stands in the place of another one.
    mutating func replace(_ old: ObjectID, with new: ObjectID) {
        switch progress {
        case .succeeded(var checkpoint):
            if checkpoint.commit == old { checkpoint.commit = new }
            if checkpoint.integration == old { checkpoint.integration = new }
            progress = .succeeded(checkpoint)
        case .skipped(let skip): progress = .skipped(skip.replacing(old, with: new))
        case .open, .failed: break
        }
        for (key, instance) in instances {
            guard case .skipped(let skip) = instance.progress else { continue }
            instances[key]?.progress = .skipped(skip.replacing(old, with: new))
        }
    }
}

extension Skip {
    fileprivate func replacing(_ old: ObjectID, with new: ObjectID) -> Skip {
        var skip = self
        if skip.decision?.integration == old { skip.decision?.integration = new }
        return skip
    }
}
