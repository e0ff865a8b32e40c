public import GitNames
public import Pipelines

/// The pipelines that start by the clock: those at the tip of the branch that HEAD names.
public struct ScheduleFacts: Hashable, Sendable {
    /// Whose daemon looks.
    public var owner: String
    /// The tip, from which a run starts.
    public var commit: ObjectID
    /// The branch.
    public var branch: String
    /// The pipelines that it defines, and the built-in ones.
    public var pipelines: [CommitFacts.PipelineFact]
    /// Whether a schedule that is not among them is gone; while HEAD is on no branch, that cannot be told.
    public var isComplete: Bool

    /// States the facts.
    public init(
        owner: String, commit: ObjectID, branch: String, pipelines: [CommitFacts.PipelineFact], isComplete: Bool = true
    ) {
        self.owner = owner
        self.commit = commit
        self.branch = branch
        self.pipelines = pipelines
        self.isComplete = isComplete
    }

    /// The schedules, by pipeline, each once.
    fileprivate var schedules: [(pipeline: Pipeline, schedules: [Schedule])] {
        pipelines.compactMap { fact in
            guard case .valid(let pipeline) = fact else { return nil }
            return (pipeline, pipeline.schedules)
        }
    }

    fileprivate var broken: Set<PipelineName> {
        Set(pipelines.compactMap { if case .broken(let name, _) = $0 { name } else { nil } })
    }
}

extension Pipeline {
    /// The schedules that it starts on, each once.
    public var schedules: [Schedule] {
        startOn.compactMap(\.schedule).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}

extension Workspace {
    /// The next time that a schedule starts its pipeline, or tries to: never one that lies before what was taken.
    public func next(of schedule: Schedule, in pipeline: PipelineName, after now: Instant) -> Instant? {
        let through = schedules[pipeline]?[schedule]?.through ?? now
        return schedule.next(after: max(through, now))
    }

    /// The first time at which any of these schedules is to be looked at again; `nil` where another machine does that.
    public func nextScheduled(_ facts: ScheduleFacts, after now: Instant) -> Instant? {
        guard scheduleOwner == facts.owner else { return nil }
        return facts.schedules.flatMap { entry in
            entry.schedules.compactMap { next(of: $0, in: entry.pipeline.name, after: now) }
        }.min()
    }

    /// What the clock says to the schedules: new ones are known from now on, those that are gone are forgotten, and of
    /// those whose time has come the latest time is taken.
    func take(_ facts: ScheduleFacts, at now: Instant) -> [WorkspaceEvent] {
        if let scheduleOwner, scheduleOwner != facts.owner { return [] }
        var next = self
        var events: [WorkspaceEvent] = []
        func happens(_ event: WorkspaceEvent) {
            events.append(event)
            next.apply(event)
        }
        for event in gone(facts, at: now) { happens(event) }
        for (pipeline, schedules) in facts.schedules {
            for schedule in schedules {
                guard let known = next.schedules[pipeline.name]?[schedule] else {
                    happens(
                        .scheduleSeen(
                            ScheduleSeen(owner: facts.owner, pipeline: pipeline.name, schedule: schedule, at: now)))
                    continue
                }
                guard let due = schedule.latest(through: now), due > known.through else { continue }
                let start = next.start(of: pipeline, by: schedule, due, known, facts, at: now)
                happens(.scheduleTaken(start.taken))
                if let requested = start.requested { happens(.runRequested(requested)) }
            }
        }
        return events
    }

    private func gone(_ facts: ScheduleFacts, at now: Instant) -> [WorkspaceEvent] {
        guard facts.isComplete else { return [] }
        let there = Dictionary(facts.schedules.map { ($0.pipeline.name, Set($0.schedules)) }) { $0.union($1) }
        // What a pipeline that cannot be read starts on is not known.
        return schedules.filter { !facts.broken.contains($0.key) }.sorted { $0.key < $1.key }.flatMap { entry in
            entry.value.keys.filter { there[entry.key]?.contains($0) != true }
                .sorted { $0.description < $1.description }
                .map { .scheduleGone(ScheduleGone(pipeline: entry.key, schedule: $0, at: now)) }
        }
    }

    /// What a pipeline does with a time of one of its schedules.
    private func start(
        of pipeline: Pipeline, by schedule: Schedule, _ time: Instant, _ known: KnownSchedule, _ facts: ScheduleFacts,
        at now: Instant
    ) -> (taken: ScheduleTaken, requested: RunRequested?) {
        let event = Event(schedule, of: pipeline.name, at: time, after: known.through, now: now)
        var requested: RunRequested?
        let verdict: CommitTaken.Verdict
        if let other = schedules[pipeline.name]?.values.compactMap(\.last).first(where: {
            $0.event.time == time && $0.verdict.run != nil
        }) {
            verdict = .init(
                pipeline: pipeline.name, outcome: .alreadyTaken, run: nil,
                detail: "its schedule \(other.schedule) has started \(other.verdict.run ?? "") at this time")
        } else {
            var only = pipeline
            only.startOn = pipeline.startOn.filter { $0.schedule == schedule }
            let start = self.start(
                of: only,
                EventFacts(event, .schedule, commit: facts.commit, branch: facts.branch, pipelines: []), at: now)
            (verdict, requested) = (start.verdict, start.requested)
        }
        return (ScheduleTaken(event: event, schedule: schedule, verdict: verdict, at: now), requested)
    }
}
