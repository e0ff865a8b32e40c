public import GitNames
public import JSONValues
public import Pipelines

/// Something that has come to a run from outside; what follows from it is decided by `Run.decide`.
public enum RunCommand: Hashable, Sendable {
    /// Time has passed, or the run was just created or read: see what can go on.
    case proceed
    /// A pass of the loop has ended.
    case iterationEnded(AttemptID, iteration: Int, tip: ObjectID, verdict: String, usage: Usage? = nil)
    /// A try has ended; a result with an old token is dropped.
    case attemptEnded(AttemptID, AttemptReport)
    /// The merge that an effect asked for was tried, on that tip.
    case mergeTried(AttemptID, onto: ObjectID, MergeReport)
    /// What all runs may use in a day is used up: so much of so much, and when the day ends.
    case dayUsedUp(detail: String, until: Instant)
    /// The program of that agent is on this machine now.
    case agentFound(String)
    /// These attempts were running when the daemon died.
    case interrupted([AttemptID])
    /// The run branch is not where the run put it.
    case branchMoved(to: ObjectID?, BranchRelation)
    /// A work branch or tag is not where the run put it: it is put back.
    case projectionMoved(RefName, to: ObjectID?)
    /// Someone else moved the journal; it was put back.
    case journalMoved(detail: String)
    /// The run branch is the HEAD of that worktree, or no longer of any.
    case checkedOut(worktree: String?)
    /// A person's request through the inbox.
    case requested(ulid: String, by: String, ControlRequest)
    /// An event that is not this run's own has come, for whichever stages wait for it.
    case eventCame(Event, by: String)
    /// The user of this machine has seen and allowed the commands.
    case trusted(by: String)
    /// A person asks that another machine, on which this is decided, act on the run.
    case adoptionAsked(ulid: String, by: String, Adoption)
    /// A newer run of the same group takes over.
    case superseded(by: RunID)
    /// The comparison that an effect asked for: the files that differ.
    case approvalCompared(ApprovalCheck, changed: [String])
    /// A commit on the branch that took the run's work takes it back, or takes that back, so that the branch has it again.
    case acceptanceReverted(by: ObjectID, holds: Bool)
    /// The run that this one is a try of has been paused, or goes on.
    case parentMayGoOn(Bool)
    /// The run that this one is a try of does not wait for it any more; nor for what closes it, where that is final.
    case parentLeft(isFinal: Bool)
    /// A run that this one may wait for has ended.
    case predecessorEnded(RunID)
}

/// What a person can ask of a run.
public enum ControlRequest: Hashable, Sendable {
    case pause
    /// Pause once that stage has ended.
    case pauseAfter(StageName)
    /// Go on; where nothing holds the run, take back that it is to pause after a stage.
    case resume
    /// End it: what closes it still runs. Asked again, that is left out too, or ended.
    case cancel
    /// Go on without a stage, or without one of its instances.
    case skip(StageName, InstanceName?, message: String)
    /// New attempts: of what failed, or of everything from a stage on.
    case retry(from: StageName?, instance: InstanceName?)
    /// Back to a checkpoint, or before an instance; paused afterwards unless `resume`.
    case rollback(to: RollbackTarget, resume: Bool)
    /// Let what waits for it start from the tree that was looked at: all such instances of the stage, or one.
    ///
    /// `tip` is the run branch's tip as it was found when the request was taken, `actual` its tree.
    case approve(StageName, InstanceName?, tree: ObjectID, tip: ObjectID, actual: ObjectID)
    /// What waits for an approval shall not start, and fails.
    case reject(StageName, InstanceName?, message: String)
    /// The run's work is not wanted: it ends, or is closed where it has ended.
    case rejectRun(message: String)
    /// The run's work was put onto a branch of the user's.
    case accepted(AcceptedWork)
    /// The branch of the user's no longer has it: the acceptance of that commit is taken back.
    case acceptUndone(commit: ObjectID)
    /// Back to what the run was after an entry of its journal.
    case restore(Restoration)
    /// Look again at what this machine's user has trusted.
    case trust

    /// The request's name as the inbox has it.
    public var name: String {
        switch self {
        case .pause, .pauseAfter: "pause"
        case .skip: "skip"
        case .resume: "resume"
        case .cancel: "cancel"
        case .retry: "retry"
        case .rollback: "rollback"
        case .approve: "approve"
        case .reject, .rejectRun: "reject"
        case .accepted: "accepted"
        case .acceptUndone: "accept_undone"
        case .restore(let restoration): restoration.undoes == nil ? "restore" : "undo"
        case .trust: "trust"
        }
    }
}

