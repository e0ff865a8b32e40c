public import OrderedCollections
public import Pipelines

extension Run {
    /// Why an instance is not running; `nil` only for what runs or has ended.
    public func blockedOn(_ id: InstanceID, among slots: SlotTable? = nil) -> BlockedOn? {
        blockedOn(in: id.stage, among: slots)[id.name]
    }

    /// Why each instance of a stage is not running, worked out together.
    ///
    /// - Parameter slots: what all runs have taken, for who waits for a slot to be told of what.
    public func blockedOn(
        in stage: StageName, among slots: SlotTable? = nil
    ) -> OrderedDictionary<InstanceName, BlockedOn> {
        let table = DependencyTable(of: self, in: stage)
        var reasons: OrderedDictionary<InstanceName, BlockedOn> = [:]
        guard let definition = definition(stage) else { return reasons }
        var ahead = 0
        let running = runningCount(in: stage)
        for (name, instance) in stages[stage]?.instances ?? [:] {
            switch standing(of: InstanceID(stage, name), instance, definition, table) {
            case .free: break
            case .blocked(let reason): reasons[name] = reason
            case .ready:
                let place = ahead == 0 ? "next in line" : "\(ahead) ahead in line"
                let lack =
                    running + ahead < definition.parallelInstances
                    ? Self.lack(of: definition, among: slots) : "\(running) of \(definition.parallelInstances) run"
                reasons[name] = BlockedOn(.slot, "\(lack); \(place)")
                ahead += 1
            }
        }
        return reasons
    }

    /// What keeps a stage that has room itself from starting an attempt.
    private static func lack(of stage: Stage, among slots: SlotTable?) -> String {
        guard stage.takesSlot else { return "it is about to start" }
        return slots.map { $0.lack(for: stage.limits) ?? "a slot is free" } ?? "all runs share slots"
    }

    /// Whether anything waits for nothing but a slot.
    public var waitsForSlot: Bool {
        end == nil && stages.keys.contains { blockedOn(in: $0).values.contains { $0.reason == .slot } }
    }

    /// Why a stage is not running: the worst reason of its instances, or why it has none yet.
    public func blockedOn(stage: StageName, among slots: SlotTable? = nil) -> BlockedOn? {
        guard let run = stages[stage], run.progress == .open, status(of: stage) == .pending else { return nil }
        if end == nil, let success = undecidedSuccess(of: stage) {
            return [success.blockedOn, generalBlock(of: definition(stage))].compactMap(\.self).min {
                $0.reason < $1.reason
            }
        }
        if let worst = blockedOn(in: stage, among: slots).values.min(by: { $0.reason < $1.reason }) { return worst }
        let definition = definition(stage)
        if let general = generalBlock(of: definition) { return general }
        guard let definition else { return nil }
        if let failed = emitters(before: stage).first(where: { stages[$0]?.progress == .failed }) {
            return BlockedOn(.upstreamFailed, "stage \(failed) failed")
        }
        if let open = emitters(before: stage).first(where: { stages[$0]?.progress == .open }) {
            if case .never(let reason) = upstream(of: open) { return reason }
            return BlockedOn(.waitingForStage, "stage \(open) is \(status(of: open))")
        }
        if definition.forEach != nil {
            if case .blocked(let reason) = items(of: definition) { return reason }
            return BlockedOn(.slot, "its instances are about to be made")
        }
        let waits = definition.triggers.compactMap(\.onEvent).map(\.type)
        return BlockedOn(.triggerFalse, "no event \(waits.joined(separator: ", ")) has come")
    }

    /// What holds every part of a stage that has not started, for the run's sake: the worst of it.
    private func generalBlock(of definition: Stage?) -> BlockedOn? {
        let turn = end == nil && cancel == nil ? definition.flatMap(turnBlock) : nil
        return [generalBlock, turn].compactMap(\.self).min { $0.reason < $1.reason }
    }

