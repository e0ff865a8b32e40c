public import OrderedCollections
public import Pipelines

extension Run {
    /// Why an instance is not running; `nil` only for what runs or has ended.
    public func blockedOn(_ id: InstanceID) -> BlockedOn? {
        blockedOn(id, DependencyTable(of: self, in: id.stage))
    }

    /// Why each instance of a stage is not running, worked out together.
    public func blockedOn(in stage: StageName) -> OrderedDictionary<InstanceName, BlockedOn> {
        let table = DependencyTable(of: self, in: stage)
        var reasons: OrderedDictionary<InstanceName, BlockedOn> = [:]
        for name in stages[stage]?.instances.keys ?? [] {
            reasons[name] = blockedOn(InstanceID(stage, name), table)
        }
        return reasons
    }

    /// Why a stage is not running: the worst reason of its instances, or why it has none yet.
    public func blockedOn(stage: StageName) -> BlockedOn? {
        guard let run = stages[stage], run.progress == .open, status(of: stage) == .pending else { return nil }
        if let worst = blockedOn(in: stage).values.min(by: { $0.reason < $1.reason }) { return worst }
        if let general = generalBlock { return general }
        guard let definition = definition(stage) else { return nil }
        if let failed = emitters(before: stage).first(where: { stages[$0]?.progress == .failed }) {
            return BlockedOn(.upstreamFailed, "stage \(failed) failed")
        }
        if let open = emitters(before: stage).first(where: { stages[$0]?.progress == .open }) {
            if case .never(let reason) = upstream(of: open) { return reason }
            return BlockedOn(.waitingForStage, "stage \(open) is \(status(of: open))")
        }
        let waits = definition.triggers.compactMap(\.onEvent).map(\.type)
        return BlockedOn(.triggerFalse, "no event \(waits.joined(separator: ", ")) has come")
    }

    /// What holds every part of the run that has not started.
    private var generalBlock: BlockedOn? {
        if !untrusted.isEmpty {
            return BlockedOn(.untrusted, "commands new to this machine: \(untrusted.count) to look at")
        }
        if let pause {
            switch pause.cause {
            case .journalMoved: return BlockedOn(.untrusted, pause.detail)
            case .branchMoved: return BlockedOn(.branchMoved, pause.detail)
            case .requested, .rolledBack: return BlockedOn(.paused, pause.detail)
            }
        }
        if let first = waitsFor.first { return BlockedOn(.concurrency, "run \(first) of the same group has not ended") }
        if let end { return BlockedOn(.upstreamFailed, "the run has ended: \(end.reason)") }
        if cancel != nil { return BlockedOn(.paused, "the run is being ended") }
        if let failed = failedForAll { return BlockedOn(.upstreamFailed, "stage \(failed) failed") }
        return nil
    }

    private func blockedOn(_ id: InstanceID, _ table: DependencyTable) -> BlockedOn? {
        guard let instance = instance(id), let definition = definition(id.stage) else { return nil }
        switch instance.progress {
        case .running, .succeeded, .failed, .cancelled: return nil
        case .conflicted(let reason, let files):
            return BlockedOn(.conflict, files.isEmpty ? reason : "\(reason): \(files.joined(separator: ", "))")
        case .integrating:
            guard let worktree = checkedOutIn, end == nil else { return nil }
            return BlockedOn(.checkedOut, "the run branch is checked out in \(worktree)")
        case .waiting, .backingOff: break
        }
        if case .skipped = stages[id.stage]?.progress { return nil }
        if instance.interruptions >= Self.interruptionLimit {
            return BlockedOn(.crashLoop, "interrupted \(instance.interruptions) times in a row")
        }
        let verdict = verdict(of: definition, for: id, instance, table)
        var reasons: [BlockedOn] = []
        if let general = generalBlock { reasons.append(general) }
        if let blocked = verdict.blockedOn { reasons.append(blocked) }
        if case .backingOff(let until, let failure) = instance.progress {
            let reason: BlockedOn.Reason = failure.notBefore == nil ? .backoff : .rateLimit
            reasons.append(BlockedOn(reason, "after: \(failure.message)", until: until))
        }
        if reasons.isEmpty, let problem = inputProblem(for: id, instance, definition, table) { reasons.append(problem) }
        if let worst = reasons.min(by: { $0.reason < $1.reason }) { return worst }
        let ahead = readyAhead(of: id, definition, table)
        let place = ahead == 0 ? "next in line" : "\(ahead) ahead in line"
        return BlockedOn(.slot, "\(definition.parallelInstances) of \(definition.parallelInstances) run; \(place)")
    }

    /// How many instances of the stage come first when a slot is free.
    private func readyAhead(of id: InstanceID, _ definition: Stage, _ table: DependencyTable) -> Int {
        var ahead = 0
        for (name, instance) in stages[id.stage]?.instances ?? [:] {
            if name == id.name { return ahead }
            guard instance.progress == .waiting else { continue }
            if verdict(of: definition, for: InstanceID(id.stage, name), instance, table) == .holds { ahead += 1 }
        }
        return ahead
    }

    /// Stages that could still make events for a stage: those listed before it.
    func emitters(before stage: StageName) -> [StageName] {
        Array(stages.keys.prefix { $0 != stage })
    }

    /// Whether anything can still start a stage that has not started.
    func upstream(of stage: StageName) -> TriggerVerdict {
        guard let definition = definition(stage), let run = stages[stage] else { return .holds }
        guard !definition.fansOut, let instance = run.instances[.main], instance.progress == .waiting else {
            return .holds
        }
        let table = DependencyTable(of: self, in: stage)
        return verdict(of: definition, for: InstanceID(stage, .main), instance, table)
    }

    /// A stage whose failure stops the whole run from starting anything in other stages.
    var failedForAll: StageName? {
        stages.first { name, stage in
            guard stage.progress == .failed else { return false }
            return policy(of: name) != .continue
        }?.key
    }

    /// What happens to failures of a stage.
    func policy(of stage: StageName) -> ErrorPolicy {
        definition(stage)?.errorHandling ?? creation.pipeline.errorHandling
    }

    /// After so many interruptions in a row a person must look.
    static let interruptionLimit = 3
}
