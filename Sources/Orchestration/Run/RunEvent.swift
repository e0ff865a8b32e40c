public import GitNames
public import JSONValues
public import Pipelines

/// What has happened to a run; the run's state is a fold over these.
public enum RunEvent: Hashable, Sendable {
    case created(RunCreated)
    /// A ref shall move; published before it does.
    case moved(RefMove)
    /// Moves that were stated earlier and are known to have happened.
    case landed([RefName])
    case requestTaken(RequestTaken)
    case instanceAdded(InstanceAdded)
    case stageSkipped(StageSkipped)
    case attemptStarted(AttemptStarted)
    case iterationEnded(IterationEnded)
    case attemptEnded(AttemptEnded)
    case retryScheduled(RetryScheduled)
    case agentMissing(AgentMissing)
    case agentFound(AgentFound)
    case instanceFailed(InstanceFailed)
    case instanceIntegrated(InstanceIntegrated)
    case integrationRejected(IntegrationRejected)
    case integrationsWithdrawn(IntegrationsWithdrawn)
    case stageSucceeded(StageSucceeded)
    case stageFailed(StageFailed)
    case paused(Paused)
    case resumed(Resumed)
    case trusted(Trusted)
    case adopted(Adopted)
    case checkedOut(CheckedOut)
    case cancelRequested(CancelRequested)
    case instanceCancelled(InstanceCancelled)
    case predecessorEnded(PredecessorEnded)
    case rolledBack(RolledBack)
    case amended(Amended)
    case retried(Retried)
    case instanceApproved(InstanceApproved)
    case approvalCompared(ApprovalCompared)
    case accepted(Accepted)
    case ended(Ended)
}

/// A request through the inbox, so that taking it twice is once.
public struct RequestTaken: Hashable, Sendable, Codable {
    /// The inbox ref's name.
    public var ulid: String
    /// What was asked for.
    public var request: String
    /// Who asked.
    public var by: String
    /// When it was taken.
    public var at: Instant
    /// Why nothing came of it, where nothing did.
    public var refused: String?
}

/// An event or item has made an instance.
public struct InstanceAdded: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
    /// The event it was made for.
    public var event: Event?
    /// The item of `for_each` it was made for.
    public var item: JSON?
}

/// The stage will not run: its `when` was false.
public struct StageSkipped: Hashable, Sendable, Codable {
    /// Which stage.
    public var stage: StageName
    /// The condition and its values.
    public var reason: String
}

/// A try begins; its number is the fencing token.
public struct AttemptStarted: Hashable, Sendable, Codable {
    /// Which try.
    public var attempt: AttemptID
    /// The run branch's tip, on which the work tree is laid out.
    public var base: ObjectID
    /// Where it goes on: what the attempt before had made on the same base; `nil` when it begins at the base.
    public var from: ObjectID?
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
    /// When.
    public var at: Instant
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
    /// How.
    public var outcome: Outcome
    /// The work branch's tip.
    public var tip: ObjectID
    /// The tip's tree.
    public var tree: ObjectID
    /// How many passes it made.
    public var iterations: Int
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
    /// When.
    public var at: Instant
}

/// Nothing new starts.
public struct Paused: Hashable, Sendable, Codable {
    /// Why.
    public enum Cause: String, Hashable, Sendable, Codable {
        case requested
        case rolledBack = "rolled_back"
        case branchMoved = "branch_moved"
        case journalMoved = "journal_moved"
    }

    /// Why.
    public var cause: Cause
    /// Who asked, or what was seen.
    public var detail: String
    /// Where the run branch was seen, when it left the run's history; `nil` when it was deleted.
    public var tip: ObjectID?
    /// When.
    public var at: Instant
}

/// What was paused goes on.
public struct Resumed: Hashable, Sendable, Codable {
    /// Who asked.
    public var by: String
    /// Where the run branch is now, after the user moved it outside the run's history.
    public var tip: ObjectID?
    /// When.
    public var at: Instant
}

/// The user of this machine has looked at the commands.
public struct Trusted: Hashable, Sendable, Codable {
    /// Who asked.
    public var by: String
    /// When.
    public var at: Instant
}

/// Another machine acts on the run from now on.
public struct Adopted: Hashable, Sendable, Codable {
    /// The random id of its state.
    public var owner: String
    /// Who asked.
    public var by: String
    /// Command lines that its user has not been shown.
    public var untrusted: [String]
    /// When.
    public var at: Instant
}

/// The run branch is, or no longer is, the HEAD of one of the user's worktrees.
public struct CheckedOut: Hashable, Sendable, Codable {
    /// The worktree's path; `nil` when it no longer is.
    public var worktree: String?
}

/// The run is to end.
public struct CancelRequested: Hashable, Sendable, Codable {
    /// What the run will be called once all has stopped: `cancelled` or `superseded`.
    public var status: Run.End.Status
    /// Who asked, or the run that takes over.
    public var by: String
    /// When.
    public var at: Instant
}

/// The instance will not run.
public struct InstanceCancelled: Hashable, Sendable, Codable {
    /// Which instance.
    public var instance: InstanceID
}

/// A run that this one waited for has ended.
public struct PredecessorEnded: Hashable, Sendable, Codable {
    /// Which run.
    public var run: RunID
}

/// The run branch went back, and with it everything that was integrated after.
public struct RolledBack: Hashable, Sendable, Codable {
    /// What it went back to, for people: a stage, or a commit.
    public var target: String
    /// The run branch's new tip.
    public var tip: ObjectID
    /// The tip it left.
    public var abandoned: ObjectID
    /// The rollback tag's number, unique in the run.
    public var number: Int
    /// Integration commits that are still in the branch.
    public var kept: [ObjectID]
    /// Who asked.
    public var by: String
    /// Why, in a clause.
    public var reason: String
    /// When.
    public var at: Instant
}

/// The user committed on top of the run branch.
public struct Amended: Hashable, Sendable, Codable {
    /// Where the run branch is.
    public var tip: ObjectID
    /// When.
    public var at: Instant
}

/// What failed is to be tried again.
public struct Retried: Hashable, Sendable, Codable {
    /// Which instances.
    public var instances: [InstanceID]
    /// Who asked.
    public var by: String
    /// When.
    public var at: Instant
}

/// Nothing more will happen by itself.
public struct Ended: Hashable, Sendable, Codable {
    /// The final state.
    public var status: Run.End.Status
    /// One sentence.
    public var reason: String
    /// When.
    public var at: Instant
}