    /// What holds every part of the run that has not started.
    private var generalBlock: BlockedOn? {
        if !untrusted.isEmpty {
            return BlockedOn(
                .untrusted, distrust ?? "commands new to this machine: \(untrusted.count) to look at")
        }
        if let pause {
            switch pause.cause {
            case .journalMoved: return BlockedOn(.untrusted, pause.detail)
            case .branchMoved: return BlockedOn(.branchMoved, pause.detail)
            case .requested, .parent, .rolledBack, .afterStage, .budget:
                return BlockedOn(.paused, pause.detail, until: pause.until)
            }
        }
        if let first = waitsFor.first { return BlockedOn(.concurrency, "run \(first) of the same group has not ended") }
        if let end { return BlockedOn(.upstreamFailed, "the run has ended: \(end.reason)") }
        if cancel != nil { return BlockedOn(.paused, "the run is being ended") }
        if let failed = failedForAll { return BlockedOn(.upstreamFailed, "stage \(failed) failed") }
        return nil
    }

    /// Whether an instance has a reason not to run.
    private enum Standing {
        /// It runs or has ended.
        case free
        case blocked(BlockedOn)
        /// Nothing but a slot is missing.
        case ready
    }

    private func standing(
        of id: InstanceID, _ instance: InstanceRun, _ definition: Stage, _ table: DependencyTable
    ) -> Standing {
        switch instance.progress {
        case .running, .succeeded, .failed, .skipped, .cancelled: return .free
        case .conflicted(let reason, let files):
            return .blocked(BlockedOn(.conflict, IntegrationRejected.clause(reason, files)))
        case .withheld(_, let breaches):
            if end != nil || cancel != nil || !isCurrent(definition), let general = generalBlock(of: definition) {
                return .blocked(general)
            }
            let shown = breaches.prefix(5).joined(separator: ", ") + (breaches.count > 5 ? ", …" : "")
            return .blocked(
                BlockedOn(.approval, "it has changed what is protected, and a person must allow it: \(shown)"))
        case .integrating:
            guard let worktree = checkedOutIn, end == nil else { return .free }
            return .blocked(BlockedOn(.checkedOut, "the run branch is checked out in \(worktree)"))
        case .waiting where status(of: id) == .skipped: return .free
        case .waiting, .backingOff: break
        }
        if instance.interruptions >= Self.interruptionLimit, end == nil {
            return .blocked(BlockedOn(.crashLoop, "interrupted \(instance.interruptions) times in a row"))
        }
        var reasons: [BlockedOn] = []
        if let general = generalBlock(of: definition) { reasons.append(general) }
        if let blocked = verdict(of: definition, for: id, instance, table).blockedOn { reasons.append(blocked) }
        if let missing = instance.missingAgent, end == nil { reasons.append(BlockedOn(.agentMissing, missing.detail)) }
        if reasons.isEmpty {
            switch skipReason(of: definition, table) {
            case .error(let reason): reasons.append(reason)
            case .skip(let text): reasons.append(BlockedOn(.triggerFalse, text))
            case nil: break
            }
        }
        if reasons.isEmpty, let problem = inputProblem(for: id, instance, definition, table) { reasons.append(problem) }
        if reasons.isEmpty, let missing = missingApproval(of: definition, for: id, instance) { reasons.append(missing) }
        // What will hold it when the wait is over holds it now: the wait is named where it is all that there is.
        if reasons.isEmpty, case .backingOff(let until, let failure) = instance.progress {
            let reason = failure.blockedOn ?? (failure.notBefore == nil ? .backoff : .rateLimit)
            reasons.append(BlockedOn(reason, "after: \(failure.message)", until: until))
        }
        if let worst = reasons.min(by: { $0.reason < $1.reason }) { return .blocked(worst) }
        if instance.needsTip, let holder = integrationHolder {
            return .blocked(BlockedOn(.slot, "\(holder) is tried on the tip alone; this is next"))
        }
        return .ready
    }

    /// Stages that could still make events for a stage: those listed before it; none for one that closes the run.
    func emitters(before stage: StageName) -> [StageName] {
        closes(stage) ? [] : Array(stages.keys.prefix { $0 != stage })
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
        guard closing == nil else { return nil }
        return stages.all(.failed).first { policy(of: $0.key) != .continue }?.key
    }

    /// What happens to failures of a stage.
    func policy(of stage: StageName) -> ErrorPolicy {
        let definition = definition(stage)
        let policy = definition?.errorHandling ?? creation.pipeline.errorHandling
        // What closes the run goes nowhere back.
        if definition?.closing != nil, case .rollback = policy { return .fail }
        return policy
    }

    /// After so many interruptions in a row a person must look.
    static let interruptionLimit = 3
}
