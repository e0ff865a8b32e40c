/// What the runs of a time came to and took: what `stats --json` gives.
public struct StatsReport: Codable, Hashable, Sendable {
    /// From when on; `null` from the beginning.
    @OrNull public var since: String?
    /// Until when: now.
    public var until: String
    /// The runs that are part of no other.
    public var runs: Runs
    /// All tries that have ended, less those that are runs of their own.
    public var attempts: Attempts
    /// How long the parts of `periods` are: `day`, `week` or `month`, in UTC.
    public var period: String
    /// The runs that ended, part by part of the time, oldest first; those without any are there too.
    public var periods: [Period]
    /// The stages of which a try has ended, those that took the longest first.
    public var stages: [Stage]
    /// Why tries have failed, most frequent first.
    public var failures: [Failure]
    /// What instances waited for, the longest first.
    public var waits: [Wait]
    /// What agents have used; `null` where none has run.
    @OrNull public var usage: UsageReport?
    /// By stage, the most expensive first.
    public var usageByStage: [StageUsage]
    /// Runs whose journal cannot be read: they are not counted.
    public var damaged: [StatusReport.DamagedRun]
    /// What a person can do.
    public var next: [String]

    private enum CodingKeys: String, CodingKey {
        case since, until, runs, attempts, period, periods, stages, failures, waits, usage, damaged, next
        case usageByStage = "usage_by_stage"
    }

    /// How runs ended.
    public struct Runs: Codable, Hashable, Sendable {
        /// Created.
        public var started: Int
        /// Ended; one that was tried again and ended again counts twice.
        public var ended: Int
        /// Ended so.
        public var succeeded: Int
        /// Ended so.
        public var failed: Int
        /// Ended so.
        public var cancelled: Int
        /// Ended so.
        public var superseded: Int
        /// Not ended now.
        public var unfinished: Int
        /// Of these, the ones in which nothing goes on by itself.
        public var waiting: Int
        /// Half of those that succeeded took at most so long.
        @OrNull public var medianSeconds: Double?
        /// Nine in ten of those that succeeded took at most so long.
        @OrNull public var p90Seconds: Double?

        private enum CodingKeys: String, CodingKey {
            case started, ended, succeeded, failed, cancelled, superseded, unfinished, waiting
            case medianSeconds = "median_seconds"
            case p90Seconds = "p90_seconds"
        }
    }

    /// How tries ended.
    public struct Attempts: Codable, Hashable, Sendable {
        /// All.
        public var ended: Int
        /// Ended so.
        public var succeeded: Int
        /// Ended so.
        public var failed: Int
        /// Ended because somebody paused, cancelled or rolled back the run.
        public var stopped: Int
        /// Of those that succeeded, the ones that were the first of their instance.
        public var firstTime: Int
        /// Passes of loops.
        public var iterations: Int
        /// How long all of them took together.
        public var totalSeconds: Double

        private enum CodingKeys: String, CodingKey {
            case ended, succeeded, failed, stopped, iterations
            case firstTime = "first_time"
            case totalSeconds = "total_seconds"
        }
    }

    /// The runs that ended in a day, week or month.
    public struct Period: Codable, Hashable, Sendable {
        /// Its first day.
        public var start: String
        /// Ended so.
        public var succeeded: Int
        /// Ended so.
        public var failed: Int
        /// Cancelled or superseded.
        public var stopped: Int
    }

    /// How long the tries of a stage took.
    public struct Stage: Codable, Hashable, Sendable {
        /// The pipeline.
        public var pipeline: String
        /// The stage.
        public var stage: String
        /// How many have ended.
        public var attempts: Int
        /// How many of them failed.
        public var failed: Int
        /// Half of them took at most so long.
        public var medianSeconds: Double
        /// Nine in ten took at most so long.
        public var p90Seconds: Double
        /// All of them together.
        public var totalSeconds: Double

        private enum CodingKeys: String, CodingKey {
            case pipeline, stage, attempts, failed
            case medianSeconds = "median_seconds"
            case p90Seconds = "p90_seconds"
            case totalSeconds = "total_seconds"
        }
    }

    /// Failures of one kind in one stage.
    public struct Failure: Codable, Hashable, Sendable {
        /// One of `transient failed timeout invalid_output config interrupted`.
        public var `class`: String
        /// What their messages have in common: numbers and names of objects are left out.
        public var stem: String
        /// The newest one's message.
        public var message: String
        /// The pipeline.
        public var pipeline: String
        /// The stage.
        public var stage: String
        /// How many.
        public var count: Int
        /// The newest one, as a person names it.
        public var path: String
        /// When that was.
        public var at: String
    }

    /// How long instances waited for one reason.
    public struct Wait: Codable, Hashable, Sendable {
        /// One of the closed list.
        public var reason: String
        /// How many waits.
        public var count: Int
        /// How many of them go on.
        public var unfinished: Int
        /// All of them together, as far as they are in the time.
        public var totalSeconds: Double
        /// The longest.
        public var longestSeconds: Double
        /// Who waited longest, as a person names it.
        public var longest: String

        private enum CodingKeys: String, CodingKey {
            case reason, count, unfinished, longest
            case totalSeconds = "total_seconds"
            case longestSeconds = "longest_seconds"
        }
    }

    /// What agents have used in a stage.
    public struct StageUsage: Codable, Hashable, Sendable {
        /// The pipeline.
        public var pipeline: String
        /// The stage.
        public var stage: String
        /// What they used.
        public var usage: UsageReport
    }
}
