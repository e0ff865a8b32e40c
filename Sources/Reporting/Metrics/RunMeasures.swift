public import Orchestration
public import Pipelines

/// What one run took, counted and timed from its journal: the numbers behind `stats` and `metrics`.
///
/// A fold over entries, so it can be kept and go on when the journal grows. It holds one small value for each end, try,
/// pass and wait, and nothing of what they were about.
public struct RunMeasures: Hashable, Sendable {
    /// The run's name.
    public var id: RunID
    /// Its pipeline.
    public var pipeline: PipelineName
    /// Whether it is a try of another run's stage.
    public var isPart: Bool
    /// When it was created.
    public var createdAt: Instant
    /// When its first try started; `nil` when none has.
    public var firstStart: Instant?
    /// How it stands.
    public var status: Run.Status
    /// Each time that it ended: a run that was tried again ends once more.
    public var ends: [End] = []
    /// Each time that a stage ended.
    public var stageEnds: [StageEnd] = []
    /// Tries that have ended, oldest first.
    public var attempts: [Attempt] = []
    /// Tries under way.
    public var running: [InstanceID: Instant] = [:]
    /// Passes that have ended, oldest first.
    public var passes: [Pass] = []
    /// What instances waited for, in the order in which the waits ended; those that go on come last.
    public var waits: [Wait] = []
    /// How many entries its journal has.
    public var entries = 0
    /// When its last entry was written.
    public var updatedAt: Instant

    /// The end of a run.
    public struct End: Hashable, Sendable {
        /// How.
        public var status: Run.End.Status
        /// When it was created, or opened again before.
        public var since: Instant
        /// When.
        public var at: Instant
    }

    /// The end of a stage.
    public struct StageEnd: Hashable, Sendable {
        /// How a stage ends.
        public enum Result: String, Hashable, Sendable {
            case succeeded
            case failed
            case skipped
        }

        /// Which stage.
        public var stage: StageName
        /// How.
        public var result: Result
        /// When its first try since it was last open started; `nil` when none did.
        public var since: Instant?
        /// When.
        public var at: Instant
    }

    /// A try that has ended.
    public struct Attempt: Hashable, Sendable {
        /// How a try ends.
        public enum Result: Hashable, Sendable {
            case succeeded
            case failed(Failure)
            /// Somebody paused, cancelled or rolled back the run.
            case stopped
        }

        /// Which.
        public var id: AttemptID
        /// Whether it is a run of its own.
        public var isRun: Bool
        /// How it ended.
        public var result: Result
        /// When it started.
        public var since: Instant
        /// When it ended.
        public var at: Instant

        /// How long it took.
        public var time: Duration { max(.zero, at - since) }

        /// Why it failed, where it did.
        public var failure: Failure? {
            if case .failed(let failure) = result { failure } else { nil }
        }
    }

    /// A pass of a loop that has ended.
    public struct Pass: Hashable, Sendable {
        /// Of which stage.
        public var stage: StageName
        /// How long it took, where the journal says so.
        public var time: Duration?
        /// What an agent used in it.
        public var usage: Usage?
        /// When it ended.
        public var at: Instant
    }

    /// A time in which an instance waited for one reason.
    public struct Wait: Hashable, Sendable {
        /// Who waited.
        public var instance: InstanceID
        /// What for.
        public var reason: BlockedOn.Reason
        /// From when on.
        public var since: Instant
        /// Until when; `nil` when it still waits.
        public var until: Instant?
    }
}
