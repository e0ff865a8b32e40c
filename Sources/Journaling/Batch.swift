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
    /// A captured output to be kept in the journal's tree.
    public struct Log: Hashable, Sendable {
        /// `<stage>.<instance>.<attempt>`
        public var name: String
        /// The output; it must be in the repository.
        public var blob: ObjectID

        /// Names an output.
        public init(name: String, blob: ObjectID) {
            self.name = name
            self.blob = blob
        }

        /// Names the output of an attempt.
        public init(_ attempt: AttemptID, blob: ObjectID) {
            self.init(name: "\(attempt.instance.stage).\(attempt.instance.name).\(attempt.number)", blob: blob)
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
    /// Outputs to be kept.
    public var logs: [Log]
    /// The run with the events applied.
    public var run: Run

    /// States an entry.
    public init(
        id: RunID, expected: ObjectID?, events: [RunEvent], objects: [ObjectDraft] = [], keeps: [ObjectID] = [],
        logs: [Log] = [], run: Run
    ) {
        self.id = id
        self.expected = expected
        self.events = events
        self.objects = objects
        self.keeps = keeps
        self.logs = logs
        self.run = run
    }

    /// What a turn decided, with the logs of the attempts that ended in it.
    public init(_ turn: Turn, after expected: ObjectID?) {
        let logs = turn.events.compactMap { event -> Log? in
            guard case .attemptEnded(let ended) = event, let blob = ended.log else { return nil }
            return Log(ended.attempt, blob: blob)
        }
        self.init(
            id: turn.run.id, expected: expected, events: turn.events, objects: turn.objects, keeps: turn.keeps,
            logs: logs, run: turn.run)
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
