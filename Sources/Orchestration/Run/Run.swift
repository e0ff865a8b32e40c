public import GitNames
public import JSONValues
public import Pipelines

/// One execution of a pipeline: a value that is a fold over its journal.
///
/// It changes only through `apply`, is decided upon only through `decide`, and says itself what is to be done in the
/// world (`outstandingEffects`), so a run just replayed and one that has been live for days are the same thing.
public struct Run: Hashable, Sendable, Codable {
    /// What it started from.
    public let creation: RunCreated
    /// Where its run branch is, by its own statements.
    public internal(set) var tip: ObjectID
    /// In the pipeline's order.
    public internal(set) var stages = StageTable()
    /// Every integration that is part of the run branch, oldest first.
    public internal(set) var integrations: [Integration] = []
    /// What each of its refs holds once all stated moves have happened; a deleted ref is not here.
    public internal(set) var refs: [RefName: ObjectID] = [:]
    /// Stated moves that are not known to have happened, in order.
    public internal(set) var pendingMoves: [RefMove] = []
    /// Requests that were taken, by ULID.
    public internal(set) var taken: Set<String> = []
    /// Why nothing new starts; `nil` when nothing holds it.
    public internal(set) var pause: Paused?
    /// That it is to pause after a stage; `nil` when it is not.
    public internal(set) var pausePlan: PausePlan?
    /// The machine that has adopted it, where one has.
    public internal(set) var adopter: String?
    /// Command lines that the user has not yet been shown.
    public internal(set) var untrusted: [String]
    /// Why these may not run, where it is not that they are new.
    public internal(set) var distrust: String?
    /// Runs that must end before this one starts.
    public internal(set) var waitsFor: [RunID]
    /// The worktree in which the run branch is checked out.
    public internal(set) var checkedOutIn: String?
    /// Set while it is being ended.
    public internal(set) var cancel: CancelRequested?
    /// Set while its outcome is decided and what closes it runs, and after that; `nil` where nothing does.
    public internal(set) var closing: Closing?
    /// Set when nothing more happens by itself.
    public internal(set) var end: End?
    /// Where its work was taken over last.
    public internal(set) var acceptance: Accepted?
    /// The number of the last checkpoint.
    public internal(set) var checkpoints = 0
    /// The number of the last rollback.
    public internal(set) var rollbacks = 0
    /// The number of the last attempt of every instance there has ever been.
    public internal(set) var attemptNumbers: [InstanceID: Int] = [:]
    /// What was used in it.
    public internal(set) var account = Account()
    /// That the day's budget was used up, when that was last said of this run.
    public internal(set) var dayUsedUp: DayUsedUp?
    /// Until when a person lets it go on though the day's budget is used up.
    public internal(set) var dayWaived: Instant?
    /// When the last event happened.
    public internal(set) var updatedAt: Instant
    /// When it was created, or opened again after its end: from here its timeout counts.
    public internal(set) var openedAt: Instant
    /// What a turn need not look at.
    var agenda = Agenda()

    /// How a run ended.
    public struct End: Hashable, Sendable, Codable {
        /// The final states.
        public enum Status: String, Hashable, Sendable, Codable {
            case succeeded
            case failed
            case cancelled
            case superseded
        }

        /// Which.
        public var status: Status
        /// One sentence.
        public var reason: String
        /// When.
        public var at: Instant
    }

    /// One commit on the run branch that holds an instance's result.
    public struct Integration: Hashable, Sendable, Codable {
        /// Whose.
        public var attempt: AttemptID
        /// The commit.
        public var commit: ObjectID
        /// The tip before it.
        public var onto: ObjectID
        /// Documents it wrote.
        public var documents: [DocumentKey]
    }

    /// Its name.
    public var id: RunID { creation.id }

    /// The random id of the machine state that acts on it.
    public var owner: String { adopter ?? creation.owner }

    /// The run branch.
    public var branch: RefName { .branch(creation.branchPrefix + id.rawValue) }

    /// The work branch of an instance.
    public func workBranch(_ instance: InstanceID) -> RefName {
        let stem = "\(creation.branchPrefix)\(id).\(instance.stage)"
        return .branch(instance.name == .main && !fansOut(instance.stage) ? stem : "\(stem).\(instance.name)")
    }

    /// The ref of a checkpoint tag.
    public func checkpointTag(_ stage: StageName, _ number: Int) -> RefName {
        RefName("refs/tags/\(creation.branchPrefix)\(id)/\(stage).\(number)")
    }

    /// The ref of a rollback tag.
    public func rollbackTag(_ number: Int) -> RefName {
        RefName("refs/tags/\(creation.branchPrefix)\(id)/rollback.\(number)")
    }

    /// The definition of a stage; every stage of the run has one.
    public func definition(_ stage: StageName) -> Stage? {
        guard let position = stages.position(of: stage), position < creation.pipeline.stages.count else { return nil }
        return creation.pipeline.stages[position]
    }

    func fansOut(_ stage: StageName) -> Bool { definition(stage)?.fansOut ?? false }

    /// The instance of that id.
    public func instance(_ id: InstanceID) -> InstanceRun? { stages[id.stage]?.instances[id.name] }
}

/// A stage of a run.
public struct StageRun: Hashable, Sendable, Codable {
    /// Where it stands.
    public enum Progress: Hashable, Sendable, Codable {
        /// → succeeded, failed, skipped
        case open
        /// → open, by a rollback or a retry
        case succeeded(Checkpoint)
        /// → open, by a rollback or a retry
        case failed
        /// → open, by a rollback or a retry from it or a stage before it
        case skipped(Skip)
    }

    /// The tag that a finished stage left.
    public struct Checkpoint: Hashable, Sendable, Codable {
        /// Unique in the run.
        public var number: Int
        /// The commit it stands on.
        public var commit: ObjectID
        /// The last integration below it; `nil` when nothing had been integrated.
        public var integration: ObjectID?
        /// The stage's outputs.
        public var outputs: JSON
    }

    /// Where it stands.
    public internal(set) var progress = Progress.open
    /// What was used in it.
    public internal(set) var account = Account()
    /// What a person has said of its work, which all its attempts are told until it has succeeded.
    public internal(set) var feedback: String?
    /// In the order they were made.
    public internal(set) var instances = InstanceTable()

    /// The checkpoint of a stage that succeeded.
    public var checkpoint: Checkpoint? {
        if case .succeeded(let checkpoint) = progress { checkpoint } else { nil }
    }
}

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
