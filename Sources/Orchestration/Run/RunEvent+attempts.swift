public import GitNames
public import JSONValues
public import Pipelines

// What happens to attempts, instances and stages.

/// A try begins; its number is the fencing token.
public struct AttemptStarted: Hashable, Sendable, Codable {
    /// Which try.
    public var attempt: AttemptID
    /// The run branch's tip, on which the work tree is laid out.
    public var base: ObjectID
    /// Where it goes on: what the attempt before had made on the same base; `nil` when it begins at the base.
    public var from: ObjectID?
    /// How many passes the loop had made there, where it was only held; `nil` when it begins anew.
    public var passes: Int?
    /// What the loop is given.
    public var input: JSON
    /// Whether it runs alone on the tip because an earlier result could not be merged.
    public var holdsIntegration: Bool
    /// When.
    public var at: Instant
}

/// A pass of the loop has ended and what changed is committed on the work branch.
public struct IterationEnded: Hashable, Sendable, Codable {
    /// Which try.
    public var attempt: AttemptID
    /// From 1.
    public var iteration: Int
    /// The work branch's tip after it.
    public var tip: ObjectID
    /// What happened, in a clause: `exited 0; validation exited 1`.
    public var verdict: String
    /// What an agent used in it; `nil` where none ran.
    public var usage: Usage?
    /// How long it took, with what came before it in the attempt; `nil` in old journals.
    public var time: Duration?
    /// When.
    public var at: Instant

    /// What it adds to what was spent.
    public var spent: Spent { Spent(usage: usage, iterations: 1, time: time ?? .zero) }
}

/// A try has ended.
public struct AttemptEnded: Hashable, Sendable, Codable {
    /// How.
    public enum Outcome: Hashable, Sendable, Codable {
        /// The loop's outputs, after output mapping.
        case succeeded(JSON)
        case failed(Failure)
    }

    /// Which try.
    public var attempt: AttemptID
    /// Whether it was given up while its processes ran: what they leave is told by `attempt.left`.
    public var isGivenUp: Bool?
    /// How.
    public var outcome: Outcome
    /// What the loop gave, where that is not what its outputs are.
    public var given: JSON?
    /// The work branch's tip.
    public var tip: ObjectID
    /// The tip's tree.
    public var tree: ObjectID
    /// How many passes it made itself.
    public var iterations: Int
    /// Paths that it may not change and has changed, where a person is asked to allow that.
    public var breaches: [String]?
    /// The captured output, kept in the journal's tree under `logs/`; `nil` when there was none.
    public var log: ObjectID?
    /// Ignored files as a tree, kept in the journal's tree under `artifacts/`; `nil` when there were none.
    public var artifacts: ObjectID?
    /// Documents in the tip's tree that the base did not have.
    public var documents: [DocumentKey]
    /// When.
    public var at: Instant
}

/// Why an attempt failed.
public struct Failure: Hashable, Sendable, Codable {
    /// What kind of failure.
    public var errorClass: ErrorClass
    /// One sentence.
    public var message: String
    /// The command's exit code, where it exited.
    public var exitCode: Int?
    /// Stopped because the run was cancelled or rolled back, rather than by itself.
    public var cancelled: Bool
    /// When a rate limit ends, where one was reported.
    public var notBefore: Instant?
    /// What has to change before another try, where it is more than time.
    public var blockedOn: BlockedOn.Reason?
    /// The agent whose program is not on this machine.
    public var missingAgent: String?

    /// States a failure.
    public init(
        _ errorClass: ErrorClass, _ message: String, exitCode: Int? = nil, cancelled: Bool = false,
        notBefore: Instant? = nil, blockedOn: BlockedOn.Reason? = nil, missingAgent: String? = nil
    ) {
        self.errorClass = errorClass
        self.message = message
        self.exitCode = exitCode
        self.cancelled = cancelled
        self.notBefore = notBefore
        self.blockedOn = blockedOn
        self.missingAgent = missingAgent
    }

    /// Whether nothing failed: the run was paused, and the attempt ended between two passes.
    public var isHeld: Bool { errorClass == .interrupted && blockedOn == .paused }
}

/// The instance waits for an agent's program to be installed.
public struct AgentMissing: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
    /// The agent's name.
    public var agent: String
    /// What is missing and what helps, in a clause.
    public var detail: String
    /// When.
    public var at: Instant
}

/// An agent's program is there now: what waited for it goes on.
public struct AgentFound: Hashable, Sendable, Codable {
    /// The agent's name.
    public var agent: String
    /// When.
    public var at: Instant
}

/// The instance will be tried again.
public struct RetryScheduled: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
    /// Not before this.
    public var until: Instant
    /// What ended the last attempt.
    public var failure: Failure
    /// Whether the last attempt counts against the limit.
    public var counted: Bool
}

/// The time that a retry was put off for is over, and the instance waits for something else: a slot, or its triggers.
public struct WaitEnded: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
    /// When that was seen.
    public var at: Instant
}

/// The instance has failed for good, until a person asks for a retry.
public struct InstanceFailed: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
    /// Why.
    public var failure: Failure
    /// When.
    public var at: Instant
}

/// The instance's result stands on the run branch.
public struct InstanceIntegrated: Hashable, Sendable, Codable {
    /// Which try.
    public var attempt: AttemptID
    /// The integration commit.
    public var commit: ObjectID
    /// The run branch's tip before it.
    public var onto: ObjectID
    /// Documents that it wrote, which are no events when they reach another branch.
    public var documents: [DocumentKey]
    /// When.
    public var at: Instant
}

/// The result could not be put onto the run branch.
public struct IntegrationRejected: Hashable, Sendable, Codable {
    /// Which try.
    public var attempt: AttemptID
    /// Files that both sides changed, or what the validation of the merged tree said.
    public var reason: String
    /// The files that both sides changed.
    public var files: [String]
    /// Whether it is tried again on the new tip, rather than left to a person.
    public var again: Bool
    /// When.
    public var at: Instant

    /// The reason, and the files.
    public var clause: String { Self.clause(reason, files) }

    /// A reason, and the files that it is about.
    static func clause(_ reason: String, _ files: [String]) -> String {
        files.isEmpty ? reason : "\(reason): \(files.joined(separator: ", "))"
    }
}

/// Integrations that had not landed when somebody else moved the run branch; they are done again on top of that.
public struct IntegrationsWithdrawn: Hashable, Sendable, Codable {
    /// The integration commits that never stood on the run branch.
    public var commits: [ObjectID]
    /// Where the run branch is.
    public var tip: ObjectID
    /// When.
    public var at: Instant
}

/// All instances are integrated and the checkpoint stands.
public struct StageSucceeded: Hashable, Sendable, Codable {
    /// Which stage.
    public var stage: StageName
    /// The checkpoint's number, unique in the run.
    public var checkpoint: Int
    /// The commit it stands on.
    public var commit: ObjectID
    /// When.
    public var at: Instant
}

/// All instances have ended and at least one failed.
public struct StageFailed: Hashable, Sendable, Codable {
    /// Which stage.
    public var stage: StageName
    /// The instances that failed.
    public var failed: [InstanceName]
    /// What `success` said; `nil` where the instances' failures decided.
    public var reason: String?
    /// When.
    public var at: Instant
}
