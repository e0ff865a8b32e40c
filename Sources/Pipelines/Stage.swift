public import Expressions

/// A node of the pipeline, its loop type resolved with the stage's own overrides.
public struct Stage: Hashable, Sendable, Codable {
    /// The lists of stages that run once the outcome of a run is decided, in their order.
    public enum Closing: String, Hashable, Sendable, Codable, CaseIterable {
        /// When the run has failed.
        case onFailure = "on_failure"
        /// However it ends.
        case finally
    }

    /// What happens when a person does not approve of what is shown.
    public enum OnReject: Hashable, Sendable, Codable {
        /// It fails.
        case fail
        /// It is done again.
        case retry
        /// That stage, and what comes after it, is done again.
        case retryFrom(StageName)
    }

    /// Unique in the pipeline.
    public var name: StageName
    /// The closing list that it is in; `nil` for one of the run's own.
    public var closing: Closing?
    /// How it works.
    public var loop: LoopType
    /// All must hold before an instance may start; empty means as soon as the run starts.
    public var triggers: [Trigger]
    /// What an attempt is given.
    public var inputMapping: Mapping
    /// What is kept of what an attempt gave.
    public var outputMapping: Mapping
    /// How many instances may run at once, at least 1.
    public var parallelInstances: Int
    /// The settings' limits that each of its attempts counts against, over all runs.
    public var limits: [LimitName]
    /// A bound on one attempt.
    public var timeout: Duration?
    /// What all its attempts together may use before the run is paused; `nil` for no bound.
    public var budget: Budget?
    /// What happens to failures; `nil` takes the pipeline's.
    public var errorHandling: ErrorPolicy?
    /// What happens when a person does not approve of it; `nil` fails it.
    public var onReject: OnReject?
    /// One instance for each element of this list.
    public var forEach: Expression?
    /// The stage is skipped when this is false.
    public var when: Expression?
    /// Whether the stage has succeeded, over `outputs`, and over `instances` where it fans out; `nil` asks for all
    /// instances.
    public var success: Expression?

    /// Makes a stage from its parts.
    public init(
        name: StageName, closing: Closing? = nil, loop: LoopType, triggers: [Trigger] = [],
        inputMapping: Mapping = Mapping(), outputMapping: Mapping = Mapping(), parallelInstances: Int = 1,
        limits: [LimitName] = [], timeout: Duration? = nil, budget: Budget? = nil, errorHandling: ErrorPolicy? = nil,
        onReject: OnReject? = nil, forEach: Expression? = nil, when: Expression? = nil,
        success: Expression? = nil
    ) {
        self.name = name
        self.closing = closing
        self.loop = loop
        self.triggers = triggers
        self.inputMapping = inputMapping
        self.outputMapping = outputMapping
        self.parallelInstances = parallelInstances
        self.limits = limits
        self.timeout = timeout
        self.budget = budget
        self.errorHandling = errorHandling
        self.onReject = onReject
        self.forEach = forEach
        self.when = when
        self.success = success
    }

    /// Whether each of its attempts takes one of the slots that all runs share: not where it uses a pipeline, whose own
    /// attempts do.
    public var takesSlot: Bool { loop.pipeline == nil }

    /// Whether it makes one instance for each event or item, rather than the one named `main`.
    public var fansOut: Bool { forEach != nil || triggers.contains { $0.onEvent != nil } }
}

/// A condition on the start of an instance.
public enum Trigger: Hashable, Sendable, Codable {
    /// Holds when the source stage has ended, and with `successOnly` only when it succeeded.
    case onCompletion(sourceStage: StageName, successOnly: Bool)
    /// One instance for each event of the type, which starts once the filter holds.
    case onEvent(eventType: String, filter: Expression?)
    /// Holds when the expression does.
    case onCondition(expression: Expression, variables: [String])
    /// Holds at once, or when a person has approved.
    case manual(approvalRequired: Bool)
    /// Holds when one of these does.
    case any([Trigger])

    /// The event trigger in this one.
    public var onEvent: (type: String, filter: Expression?)? {
        switch self {
        case .onEvent(let type, let filter): (type, filter)
        case .any(let triggers): triggers.lazy.compactMap(\.onEvent).first
        case .onCompletion, .onCondition, .manual: nil
        }
    }

    /// The stages whose end it waits for.
    public var sourceStages: [StageName] {
        switch self {
        case .onCompletion(let stage, _): [stage]
        case .any(let triggers): triggers.flatMap(\.sourceStages)
        case .onEvent, .onCondition, .manual: []
        }
    }
}
