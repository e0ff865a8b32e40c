public import GitNames
public import Pipelines

/// Why a stage or an instance does not run, though the run goes on as if it had ended.
public struct Skip: Hashable, Sendable, Codable {
    /// The condition and its values, or who asked and why.
    public var reason: String
    /// What a person's decision stands on, as a checkpoint does; `nil` where `when` decided.
    public var decision: Decision?

    /// Where in the run a person decided.
    public struct Decision: Hashable, Sendable, Codable {
        /// The number of the last checkpoint there was.
        public var checkpoints: Int
        /// The last integration there was.
        public var integration: ObjectID?
    }
}

/// A person wants the run to go on without a stage, or without some of its instances.
public struct PartSkipped: Hashable, Sendable, Codable {
    /// Which stage.
    public var stage: StageName
    /// Which of its instances; none for the stage as a whole.
    public var instances: [InstanceName]
    /// Who asked.
    public var by: String
    /// Why; empty where nothing was said.
    public var message: String
    /// When.
    public var at: Instant

    /// Who asked, and why.
    public var reason: String { "skipped by \(by)" + (message.isEmpty ? "" : ": \(message)") }
}

extension Run {
    /// Instances of a stage that have not ended well and count for something.
    private func unfinished(in stage: StageName) -> [InstanceName] {
        (stages[stage]?.instances ?? [:]).compactMap { name, instance in
            switch instance.progress {
            case .waiting, .running, .backingOff, .withheld, .integrating, .conflicted, .failed, .cancelled: name
            case .succeeded, .skipped: nil
            }
        }
    }

    /// Why a part of the run cannot be skipped; `nil` when it can.
    func refusalOfSkip(_ stage: StageName, _ name: InstanceName?) -> String? {
        guard let run = stages[stage] else { return "there is no stage \(stage)" }
        if let end, end.status != .failed {
            return "the run has \(end.status == .succeeded ? "" : "been ")\(end.status)"
        }
        let other = cancel?.by ?? closing?.by
        if let other, end != nil || cancel != nil || !closes(stage) {
            return end == nil ? "the run is being ended" : "the run was ended by \(other): retry it, and skip then"
        }
        switch run.progress {
        case .open, .failed: break
        case .succeeded: return "stage \(stage) has succeeded"
        case .skipped: return "stage \(stage) is skipped already"
        }
        guard let name else {
            guard !run.instances.isEmpty, unfinished(in: stage).isEmpty else { return nil }
            return "nothing of stage \(stage) is unfinished"
        }
        let id = InstanceID(stage, name)
        switch instance(id)?.progress {
        case nil: return "there is no \(id)"
        case .succeeded: return "\(id) has succeeded"
        case .skipped: return "\(id) is skipped already"
        case .waiting, .running, .backingOff, .withheld, .integrating, .conflicted, .failed, .cancelled: return nil
        }
    }

    mutating func apply(_ skipped: PartSkipped) throws(RunEventRefused) {
        guard let stage = stages[skipped.stage] else {
            throw RunEventRefused(description: "there is no stage \(skipped.stage)")
        }
        switch stage.progress {
        case .open, .failed: break
        case .succeeded, .skipped: throw RunEventRefused(description: "stage \(skipped.stage) has ended")
        }
        let skip = Skip(
            reason: skipped.reason,
            decision: Skip.Decision(checkpoints: checkpoints, integration: integrations.last?.commit))
        for name in skipped.instances.isEmpty ? Array(stage.instances.keys) : skipped.instances {
            try change(InstanceID(skipped.stage, name)) { instance throws(RunEventRefused) in
                switch instance.progress {
                case .waiting, .backingOff, .withheld, .integrating, .conflicted, .failed, .cancelled: break
                case .skipped where skipped.instances.isEmpty: break
                case .running, .succeeded, .skipped:
                    throw RunEventRefused(description: "\(skipped.stage)/\(name) cannot be skipped")
                }
                instance.reset()
                instance.progress = .skipped(skip)
            }
        }
        stages[skipped.stage]?.progress = skipped.instances.isEmpty ? .skipped(skip) : .open
        if end != nil || !closes(skipped.stage) { open(at: skipped.at) }
        updatedAt = skipped.at
    }

    /// The stages in which a person has skipped something, where that decision is one of these.
    func stages(inWhichSkipped isOne: (Skip.Decision) -> Bool) -> [StageName] {
        stages.filter { _, stage in stage.decisions.contains(where: isOne) }.map(\.key)
    }
}

extension StageRun {
    /// Whether the run goes on without it.
    var isSkipped: Bool { if case .skipped = progress { true } else { false } }

    /// Whether a person has decided that.
    var isSkippedByPerson: Bool {
        if case .skipped(let skip) = progress { skip.decision != nil } else { false }
    }

    /// What persons have decided to skip of it.
    fileprivate var decisions: [Skip.Decision] {
        var decisions: [Skip.Decision] = []
        if case .skipped(let skip) = progress, let decision = skip.decision { decisions.append(decision) }
        for instance in instances.values {
            if case .skipped(let skip) = instance.progress, let decision = skip.decision { decisions.append(decision) }
        }
        return decisions
    }
}

extension Turn {
    /// What has not finished counts as skipped; what runs of it is ended first.
    ///
    /// A stage that has results keeps them: then its other instances are skipped, and it ends with what it has.
    mutating func skip(_ stage: StageName, _ name: InstanceName?, _ message: String, by: String) {
        let all = run.stages[stage]?.instances ?? [:]
        if !run.closes(stage) { leaveClosing() }
        var names = name.map { [$0] } ?? all.filter { !$0.value.isDone }.map(\.key)
        stopRunning(names.map { InstanceID(stage, $0) }, because: "skipped by \(by)")
        let hasResults = all.contains { $0.value.result != nil }
        if !hasResults, name == nil || !run.fansOut(stage) { names = [] }
        emit(.partSkipped(PartSkipped(stage: stage, instances: names, by: by, message: message, at: now)))
    }
}

extension InstanceRun {
    /// Whether the run goes on without it.
    var isSkipped: Bool { if case .skipped = progress { true } else { false } }

    /// Whether nothing more is to be done of it: it stands on the run branch, or the run goes on without it.
    var isDone: Bool { result != nil || isSkipped }
}
