public import JSONValues

/// The details of a run: what `show RUN --json` gives.
public struct ShowRun: Codable, Hashable, Sendable {
    /// As `status` has it.
    public var run: RunReport
    /// Whose machine acts on it.
    public var owner: String
    /// The type of the event that asked for it.
    public var event: String
    /// Which runs are given free slots first: those with the higher number.
    public var priority: Int
    /// The documents that it was started for.
    public var documents: [Document]
    /// Values given by hand.
    public var inputs: JSON
    /// The concurrency group.
    @OrNull public var group: String?
    /// Runs that must end first.
    public var waitsFor: [String]
    /// Command lines that wait to be trusted.
    public var untrusted: [String]
    /// Every ref of the run and what it holds.
    public var refs: [String: String]
    /// What is on the run branch, oldest first.
    public var integrations: [Integration]
    /// What there is to look at before the run is accepted; `null` where nothing is on its branch.
    @OrNull public var review: Review?

    /// A document of the request.
    public struct Document: Codable, Hashable, Sendable {
        /// Where it is.
        public var path: String
        /// Its content's name.
        public var blob: String
    }

    /// A commit on the run branch.
    public struct Integration: Codable, Hashable, Sendable {
        /// The commit.
        public var commit: String
        /// The stage.
        public var stage: String
        /// The instance.
        public var instance: String
        /// The attempt.
        public var attempt: Int
    }

    private enum CodingKeys: String, CodingKey {
        case run, owner, event, priority, documents, inputs, group, untrusted, refs, integrations, review
        case waitsFor = "waits_for"
    }
}

/// The details of a stage: what `show RUN/STAGE --json` gives.
public struct ShowStage: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// As `status` has it.
    public var stage: StageReport
    /// The loop type's name.
    public var loop: String
    /// What it runs: `builtin: phase`, or command lines.
    public var commands: [String]
    /// Its triggers, as the definition has them.
    public var triggers: [String]
    /// How many instances may run at once.
    public var parallelInstances: Int
    /// The settings' limits that each of its attempts counts against.
    public var usesLimit: [String]
    /// The bound on one attempt.
    @OrNull public var timeout: String?
    /// The outputs of the finished stage.
    public var outputs: JSON
    /// What there is to look at where a person's approval is waited for.
    @OrNull public var review: Review?

    private enum CodingKeys: String, CodingKey {
        case run, stage, loop, commands, triggers, timeout, outputs, review
        case parallelInstances = "parallel_instances"
        case usesLimit = "uses_limit"
    }
}

/// The details of an instance: what `show RUN/STAGE/INSTANCE --json` gives.
public struct ShowInstance: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// The stage's name.
    public var stage: String
    /// As `status` has it.
    public var instance: InstanceReport
    /// The work branch's short name.
    public var branch: String
    /// The commit on the run branch that holds the result.
    @OrNull public var integrated: String?
    /// Every try, oldest first.
    public var attempts: [Attempt]
    /// What the try under way was given.
    public var input: JSON
    /// What the last good try gave.
    public var outputs: JSON
    /// What there is to look at where a person's approval is waited for.
    @OrNull public var review: Review?

    /// One try.
    public struct Attempt: Codable, Hashable, Sendable {
        /// From 1.
        public var number: Int
        /// `running`, `succeeded`, `failed`.
        public var status: String
        /// What it started from.
        public var base: String
        /// Its last commit.
        @OrNull public var tip: String?
        /// Passes that have ended.
        public var iterations: Int
        /// When it started.
        public var startedAt: String
        /// When it ended.
        @OrNull public var finishedAt: String?
        /// Its captured output's name.
        @OrNull public var log: String?
        /// The run that it is, where the stage uses a pipeline.
        @OrNull public var run: String?
        /// What an agent used in it; `null` where none ran.
        @OrNull public var usage: UsageReport?
        /// Its passes that have ended.
        public var passes: [Pass]
        /// Why it failed.
        @OrNull public var failure: FailureReport?

        /// One pass.
        public struct Pass: Codable, Hashable, Sendable {
            /// From 1.
            public var iteration: Int
            /// The work branch's tip after it.
            public var tip: String
            /// What it came to.
            public var verdict: String
            /// When it ended.
            public var at: String
            /// What an agent used in it; `null` where none ran.
            @OrNull public var usage: UsageReport?
        }

        private enum CodingKeys: String, CodingKey {
            case number, status, base, tip, iterations, log, run, usage, passes, failure
            case startedAt = "started_at"
            case finishedAt = "finished_at"
        }
    }
}
