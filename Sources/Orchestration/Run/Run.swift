public import GitNames
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
    /// That a person does not want its work: set while it is being ended because of that, and after that.
    public internal(set) var rejection: Rejected?
    /// Set when nothing more happens by itself.
    public internal(set) var end: End?
    /// Where its work was taken over last.
    public internal(set) var acceptance: Accepted?
    /// What was so before that and not undone, oldest first: it stands again when the last is undone.
    public internal(set) var earlierAcceptances: [Accepted] = []
    /// Every checkpoint there has ever been, oldest first.
    public internal(set) var passedCheckpoints: [PassedCheckpoint] = []
    /// The number of the last checkpoint.
    public internal(set) var checkpoints = 0
    /// The number of the last rollback.
    public internal(set) var rollbacks = 0
    /// The number of the last attempt of every instance there has ever been.
    public internal(set) var attemptNumbers: [InstanceID: Int] = [:]
    /// Tries that were given up while they ran, and have not told yet what they leave.
    public internal(set) var givenUp: [AttemptID: GivenUp] = [:]
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

    /// Where a stage once finished.
    public struct PassedCheckpoint: Hashable, Sendable, Codable {
        /// Which stage.
        public var stage: StageName
        /// Unique in the run.
        public var number: Int
        /// The commit it stands on.
        public var commit: ObjectID
        /// The last integration below it; `nil` when nothing had been integrated.
        public var integration: ObjectID?
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
