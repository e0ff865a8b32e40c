/// The runs of a workspace, newest first: what `status --json` gives.
public struct StatusReport: Codable, Hashable, Sendable {
    /// Newest first; what is part of another run is below that one.
    public var runs: [RunReport]
    /// Runs whose journal cannot be read.
    public var damaged: [DamagedRun]
    /// When pipelines start by the clock next, the first one first.
    public var schedules: [ScheduledStart] = []

    /// A run whose journal cannot be read; no other run suffers.
    public struct DamagedRun: Codable, Hashable, Sendable {
        /// Its name.
        public var id: String
        /// Which commit, and what is wrong with it.
        public var error: String
    }
}

/// A run as programs read it.
public struct RunReport: Codable, Hashable, Sendable {
    /// Its name.
    public var id: String
    /// The pipeline's name.
    public var pipeline: String
    /// One of `queued running paused waiting succeeded failed cancelled superseded`.
    public var status: String
    /// For a run that neither runs nor has ended: the worst reason.
    @OrNull public var blockedOn: String?
    /// What exactly it waits for.
    @OrNull public var blockedDetail: String?
    /// How it ended, in a sentence.
    @OrNull public var reason: String?
    /// How it is going to end, while stages that close it run: `succeeded failed cancelled superseded`.
    @OrNull public var closesAs: String?
    /// Why it is going to end so, in a sentence.
    @OrNull public var closesFor: String?
    /// The stage after which it is to pause.
    @OrNull public var pausesAfter: String?
    /// The commit that it started from.
    public var base: String
    /// The branch on which that commit was seen.
    public var source: String
    /// The run branch's short name.
    public var branch: String
    /// The branch of the user's that it was accepted onto.
    @OrNull public var accepted: AcceptedReport?
    /// Where the run branch is, by the run's own statements.
    public var tip: String
    /// What it is a try of, where it is part of another run: `RUN/STAGE`, `RUN/STAGE/INSTANCE`.
    @OrNull public var parent: String?
    /// The path of the request's first document.
    @OrNull public var document: String?
    /// When it was created.
    public var startedAt: String
    /// When it ended.
    @OrNull public var finishedAt: String?
    /// What agents have used in all of it, also in what was rolled back; `null` where none has run.
    @OrNull public var usage: UsageReport?
    /// What of the run's budget is used; `null` where it has none.
    @OrNull public var budget: BudgetReport?
    /// In the pipeline's order.
    public var stages: [StageReport]

    private enum CodingKeys: String, CodingKey {
        case id, pipeline, status, reason, base, source, branch, accepted, tip, parent, document, usage, budget, stages
        case blockedOn = "blocked_on"
        case blockedDetail = "blocked_detail"
        case closesAs = "closes_as"
        case closesFor = "closes_for"
        case pausesAfter = "pauses_after"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }
}

/// A stage as programs read it.
public struct StageReport: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// The list that it is in, where it closes the run: `on_failure` or `finally`.
    @OrNull public var closing: String?
    /// One of `pending running succeeded failed skipped cancelled`.
    public var status: String
    /// The reason, where it is not running and has not ended.
    @OrNull public var blockedOn: String?
    /// What exactly it waits for, or why it was skipped.
    @OrNull public var blockedDetail: String?
    /// The checkpoint tag's short name.
    @OrNull public var checkpoint: String?
    /// The commit that the checkpoint stands on.
    @OrNull public var checkpointCommit: String?
    /// Whether it makes one instance for each event or item.
    public var fansOut: Bool
    /// How many passes one try may make.
    public var maxIterations: Int
    /// What agents have used in it, also in what was rolled back; `null` where none has run.
    @OrNull public var usage: UsageReport?
    /// What of the stage's budget is used; `null` where it has none.
    @OrNull public var budget: BudgetReport?
    /// In the order they were made.
    public var instances: [InstanceReport]

    private enum CodingKeys: String, CodingKey {
        case name, closing, status, checkpoint, usage, budget, instances
        case blockedOn = "blocked_on"
        case blockedDetail = "blocked_detail"
        case checkpointCommit = "checkpoint_commit"
        case fansOut = "fans_out"
        case maxIterations = "max_iterations"
    }
}

/// A run's work on a branch of the user's, as programs read it.
public struct AcceptedReport: Codable, Hashable, Sendable {
    /// The branch's short name.
    public var branch: String
    /// Its commit that holds the work.
    public var commit: String
    /// By what: `merge`, `squash`, `fast_forward`, `already_there`.
    public var how: String
    /// Who accepted.
    public var by: String
    /// When.
    public var at: String
    /// The commit of that branch which has reverted it since.
    @OrNull public var revertedBy: String?

    private enum CodingKeys: String, CodingKey {
        case branch, commit, how, by, at
        case revertedBy = "reverted_by"
    }
}

/// An instance as programs read it.
public struct InstanceReport: Codable, Hashable, Sendable {
    /// Its name; `main` where the stage does not fan out.
    public var name: String
    /// The title of what it was made for.
    @OrNull public var title: String?
    /// One of `pending running succeeded failed skipped cancelled`.
    public var status: String
    /// The reason, where it is not running and has not ended.
    @OrNull public var blockedOn: String?
    /// What exactly it waits for, or why it was skipped.
    @OrNull public var blockedDetail: String?
    /// When it will be looked at again by itself.
    @OrNull public var blockedUntil: String?
    /// How many tries there have been, the one under way included.
    public var attempts: Int
    /// Passes that have ended, over all tries.
    public var iterations: Int
    /// What an agent has used, over all tries; `null` where none has run.
    @OrNull public var usage: UsageReport?
    /// The run that the newest try is, where the stage uses a pipeline.
    @OrNull public var run: String?
    /// Passes of the try under way, and when it started.
    @OrNull public var running: Running?
    /// Why it failed, or why the last try did.
    @OrNull public var failure: FailureReport?

    /// A try under way.
    public struct Running: Codable, Hashable, Sendable {
        /// Which try.
        public var attempt: Int
        /// Passes that have ended.
        public var iterations: Int
        /// When it started.
        public var since: String
    }

    private enum CodingKeys: String, CodingKey {
        case name, title, status, attempts, iterations, usage, run, running, failure
        case blockedOn = "blocked_on"
        case blockedDetail = "blocked_detail"
        case blockedUntil = "blocked_until"
    }
}

/// Why an attempt failed, as programs read it.
public struct FailureReport: Codable, Hashable, Sendable {
    /// One of `transient failed timeout invalid_output config interrupted`.
    public var `class`: String
    /// One sentence.
    public var message: String
    /// The command's exit code, where it exited.
    @OrNull public var exitCode: Int?

    private enum CodingKeys: String, CodingKey {
        case `class`, message
        case exitCode = "exit_code"
    }
}
