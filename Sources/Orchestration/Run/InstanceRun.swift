public import GitNames
public import JSONValues
public import Pipelines

/// An instance of a run's stage.
public struct InstanceRun: Hashable, Sendable, Codable {
    /// Where it stands.
    public enum Progress: Hashable, Sendable, Codable {
        /// Its triggers do not hold yet, or there is no slot. → running, skipped, cancelled
        case waiting
        /// → integrating, backingOff, failed, waiting, cancelled
        case running(Running)
        /// → running, waiting, cancelled
        case backingOff(until: Instant, Failure)
        /// The result changes what it may not: a person must allow it. → integrating, failed, waiting, cancelled
        case withheld(Result, breaches: [String])
        /// The result waits to be put onto the run branch. → succeeded, conflicted, waiting, cancelled
        case integrating(Result)
        /// A person must resolve it. → waiting, cancelled
        case conflicted(reason: String, files: [String])
        /// → waiting, by a rollback; integrating, when it turns out never to have stood on the run branch
        case succeeded(Result)
        /// → waiting, by a retry; skipped
        case failed(Failure)
        /// The run goes on without it. → waiting, by a retry or a rollback
        case skipped(Skip)
        /// → waiting, by a retry; skipped
        case cancelled
    }

    /// A try under way.
    public struct Running: Hashable, Sendable, Codable {
        /// The fencing token.
        public var attempt: Int
        /// The run branch's tip that it started from.
        public var base: ObjectID
        /// Where it went on; `nil` when it began at the base.
        public var from: ObjectID?
        /// How many passes the loop had made there; 0 when it began anew.
        public var before: Int
        /// What the loop was given.
        public var input: JSON
        /// Whether it runs on the tip alone.
        public var holdsIntegration: Bool
        /// When it started.
        public var since: Instant
        /// When its last pass began, as far as is known.
        public var passSince: Instant
        /// The number of the last pass that has ended: those before it among them.
        public var iterations: Int
        /// What an agent has used in it.
        public var usage: Usage?
    }

    /// What a successful try gave.
    public struct Result: Hashable, Sendable, Codable {
        /// Which try.
        public var attempt: Int
        /// What it started from.
        public var base: ObjectID
        /// The work branch's tip.
        public var tip: ObjectID
        /// The tip's tree.
        public var tree: ObjectID
        /// The mapped outputs.
        public var outputs: JSON
        /// The number of its last iteration.
        public var iterations: Int
        /// Whether it ran on the tip alone.
        public var held: Bool
        /// Documents that it wrote.
        public var documents: [DocumentKey]
    }

    /// What is remembered of a try that has ended.
    public struct Past: Hashable, Sendable, Codable {
        /// Which try.
        public var attempt: Int
        /// What it started from.
        public var base: ObjectID
        /// Its last commit.
        public var tip: ObjectID
        /// How many passes the loop had made when it began.
        public var before: Int
        /// How many passes it made itself.
        public var iterations: Int
        /// Its captured output.
        public var log: ObjectID?
        /// Why it failed; `nil` when it succeeded.
        public var failure: Failure?
        /// What an agent used in it.
        public var usage: Usage?
        /// When it started.
        public var since: Instant
        /// When it ended.
        public var at: Instant
    }

    /// Where it stands.
    public internal(set) var progress = Progress.waiting
    /// The event it was made for.
    public internal(set) var event: Event?
    /// The item it was made for.
    public internal(set) var item: JSON?
    /// Failures that count against the limit, since it was last asked for.
    public internal(set) var failures = 0
    /// Interruptions in a row.
    public internal(set) var interruptions = 0
    /// Why the last result could not be merged, so that the next try runs on the tip alone.
    public internal(set) var rejection: String?
    /// What a person has said of its work, which each try is told until one has succeeded.
    public internal(set) var feedback: String?
    /// A person's consent to the next try.
    public internal(set) var approval: Approval?
    /// The agent that it waits for: its program was not on this machine when it was tried.
    public internal(set) var missingAgent: AgentMissing?
    /// Tries that have ended, oldest first.
    public internal(set) var past: [Past] = []

    /// Passes over all tries.
    public var iterations: Int {
        past.reduce(0) { $0 + $1.iterations } + (running.map { $0.iterations - $0.before } ?? 0)
    }

    /// What an agent used over all tries.
    public var usage: Usage? { Usage.total(past.map(\.usage) + [running?.usage]) }

    /// The try under way.
    public var running: Running? {
        if case .running(let running) = progress { running } else { nil }
    }

    /// The result that stands on the run branch.
    public var result: Result? {
        if case .succeeded(let result) = progress { result } else { nil }
    }

    /// Whether the next try runs on the tip alone.
    var needsTip: Bool { rejection != nil }

    /// The result that waits to be put onto the run branch.
    var pendingResult: Result? {
        if case .integrating(let result) = progress { result } else { nil }
    }
}
