public import Git
public import GitNames
public import Orchestration
public import Pipelines

/// What is published at once: at most one entry of the workspace's journal and of each run's.
public struct Batch: Sendable {
    /// An entry of the workspace's journal.
    public var workspace: WorkspaceEntry?
    /// Entries of runs' journals; one for each run.
    public var runs: [RunEntry]
    /// Packs with objects of attempts, which `git gc` may have once all entries are published.
    public var keptPacks: [KeptPack]
    /// When it was decided.
    public var time: Instant

    /// Gathers entries.
    public init(workspace: WorkspaceEntry? = nil, runs: [RunEntry] = [], keptPacks: [KeptPack] = [], time: Instant) {
        self.workspace = workspace
        self.runs = runs
        self.keptPacks = keptPacks
        self.time = time
    }
}

/// An entry of the workspace's journal to be.
public struct WorkspaceEntry: Sendable {
    /// The entry that it follows; `nil` for the first one.
    public var expected: ObjectID?
    /// What happened; without any there is no entry.
    public var events: [WorkspaceEvent]
    /// Commits that must stay reachable.
    public var keeps: [ObjectID]
    /// The workspace with the events applied.
    public var workspace: Workspace

    /// States an entry.
    public init(expected: ObjectID?, events: [WorkspaceEvent], keeps: [ObjectID] = [], workspace: Workspace) {
        self.expected = expected
        self.events = events
        self.keeps = keeps
        self.workspace = workspace
    }
}

/// An entry of a run's journal to be.
public struct RunEntry: Sendable {
    /// Something of an attempt that is kept in the journal's tree.
    public struct Kept: Hashable, Sendable {
        /// What it is.
        public enum Kind: Hashable, Sendable {
            /// A captured output: a blob, under `logs/`.
            case log
            /// Ignored files: a tree, under `artifacts/`.
            case artifacts
        }

        /// What it is.
        public var kind: Kind
        /// `<stage>.<instance>.<attempt>`
        public var name: String
        /// The object; it must be in the repository.
        public var id: ObjectID

        /// Names something of an attempt.
        public init(_ kind: Kind, of attempt: AttemptID, _ id: ObjectID) {
            self.kind = kind
            name = "\(attempt.instance.stage).\(attempt.instance.name).\(attempt.number)"
            self.id = id
        }
    }

    /// Which run.
    public var id: RunID
    /// The entry that it follows; `nil` for the first one.
    public var expected: ObjectID?
    /// What happened; without any there is no entry.
    public var events: [RunEvent]
    /// Objects that the events refer to.
    public var objects: [ObjectDraft]
    /// Commits that must stay reachable, besides those that refs move from and to. What is no commit (any more) is
    /// passed over; of a tag its commit is kept.
    public var keeps: [ObjectID]
    /// What is kept of attempts.
    public var kept: [Kept]
    /// The run with the events applied.
    public var run: Run

    /// States an entry.
    public init(
        id: RunID, expected: ObjectID?, events: [RunEvent], objects: [ObjectDraft] = [], keeps: [ObjectID] = [],
        kept: [Kept] = [], run: Run
    ) {
        self.id = id
        self.expected = expected
        self.events = events
        self.objects = objects
        self.keeps = keeps
        self.kept = kept
        self.run = run
    }

    /// What a turn decided, with what is kept of the attempts that ended in it.
    public init(_ turn: Turn, after expected: ObjectID?) {
        let kept = turn.events.flatMap { event -> [Kept] in
            let (attempt, log, artifacts): (AttemptID, ObjectID?, ObjectID?)
            switch event {
            case .attemptEnded(let ended): (attempt, log, artifacts) = (ended.attempt, ended.log, ended.artifacts)
            case .attemptLeft(let left): (attempt, log, artifacts) = (left.attempt, left.log, left.artifacts)
            default: return []
            }
            return [
                log.map { Kept(.log, of: attempt, $0) }, artifacts.map { Kept(.artifacts, of: attempt, $0) },
            ].compactMap(\.self)
        }
        self.init(
            id: turn.run.id, expected: expected, events: turn.events, objects: turn.objects, keeps: turn.keeps,
            kept: kept, run: turn.run)
    }
}

/// What came of a batch.
public struct Published: Sendable {
    /// Nothing yet.
    public init() {}

    /// The newest entry of each run that was published.
    public var heads: [RunID: ObjectID] = [:]
    /// The newest entry of the workspace's journal, if the batch had one.
    public var workspaceHead: ObjectID?
    /// Runs whose journal was not at the expected entry: nothing of theirs was published.
    public var lost: [RunID] = []
    /// Runs whose entry could not be written, or may not have been: read the run again before going on.
    public var failed: [RunID: JournalError] = [:]
    /// Packs that are still kept, because something of the batch was not published: give them to the next one.
    public var keptPacks: [KeptPack] = []
}
