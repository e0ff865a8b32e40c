public import GitNames
public import Journaling
public import Orchestration
import OrderedCollections
public import Pipelines

/// Every try that a run's journal tells of, also those that a rollback has taken out of the run's state.
public struct AttemptHistory: Hashable, Sendable {
    /// A try that has ended.
    public struct Record: Hashable, Sendable {
        /// Which.
        public var attempt: AttemptID
        /// What it started from.
        public var base: ObjectID
        /// Its last commit.
        public var tip: ObjectID
        /// How many passes it made.
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

    /// A pass of a try.
    public struct Pass: Hashable, Sendable {
        /// Which try.
        public var attempt: AttemptID
        /// From 1.
        public var iteration: Int
        /// The work branch before it.
        public var base: ObjectID
        /// The work branch after it.
        public var tip: ObjectID
        /// What it came to, in a clause.
        public var verdict: String
        /// What an agent used in it.
        public var usage: Usage?
        /// When it ended.
        public var at: Instant
    }

    /// In the order in which they ended.
    public private(set) var records: [Record] = []
    /// In the order in which they ended; only a whole journal tells of them.
    public private(set) var passes: [Pass] = []

    /// No tries.
    public init() {}

    /// What a run's state still remembers.
    public init(_ run: Run) {
        for (stage, state) in run.stages {
            for (name, instance) in state.instances {
                records += instance.past.map { past in
                    Record(
                        attempt: AttemptID(InstanceID(stage, name), past.attempt), base: past.base, tip: past.tip,
                        iterations: past.iterations, log: past.log, failure: past.failure, usage: past.usage,
                        since: past.since,
                        at: past.at)
                }
            }
        }
    }

    /// What the whole journal tells.
    public init(_ entries: [JournalEntry<RunEvent>]) {
        var started: [AttemptID: AttemptStarted] = [:]
        var tips: [AttemptID: ObjectID] = [:]
        var used: [AttemptID: Usage] = [:]
        // Where the records are of tries of which more is told after their end.
        var givenUp: [AttemptID: Int] = [:]
        for event in entries.flatMap(\.events) {
            switch event {
            case .attemptStarted(let start): started[start.attempt] = start
            case .iterationEnded(let end):
                guard let start = started[end.attempt] else { continue }
                passes.append(
                    Pass(
                        attempt: end.attempt, iteration: end.iteration,
                        base: tips[end.attempt] ?? start.from ?? start.base, tip: end.tip, verdict: end.verdict,
                        usage: end.usage, at: end.at))
                tips[end.attempt] = end.tip
                used[end.attempt] += end.usage
                if let record = givenUp[end.attempt] {
                    records[record].tip = end.tip
                    records[record].iterations = end.iteration - (start.passes ?? 0)
                    records[record].usage = used[end.attempt]
                }
            case .attemptEnded(let end):
                guard let start = started[end.attempt] else { continue }
                if end.isGivenUp == true { givenUp[end.attempt] = records.count }
                var failure: Failure?
                if case .failed(let reason) = end.outcome { failure = reason }
                records.append(
                    Record(
                        attempt: end.attempt, base: start.base, tip: end.tip, iterations: end.iterations, log: end.log,
                        failure: failure, usage: used[end.attempt],
                        since: start.at, at: end.at))
            case .attemptLeft(let left):
                if let record = givenUp[left.attempt] {
                    records[record].tip = left.tip
                    records[record].log = left.log
                }
            default: continue
            }
        }
    }

    /// The ended tries of an instance, oldest first.
    public func records(of instance: InstanceID) -> [Record] { records.filter { $0.attempt.instance == instance } }

    /// The passes of a try, oldest first.
    public func passes(of attempt: AttemptID) -> [Pass] { passes.filter { $0.attempt == attempt } }

    /// The try of that number, else the last.
    func record(of instance: InstanceID, _ number: Int?) -> Record? {
        records(of: instance).last { number == nil || $0.attempt.number == number }
    }

    /// The numbers that there are, for people.
    func numbers(of instance: InstanceID) -> String {
        let numbers = records(of: instance).map { String($0.attempt.number) }
        return numbers.isEmpty ? "it has not run yet" : "it has \(numbers.joined(separator: ", "))"
    }
}
