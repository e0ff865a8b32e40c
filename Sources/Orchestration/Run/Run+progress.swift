import BitCollections
import Expressions
public import GitNames
public import JSONValues
import OrderedCollections
public import Pipelines

/// What `when` says of a stage.
enum SkipReason: Hashable {
    /// It is false.
    case skip(String)
    /// It cannot be told.
    case error(BlockedOn)
}

extension Run {
    /// When the run's own timeout is over.
    ///
    /// It cuts off nothing that closes the run: that has a bound of its own.
    var deadline: Instant? {
        if let closing { return closing.since + (creation.pipeline.closingTimeout ?? Self.closingTimeout) }
        return creation.pipeline.timeout.map { openedAt + $0 }
    }

    /// How long transient failures in a row may put an attempt off.
    var transientLimit: Duration { creation.transientLimit ?? .seconds(86_400) }

    /// The next instant at which something may go on by itself.
    ///
    /// What cannot start when its wait is over waits for something else from then on (`WaitEnded`), so after a turn this
    /// is always later than the turn.
    public var nextWake: Instant? {
        guard end == nil, cancel == nil, pause == nil, untrusted.isEmpty, waitsFor.isEmpty, failedForAll == nil else {
            return nil
        }
        var next: Instant?
        let current = currentPositions.intersection(stages.positions(.hasBackingOff))
        for position in current.intersection(stages.positions(.open)) {
            for (_, instance) in stages.value(at: position).instances.all(.backingOff) {
                guard case .backingOff(let until, _) = instance.progress else { continue }
                next = min(next ?? until, until)
            }
        }
        return next
    }

    /// How many attempts of the stage run.
    func runningCount(in stage: StageName) -> Int {
        stages[stage]?.instances.count(.running) ?? 0
    }

    /// Whether no more instances can come to a stage.
    func isClosed(_ stage: StageName) -> Bool {
        guard let definition = definition(stage), definition.fansOut, let run = stages[stage] else { return true }
        if definition.forEach != nil { return !run.instances.isEmpty || items(of: definition) == .items([]) }
        // What comes from outside may come at any time: the stage is done when something of it was tried.
        if let type = definition.eventType, type != Event.specReady,
            run.instances.values.allSatisfy({ $0.progress == .waiting && $0.past.isEmpty })
        {
            return false
        }
        let emitters = emitters(before: stage)
        // Where nothing came because nothing could, there is nothing to have succeeded.
        if run.instances.isEmpty, emitters.contains(where: { stages[$0]?.progress == .failed }) { return false }
        return emitters.allSatisfy { stages[$0]?.progress != .open }
    }

    /// How a stage ends, once nothing in it can go on by itself.
    enum StageOutcome {
        case succeeded
        /// Nothing succeeded, since all of it is skipped.
        case skipped(String)
        /// What failed, and what `success` says of it, where it was asked.
        case failed([InstanceName], SuccessReport?)
        /// `success` is an error: a person must look.
        case undecided(SuccessReport)
    }

    /// How an open stage ends; `nil` while something in it can go on, or waits for a person.
    func outcome(of stage: StageName) -> StageOutcome? {
        guard let definition = definition(stage), let run = stages[stage] else { return nil }
        let goingOn: [InstanceRun.Mark] = [.running, .backingOff, .withheld, .integrating, .conflicted]
        guard !goingOn.contains(where: run.instances.has), isClosed(stage) else { return nil }
        let skipped = run.instances.positions(.skipped)
        if let first = skipped.first, skipped.count == run.instances.count,
            case .skipped(let skip) = run.instances.value(at: first).progress
        {
            return .skipped(skip.reason)
        }
        let ended = run.instances.positions(.failed).union(run.instances.positions(.cancelled))
        let failed = ended.map { run.instances.keys[$0] }
        let positions = run.instances.positions(.waiting)
        if positions.isEmpty { return judged(definition, failed) }
        if mayStartSoon(positions, in: stage, definition) { return nil }
        let waiting = positions.map { (InstanceID(stage, run.instances.keys[$0]), run.instances.value(at: $0)) }
        if waiting.contains(where: { $0.1.interruptions >= Self.interruptionLimit || $0.1.missingAgent != nil }) {
            return nil
        }
        let table = DependencyTable(of: self, in: stage)
        var isPassedOver = true
        for (id, instance) in waiting {
            guard case .never(let reason) = verdict(of: definition, for: id, instance, table) else { return nil }
            isPassedOver = isPassedOver && reason.reason == .triggerFalse && !table.isBlocked(instance)
        }
        // Events that the filter did not want are no failure; what waits for something that cannot come is left to a
        // person.
        return failed.isEmpty && !isPassedOver ? nil : judged(definition, failed)
    }

