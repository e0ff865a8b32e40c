import Expressions
public import GitNames
import JSONValues
import OrderedCollections
public import Pipelines

/// What `when` says of a stage.
enum SkipReason {
    /// It is false.
    case skip(String)
    /// It cannot be told.
    case error(BlockedOn)
}

extension Run {
    /// When the run's own timeout is over.
    var deadline: Instant? { creation.pipeline.timeout.map { creation.at + $0 } }

    /// The next instant at which something may go on by itself.
    public var nextWake: Instant? {
        guard end == nil, pause == nil, untrusted.isEmpty else { return nil }
        return instances.compactMap { _, instance -> Instant? in
            if case .backingOff(let until, _) = instance.progress { until } else { nil }
        }.min()
    }

    /// How many attempts of the stage run.
    func runningCount(in stage: StageName) -> Int {
        stages[stage]?.instances.values.count { $0.running != nil } ?? 0
    }

    /// Whether no more instances can come to a stage.
    func isClosed(_ stage: StageName) -> Bool {
        guard let definition = definition(stage), definition.fansOut, let run = stages[stage] else { return true }
        if definition.forEach != nil { return !run.instances.isEmpty || items(of: definition) == [] }
        return emitters(before: stage).allSatisfy { stages[$0]?.progress != .open }
    }

    /// Whether nothing in the stage can go on by itself: each instance has ended or can never start.
    func isSettled(_ stage: StageName) -> Bool {
        guard let definition = definition(stage), let run = stages[stage] else { return true }
        let table = DependencyTable(of: self, in: stage)
        return run.instances.allSatisfy { name, instance in
            switch instance.progress {
            case .succeeded, .failed, .cancelled: return true
            case .running, .backingOff, .integrating, .conflicted: return false
            case .waiting:
                if case .never = verdict(of: definition, for: InstanceID(stage, name), instance, table) { return true }
                return false
            }
        }
    }

    /// Whether something waits that a person can let go on.
    var needsPerson: Bool {
        if pause != nil || !untrusted.isEmpty || checkedOutIn != nil { return true }
        return stages.contains { name, stage in
            guard stage.progress == .open else { return false }
            let failed = failedForAll
            return blockedOn(in: name).values.contains { blocked in
                switch blocked.reason {
                case .conflict, .crashLoop: true
                case .approval, .missingInput, .expressionError, .agentMissing, .diskLow: failed == nil
                case .untrusted, .branchMoved, .checkedOut, .paused, .concurrency, .rateLimit, .backoff: true
                case .dependencyCycle, .unknownDependency, .upstreamFailed, .triggerFalse, .waitingForStage, .slot:
                    false
                }
            }
        }
    }

    /// The elements of `for_each`, once the stage's triggers hold; `nil` before that or when they cannot be told.
    func items(of definition: Stage) -> [JSON]? {
        guard let list = definition.forEach else { return nil }
        let table = DependencyTable(of: self, in: definition.name)
        let id = InstanceID(definition.name, .main)
        guard verdict(of: definition, for: id, InstanceRun(), table) == .holds else { return nil }
        let roots = roots(for: definition.name, instance: nil, dependencies: table)
        guard case .value(let value) = list.evaluate(in: Bindings(roots)), case .array(let items)? = value.json else {
            return nil
        }
        return items
    }

    /// Whether `when` keeps the stage from running; `nil` when it may run.
    func skipReason(of definition: Stage, _ instance: InstanceRun, _ table: DependencyTable) -> SkipReason? {
        guard let when = definition.when else { return nil }
        let roots = roots(for: definition.name, instance: instance, dependencies: table)
        switch when.condition(in: Bindings(roots)) {
        case .holds: return nil
        case .fails: return .skip("\(when.source) is false")
        case .error(let error): return .error(BlockedOn(.expressionError, "\(when.source): \(error.message)"))
        }
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
        instances.compactMap { id, instance in instance.running.map { AttemptID(id, $0.attempt) } }
    }

    /// Commits by which a moved run branch is compared: integrations and checkpoints.
    public var landmarks: [ObjectID] {
        integrations.map(\.commit) + stages.values.compactMap { $0.checkpoint?.commit }
    }
}
