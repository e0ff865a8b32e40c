public import Expressions

/// A definition, resolved: loop types looked up, overrides applied, schemas loaded, so that a run can keep it whole.
public struct Pipeline: Hashable, Sendable, Codable {
    /// Unique among the pipelines of one commit.
    public var name: PipelineName
    /// For people; may be empty.
    public var description: String
    /// What starts a run; empty means by hand only.
    public var startOn: [StartTrigger]
    /// How runs of the same group stand to each other; `nil` lets them all run.
    public var concurrency: Concurrency?
    /// Which runs are given free slots first: those with the higher number; 0 where nothing is said.
    public var priority: Int
    /// What happens to failures in stages that say nothing of their own.
    public var errorHandling: ErrorPolicy
    /// A bound on the whole run.
    public var timeout: Duration?
    /// What a run may use before it is paused; `nil` for no bound.
    public var budget: Budget?
    /// Whether a run has succeeded, once nothing in it can go on; `nil` asks for all stages that were not skipped.
    public var success: Expression?
    /// A bound on all that closes a run together; `nil` for the default.
    public var closingTimeout: Duration?
    /// Each after those it waits for, otherwise as they are written, which is also the order of display: the run's own, then
    /// those that close it.
    public var stages: [Stage]

    /// Makes a pipeline from its parts.
    public init(
        name: PipelineName, description: String = "", startOn: [StartTrigger] = [], concurrency: Concurrency? = nil,
        priority: Int = 0, errorHandling: ErrorPolicy = .fail, timeout: Duration? = nil, budget: Budget? = nil,
        success: Expression? = nil, closingTimeout: Duration? = nil, stages: [Stage]
    ) {
        self.name = name
        self.description = description
        self.startOn = startOn
        self.concurrency = concurrency
        self.priority = priority
        self.errorHandling = errorHandling
        self.timeout = timeout
        self.budget = budget
        self.success = success
        self.closingTimeout = closingTimeout
        self.stages = stages
    }

    /// What a priority may be.
    public static let priorities = -1000...1000

    /// How many stages it has, with those of the pipelines that it uses.
    public var stageCount: Int { stages.reduce(0) { $0 + 1 + ($1.loop.pipeline?.stageCount ?? 0) } }

    /// The stage of that name.
    public func stage(_ name: StageName) -> Stage? { stages.first { $0.name == name } }
}

/// An event type that starts a run, and the filter that it must pass.
public struct StartTrigger: Hashable, Sendable, Codable {
    /// The event's type: `plan.committed`.
    public var event: String
    /// Over the event's roots; `nil` takes every event of the type.
    public var filter: Expression?
    /// The times at which it starts by the clock; there for the type `schedule` alone.
    public private(set) var schedule: Schedule?

    /// Makes a start trigger.
    public init(event: String, filter: Expression? = nil) {
        self.event = event
        self.filter = filter
    }

    /// Starts by the clock.
    public init(_ schedule: Schedule, filter: Expression? = nil) {
        self.init(event: Event.schedule, filter: filter)
        self.schedule = schedule
    }
}

/// How runs that have the same value of `group` stand to each other.
public struct Concurrency: Hashable, Sendable, Codable {
    /// What a new run does when another of its group has not ended.
    public enum OnConflict: String, Hashable, Sendable, Codable, CaseIterable {
        /// The older run ends as `superseded`.
        case supersede
        /// The new run waits for its turn.
        case queue
        /// No run is started.
        case reject
    }

    /// Evaluated over the event's roots; its value names the group.
    public var group: Expression
    /// What happens on a clash.
    public var onConflict: OnConflict

    /// Makes a concurrency rule.
    public init(group: Expression, onConflict: OnConflict) {
        self.group = group
        self.onConflict = onConflict
    }
}