    /// Whether the triggers hold of the first of these that was not found to wait for something: most often they do, and
    /// the others need not be looked at.
    private func mayStartSoon(_ positions: BitSet, in stage: StageName, _ definition: Stage) -> Bool {
        guard let run = stages[stage], let place = stages.position(of: stage),
            let first = positions.subtracting(agenda.asleep(in: place)).first
        else { return false }
        let id = InstanceID(stage, run.instances.keys[first])
        let table = DependencyTable(of: self, in: stage)
        return triggersHold(of: definition, for: id, run.instances.value(at: first), table)
    }

    /// How a stage ends in which nothing can go on: as `success` says, and else by whether an instance failed.
    private func judged(_ definition: Stage, _ failed: [InstanceName]) -> StageOutcome {
        guard let success = success(of: definition, failed: !failed.isEmpty) else {
            return failed.isEmpty ? .succeeded : .failed(failed, nil)
        }
        return switch success.verdict {
        case .holds: .succeeded
        case .fails: .failed(failed, success)
        case .error: .undecided(success)
        }
    }

    /// Whether something waits that a person can let go on, or a slot that all runs share.
    var isHeldUp: Bool {
        if pause != nil || !untrusted.isEmpty { return true }
        return currentStages.contains { name in
            guard stages[name]?.progress == .open else { return false }
            let failed = failedForAll
            if failed == nil, undecidedSuccess(of: name) != nil { return true }
            return blockedOn(in: name).values.contains { blocked in
                switch blocked.reason {
                case .conflict, .crashLoop: true
                case .approval, .missingInput, .expressionError, .agentMissing, .diskLow: failed == nil
                case .untrusted, .branchMoved, .checkedOut, .paused, .concurrency, .rateLimit, .backoff, .slot:
                    true
                case .dependencyCycle, .unknownDependency, .upstreamFailed, .triggerFalse, .waitingForStage: false
                }
            }
        }
    }

    /// What `for_each` gives.
    enum Items: Hashable {
        /// Its elements.
        case items([JSON])
        /// Not yet, or not at all.
        case blocked(BlockedOn)
    }

    /// The elements of `for_each`, once the stage's triggers hold.
    func items(of definition: Stage) -> Items {
        guard let list = definition.forEach else { return .items([]) }
        let table = DependencyTable(of: self, in: definition.name)
        let id = InstanceID(definition.name, .main)
        if let reason = verdict(of: definition, for: id, InstanceRun(), table).blockedOn { return .blocked(reason) }
        if case .error(let reason) = skipReason(of: definition, table) { return .blocked(reason) }
        switch list.evaluate(in: Bindings(roots(for: nil, table)), limits: list.limits) {
        case .value(let value):
            if case .array(let items)? = value.json { return .items(items) }
            return .blocked(
                BlockedOn(.expressionError, "\(list.source): for_each must give a list; this gives \(value.type)"))
        case .error(let error): return .blocked(BlockedOn(.expressionError, "\(list.source): \(error.message)"))
        }
    }

    /// Whether `when` keeps a stage from running; `nil` when it may run.
    func skipReason(of definition: Stage, _ table: DependencyTable) -> SkipReason? {
        guard let when = definition.when else { return nil }
        switch when.condition(in: Bindings(roots(for: nil, table))) {
        case .holds: return nil
        case .fails: return .skip("\(when.source) is false")
        case .error(let error): return .error(BlockedOn(.expressionError, "\(when.source): \(error.message)"))
        }
    }

