public import Pipelines

/// Attempts of one kind: how many, and the limits that each of them counts against.
public struct SlotNeed: Hashable, Sendable {
    /// How many attempts; at least 1.
    public var attempts: Int
    /// The limits that each counts against.
    public var limits: [LimitName]

    /// States a need.
    public init(attempts: Int, limits: [LimitName] = []) {
        self.attempts = attempts
        self.limits = limits
    }
}

/// What one run has and wants of the slots that all runs share.
public struct SlotClaim: Hashable, Sendable {
    /// The run.
    public var run: RunID
    /// The run that it is part of in the end, itself where it is part of none: between those the slots are shared.
    public var whole: RunID
    /// Higher goes first.
    public var priority: Int
    /// When the whole was created: older goes first.
    public var since: Instant
    /// What runs.
    public var running: [SlotNeed]
    /// What waits for nothing but a slot, in the order in which the run starts it.
    public var ready: [SlotNeed]

    /// States a claim.
    public init(
        run: RunID, whole: RunID? = nil, priority: Int = 0, since: Instant, running: [SlotNeed] = [],
        ready: [SlotNeed] = []
    ) {
        self.run = run
        self.whole = whole ?? run
        self.priority = priority
        self.since = since
        self.running = running
        self.ready = ready
    }
}

extension Run {
    /// Which runs are given free slots first: those with the higher number.
    ///
    /// A run that is a try of another has the other's.
    public var priority: Int { creation.request.priority ?? creation.pipeline.priority }

    /// The attempts that run and take slots, by stage.
    public var slotsTaken: [SlotNeed] {
        guard end == nil else { return [] }
        return stages.all(.hasRunning).compactMap { name, stage in
            guard let definition = definition(name), definition.takesSlot else { return nil }
            return SlotNeed(attempts: stage.instances.count(.running), limits: definition.limits)
        }
    }
}
