public import Pipelines

/// A schedule was seen for the first time: no time up to now counts.
public struct ScheduleSeen: Hashable, Sendable, Codable {
    /// Whose daemon starts runs by the clock from now on.
    public var owner: String
    /// Which pipeline.
    public var pipeline: PipelineName
    /// Which of its schedules.
    public var schedule: Schedule
    /// When.
    public var at: Instant
}

/// A schedule is no longer there; should it come back, it is seen anew.
public struct ScheduleGone: Hashable, Sendable, Codable {
    /// Which pipeline.
    public var pipeline: PipelineName
    /// Which schedule.
    public var schedule: Schedule
    /// When.
    public var at: Instant
}

/// A time has come, and what the pipeline did with it.
public struct ScheduleTaken: Hashable, Sendable, Codable {
    /// The event that it makes: of type `schedule`, at the time that was meant.
    public var event: Event
    /// The schedule.
    public var schedule: Schedule
    /// What the pipeline did.
    public var verdict: CommitTaken.Verdict
    /// When it was taken.
    public var at: Instant
}

/// Another machine's daemon starts runs by the clock from now on.
public struct SchedulesAdopted: Hashable, Sendable, Codable {
    /// Whose.
    public var owner: String
    /// The request's ULID.
    public var ulid: String
    /// Who asked.
    public var by: String
    /// When: no time up to then counts.
    public var at: Instant
}

/// What is known of a schedule.
public struct KnownSchedule: Hashable, Sendable, Codable {
    /// No time up to this one is taken any more: it was, or lies before the schedule was seen.
    public internal(set) var through: Instant
    /// The last time that was taken, and what became of it.
    public internal(set) var last: ScheduleTaken?
}