    /// Why a stage that fans out is skipped: its triggers but those on events hold, nothing upstream can make another
    /// event, nothing of it has been tried, and `when` is false.
    func skipReason(ofFanOut definition: Stage) -> String? {
        guard definition.when != nil, let run = stages[definition.name],
            run.instances.values.allSatisfy({ $0.progress == .waiting && $0.past.isEmpty })
        else { return nil }
        if definition.forEach == nil {
            guard emitters(before: definition.name).allSatisfy({ stages[$0]?.progress != .open }) else { return nil }
        }
        let table = DependencyTable(of: self, in: definition.name)
        var general = definition
        general.triggers.removeAll { $0.onEvent != nil }
        let id = InstanceID(definition.name, .main)
        guard verdict(of: general, for: id, InstanceRun(), table) == .holds else { return nil }
        if case .skip(let reason) = skipReason(of: definition, table) { return reason }
        return nil
    }

    /// What the instance for an item of `for_each` is called, if no other is: by its text, `id` or `name`, or by its
    /// number, from 1.
    public static func instanceName(for item: JSON, at position: Int) -> String {
        let id = item.stringValue ?? item["id"]?.stringValue ?? item["name"]?.stringValue
        return id.map(Slug.make) ?? String(position + 1)
    }

    /// A name that no instance of the stage has: the wanted one, or with a number.
    func freeName(_ wanted: String, in stage: StageName) -> InstanceName {
        let names = stages[stage]?.instances ?? [:]
        guard names[InstanceName(wanted)] != nil else { return InstanceName(wanted) }
        // One more candidate than there are names: one of them is free.
        let free = (2...(names.count + 2)).first { names[InstanceName("\(wanted)-\($0)")] == nil }
        return InstanceName("\(wanted)-\(free ?? names.count + 2)")
    }

    /// Whether a failure is one that the rule retries.
    func mayRetry(_ failure: Failure, _ retry: Retry) -> Bool {
        guard let condition = retry.retryOn else { return true }
        let error: JSON = .object([
            "class": .string(failure.errorClass.rawValue), "message": .string(failure.message),
            "exit_code": failure.exitCode.map { .int(Int64($0)) } ?? .null,
        ])
        return condition.condition(in: Bindings(["error": error])) == .holds
    }
}

extension Run {
    /// Attempts that run.
    public var runningAttempts: [AttemptID] {
        runningInstances.compactMap { id, instance in instance.running.map { AttemptID(id, $0.attempt) } }
    }

    /// What the last attempt had made, when nothing was wrong with it but that it could not go on.
    ///
    /// A loop that was held between two passes goes on with the next one. That a rate limit or the daemon's end cuts off
    /// an agent must not cost what was done, but a command that was cut off begins anew, for it knows nothing of before.
    /// Only while what it was made on is part of the run branch, which may have gone on since.
    func continuation(of id: InstanceID) -> (base: ObjectID, tip: ObjectID, passes: Int?)? {
        guard let instance = instance(id), !instance.needsTip, let last = instance.past.last,
            let failure = last.failure, !failure.cancelled,
            failure.errorClass == .transient || failure.errorClass == .interrupted,
            failure.isHeld || definition(id.stage)?.loop.isPrompted == true && last.tip != last.base,
            last.base == tip || integrations.contains(where: { $0.commit == last.base || $0.onto == last.base })
        else { return nil }
        return (last.base, last.tip, failure.isHeld ? last.before + last.iterations : nil)
    }

    /// Agents that instances wait for.
    public var missingAgents: Set<String> {
        Set(instances(.missingAgent, in: .hasMissingAgent).compactMap { $0.1.missingAgent?.agent })
    }

    /// The program of an agent that a stage of this run calls.
    public func program(of agent: String) -> String? {
        creation.pipeline.stages.lazy.compactMap { stage -> String? in
            guard case .agent(let work) = stage.loop.work, work.agent.name == agent else { return nil }
            return work.agent.program
        }.first
    }

    /// Commits by which a moved run branch is compared: integrations and checkpoints.
    public var landmarks: [ObjectID] {
        integrations.map(\.commit) + stages.values.compactMap { $0.checkpoint?.commit }
    }
}
