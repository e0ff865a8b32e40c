public import GitNames
public import Pipelines

// What people, other machines and time do to a run.

/// Nothing new starts.
public struct Paused: Hashable, Sendable, Codable {
    /// Why.
    public enum Cause: String, Hashable, Sendable, Codable {
        case requested
        /// The run of which this one is part is paused.
        case parent
        case rolledBack = "rolled_back"
        /// A stage has ended after which it was to pause.
        case afterStage = "after_stage"
        /// Something is used up: of the `stage`; of the day, which ends at `until`; else of the run.
        case budget
        case branchMoved = "branch_moved"
        case journalMoved = "journal_moved"
    }

    /// Why.
    public var cause: Cause
    /// Who asked, or what was seen.
    public var detail: String
    /// Where the run branch was seen, when it left the run's history; `nil` when it was deleted.
    public var tip: ObjectID?
    /// Whose budget is used up, where it is a stage's.
    public var stage: StageName?
    /// When it goes on by itself, where it does.
    public var until: Instant?
    /// When.
    public var at: Instant

    /// States a pause.
    public init(
        cause: Cause, detail: String, tip: ObjectID? = nil, stage: StageName? = nil, until: Instant? = nil, at: Instant
    ) {
        self.cause = cause
        self.detail = detail
        self.tip = tip
        self.stage = stage
        self.until = until
        self.at = at
    }
}

/// What all runs on this machine may use in a day is used up.
public struct DayUsedUp: Hashable, Sendable, Codable {
    /// So much of so much.
    public var detail: String
    /// When the day ends.
    public var until: Instant
    /// When that was seen.
    public var at: Instant

    /// States it.
    public init(detail: String, until: Instant, at: Instant) {
        self.detail = detail
        self.until = until
        self.at = at
    }
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
    /// Why these may not run, where it is not that they are new.
    public var distrust: String?
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
    /// Whether the stages that close the run are left out, or ended.
    public var isFinal: Bool?
    /// When.
    public var at: Instant
}

/// A person does not want the run's work: it is closed, and everything it made is kept.
public struct Rejected: Hashable, Sendable, Codable {
    /// Who.
    public var by: String
    /// Why; empty where nothing was said.
    public var message: String
    /// When.
    public var at: Instant

    /// In a clause.
    public var clause: String { message.isEmpty ? "rejected by \(by)" : "rejected by \(by): \(message)" }
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
    /// Stages in which what a person skipped is to be done after all.
    public var unskipped: [StageName]?
    /// Who asked.
    public var by: String
    /// Why, in a clause.
    public var reason: String
    /// When.
    public var at: Instant

    /// Who is said to have asked where somebody moved the run branch back.
    static let byBranch = "the run branch"

    /// Whether nobody asked: somebody moved the run branch back.
    public var isByHand: Bool { by == Self.byBranch }
}

/// The user committed on top of the run branch, or amended its tip.
public struct Amended: Hashable, Sendable, Codable {
    /// Where the run branch is.
    public var tip: ObjectID
    /// Where it was.
    public var from: ObjectID
    /// Integrations that commits on top take back: what was done stays done, and what follows builds on what is there.
    public var reverts: [ObjectID]?
    /// Whether the new tip stands in the place of the old one, with the same parents.
    public var isReplacement: Bool?
    /// When.
    public var at: Instant
}

/// What failed is to be tried again.
public struct Retried: Hashable, Sendable, Codable {
    /// Which instances.
    public var instances: [InstanceID]
    /// Stages that were skipped and are not any more.
    public var unskipped: [StageName]?
    /// Whether a run that is being closed goes on instead, and is closed anew at its next end.
    public var leavesClosing: Bool?
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