/// A run's work on a branch of the user's.
public struct AcceptedWork: Hashable, Sendable {
    /// The branch's short name.
    public var branch: String
    /// Where it was before.
    public var onto: ObjectID
    /// Its commit that holds the work.
    public var commit: ObjectID
    /// `merge`, `squash`, `fast_forward` or `already_there`.
    public var how: String
    /// Whether the run's tags stay where they are.
    public var keepsTags: Bool

    /// States it.
    public init(branch: String, onto: ObjectID, commit: ObjectID, how: String, keepsTags: Bool) {
        self.branch = branch
        self.onto = onto
        self.commit = commit
        self.how = how
        self.keepsTags = keepsTags
    }
}

/// What a machine that adopts a run brings with it.
public struct Adoption: Hashable, Sendable {
    /// The random id of its state.
    public var owner: String
    /// Command lines of the run that its user has not allowed.
    public var untrusted: [String]
    /// Why these may not run, where it is not that they are new.
    public var distrust: String?
    /// Refs of the run that are not there, though what they hold is.
    public var missing: [RefName]
    /// Refs of the run that are not there, and neither is what they hold.
    public var lost: [RefName]

    /// States it.
    public init(owner: String, untrusted: [String], missing: [RefName], lost: [RefName]) {
        self.owner = owner
        self.untrusted = untrusted
        self.missing = missing
        self.lost = lost
    }
}

/// How a try ended, as the shell saw it.
public struct AttemptReport: Hashable, Sendable {
    /// The ways it can end.
    public enum Outcome: Hashable, Sendable {
        /// The loop ended well; its outputs before mapping.
        case finished(JSON)
        case failed(Failure)
    }

    /// Which.
    public var outcome: Outcome
    /// The work branch's tip.
    public var tip: ObjectID
    /// The tip's tree.
    public var tree: ObjectID
    /// The number of the last pass that was made.
    public var iterations: Int
    /// What the last pass came to, in a clause; empty when there was none that is not yet reported.
    public var lastVerdict: String
    /// What an agent used in the last pass.
    public var lastUsage: Usage?
    /// How long the last pass took; `nil` for as long as the journal says.
    public var lastTime: Duration?
    /// Paths that it may not change and has changed, which a person must allow.
    public var breaches: [String]
    /// The captured output.
    public var log: ObjectID?
    /// Ignored files that are kept, as a tree.
    public var artifacts: ObjectID?
    /// Documents in the tip's tree that the base did not have.
    public var documents: [DocumentKey]

    /// States a report.
    public init(
        outcome: Outcome, tip: ObjectID, tree: ObjectID, iterations: Int, lastVerdict: String = "",
        lastUsage: Usage? = nil, lastTime: Duration? = nil, breaches: [String] = [], log: ObjectID? = nil,
        artifacts: ObjectID? = nil,
        documents: [DocumentKey] = []
    ) {
        self.outcome = outcome
        self.tip = tip
        self.tree = tree
        self.iterations = iterations
        self.lastVerdict = lastVerdict
        self.lastUsage = lastUsage
        self.lastTime = lastTime
        self.breaches = breaches
        self.log = log
        self.artifacts = artifacts
        self.documents = documents
    }
}

/// What came of a merge in memory.
public enum MergeReport: Hashable, Sendable {
    /// The merged tree, validated where the loop has a validation.
    case merged(tree: ObjectID, documents: [DocumentKey])
    /// The files that both sides changed.
    case conflicts([String])
    /// The merged tree does not pass the loop's validation: what it said.
    case invalid(String)
}

/// How a run branch that was moved stands to where the run had put it.
public enum BranchRelation: Hashable, Sendable {
    /// It has everything and more.
    case ahead
    /// It has everything and more, and what is more takes these integrations back.
    case reverting([ObjectID])
    /// Its tip was amended: another commit with the same parents.
    case replaced
    /// It went back; these integration and checkpoint commits are still in it.
    case behind(kept: [ObjectID])
    /// Somebody committed on an earlier tip before these integrations had landed on it.
    case raced(withdrawn: [ObjectID])
    /// None of these, or the branch is gone.
    case elsewhere
}
