public import GitNames
public import Pipelines

/// What stood in a run after an entry of its journal, as far as it can stand again.
///
/// What has happened since stays what has happened: numbers of attempts, checkpoints and rollbacks never repeat, what was
/// used is used, and tries that have ended are remembered.
public struct Standing: Hashable, Sendable, Codable {
    /// Where the run branch was.
    public internal(set) var tip: ObjectID
    /// What was on it, oldest first.
    public internal(set) var integrations: [Run.Integration]
    /// Each stage, without what was used in it; an attempt that ran then is one that is still to start.
    public internal(set) var stages: StageTable
    /// The work branches of what had failed or waited for a person.
    public internal(set) var workBranches: [RefName: ObjectID]
    /// Why nothing new started.
    public internal(set) var pause: Paused?
    /// After which stage it was to pause.
    public internal(set) var pausePlan: PausePlan?
    /// Set while what closes it ran, and after that.
    public internal(set) var closing: Closing?
    /// Set while it was being ended.
    public internal(set) var cancel: CancelRequested?
    /// Set while it was being ended because a person did not want its work.
    public internal(set) var rejection: Rejected?
    /// Set when it had ended.
    public internal(set) var end: Run.End?

    /// Whether it had neither ended nor begun to.
    var isGoingOn: Bool { end == nil && cancel == nil && closing == nil }
}

extension Run {
    /// What stands in it now.
    public var standing: Standing {
        var standing = Standing(
            tip: tip, integrations: integrations, stages: stages, workBranches: [:], pause: pause, pausePlan: pausePlan,
            closing: closing, cancel: cancel, rejection: rejection, end: end)
        // Where somebody else had put a ref is nothing to go back to.
        if pause?.cause == .branchMoved || pause?.cause == .journalMoved { standing.pause = nil }
        for (name, stage) in stages {
            standing.stages[name]?.account = Account()
            for (key, instance) in stage.instances {
                let branch = workBranch(InstanceID(name, key))
                switch instance.progress {
                case .running: standing.stages[name]?.instances[key]?.progress = .waiting
                case .waiting, .succeeded, .skipped, .cancelled: break
                case .backingOff, .withheld, .integrating, .conflicted, .failed:
                    standing.workBranches[branch] = refs[branch]
                }
            }
        }
        return standing
    }
}

/// A run put back to what it was after an entry of its journal.
public struct Restoration: Hashable, Sendable {
    /// The entry after which it stood so.
    public var entry: ObjectID
    /// What that is, for people: `before 3fa9c01, rolled back to build by Ada`.
    public var target: String
    /// The entry that is taken back; `nil` where somebody asks for the state alone.
    public var undoes: ObjectID?
    /// Where that entry left the run branch.
    public var expected: ObjectID?
    /// What stands again.
    public var standing: Standing
    /// Whether the run branch has something now that it will not have then.
    public var abandons: Bool

    /// States it.
    public init(
        entry: ObjectID, target: String, undoes: ObjectID? = nil, expected: ObjectID? = nil, standing: Standing,
        abandons: Bool
    ) {
        self.entry = entry
        self.target = target
        self.undoes = undoes
        self.expected = expected
        self.standing = standing
        self.abandons = abandons
    }
}

/// The run stands as it stood after an earlier entry of its journal.
public struct Restored: Hashable, Sendable, Codable {
    /// The entry after which it stood so.
    public var entry: ObjectID
    /// What that is, for people.
    public var target: String
    /// The entry that is taken back, where one is.
    public var undoes: ObjectID?
    /// What stands again.
    public var standing: Standing
    /// The tip that the run branch left.
    public var abandoned: ObjectID
    /// The number of the rollback tag on that tip, unique in the run; `nil` where nothing is left behind.
    public var number: Int?
    /// Who asked.
    public var by: String
    /// When.
    public var at: Instant
}
