public import GitNames
public import Pipelines

/// What has happened in a workspace that belongs to no single run.
public enum WorkspaceEvent: Hashable, Sendable {
    case commitTaken(CommitTaken)
    case runRequested(RunRequested)
    /// The run's own journal stands: from here on it speaks for itself.
    case runOpened(RunID)
    case runEnded(RunID, Run.End.Status)
    /// A run that had ended goes on: a person had something of it done again.
    case runReopened(RunReopened)
    /// A run that was asked for could not be made.
    case runRefused(RunID, reason: String)
    /// A run goes into the archive: what it wrote is remembered here from now on.
    case runArchived(RunArchived)
    case requestTaken(RequestTaken)
    case eventTaken(EventTaken)
    case scheduleSeen(ScheduleSeen)
    case scheduleGone(ScheduleGone)
    case scheduleTaken(ScheduleTaken)
    case schedulesAdopted(SchedulesAdopted)
}

/// A run that had ended goes on.
public struct RunReopened: Hashable, Sendable, Codable {
    /// Which run.
    public var run: RunID
    /// The concurrency group that it is in again; `nil` for none.
    public var group: String?
    /// Events of what still stands in it, which were told before it had ended.
    public var told: [String]
    /// When.
    public var at: Instant
}

/// A run goes into the archive.
public struct RunArchived: Hashable, Sendable, Codable {
    /// Which run.
    public var run: RunID
    /// Documents that it wrote, which are no events when they reach another branch.
    public var documents: [DocumentKey]
    /// When.
    public var at: Instant
}

/// A commit's events were taken: what each pipeline did with it.
public struct CommitTaken: Hashable, Sendable, Codable {
    /// Whose cursor moves.
    public var owner: String
    /// The branch, by its short name.
    public var branch: String
    /// The commit.
    public var commit: ObjectID
    /// One for each pipeline, and for each thing that kept a document from being read.
    public var verdicts: [Verdict]
    /// Documents that runs took.
    public var documents: [DocumentKey]
    /// When.
    public var at: Instant

    /// What a pipeline did with a commit or an event.
    public struct Verdict: Hashable, Sendable, Codable {
        /// The closed list of what can come of it.
        public enum Outcome: String, Hashable, Sendable, Codable {
            case started
            case noEvent = "no_event"
            case alreadyTaken = "already_taken"
            /// A run of the pipeline led to the event, or too many runs did.
            case selfCaused = "self_caused"
            case filterFalse = "filter_false"
            case filterError = "filter_error"
            case rejected
            case invalid
            case unreadable
        }

        /// Which pipeline; `nil` for what concerns a document alone.
        public var pipeline: PipelineName?
        /// What came of it.
        public var outcome: Outcome
        /// The run, where one was started.
        public var run: RunID?
        /// One sentence.
        public var detail: String
    }
}

/// An event that is no document's was taken: what each pipeline did with it.
public struct EventTaken: Hashable, Sendable, Codable {
    /// The event.
    public var event: Event
    /// Who brought it; empty where the daemon states it itself.
    public var by: String
    /// The run that came to this point, where it is a run's.
    public var run: RunID?
    /// One for each pipeline.
    public var verdicts: [CommitTaken.Verdict]
    /// Runs under way of which a stage waited for it.
    public var waiting: [RunID]
    /// When.
    public var at: Instant
}

/// A run is to be made.
public struct RunRequested: Hashable, Sendable, Codable {
    /// Its derived name.
    public var id: RunID
    /// What for.
    public var request: RunRequest
    /// Runs of its group that it replaces.
    public var supersedes: [RunID]
    /// Runs of its group that must end first.
    public var after: [RunID]
    /// When.
    public var at: Instant

    /// States it.
    public init(id: RunID, request: RunRequest, supersedes: [RunID] = [], after: [RunID] = [], at: Instant) {
        self.id = id
        self.request = request
        self.supersedes = supersedes
        self.after = after
        self.at = at
    }
}

extension WorkspaceEvent: Codable {
    private enum Kind: String, Codable {
        case commitTaken = "commit.taken"
        case runRequested = "run.requested"
        case runOpened = "run.opened"
        case runEnded = "run.ended"
        case runReopened = "run.reopened"
        case runRefused = "run.refused"
        case runArchived = "run.archived"
        case requestTaken = "request.taken"
        case eventTaken = "event.taken"
        case scheduleSeen = "schedule.seen"
        case scheduleGone = "schedule.gone"
        case scheduleTaken = "schedule.taken"
        case schedulesAdopted = "schedules.adopted"
    }

    private enum Key: String, CodingKey {
        case type, run, status, reason
    }

    /// Reads an object whose `type` says which event its other members are.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        switch try container.decode(Kind.self, forKey: .type) {
        case .commitTaken: self = .commitTaken(try CommitTaken(from: decoder))
        case .runRequested: self = .runRequested(try RunRequested(from: decoder))
        case .runOpened: self = .runOpened(try container.decode(RunID.self, forKey: .run))
        case .runEnded:
            let status = try container.decode(Run.End.Status.self, forKey: .status)
            self = .runEnded(try container.decode(RunID.self, forKey: .run), status)
        case .runReopened: self = .runReopened(try RunReopened(from: decoder))
        case .runRefused:
            let reason = try container.decode(String.self, forKey: .reason)
            self = .runRefused(try container.decode(RunID.self, forKey: .run), reason: reason)
        case .runArchived: self = .runArchived(try RunArchived(from: decoder))
        case .requestTaken: self = .requestTaken(try RequestTaken(from: decoder))
        case .eventTaken: self = .eventTaken(try EventTaken(from: decoder))
        case .scheduleSeen: self = .scheduleSeen(try ScheduleSeen(from: decoder))
        case .scheduleGone: self = .scheduleGone(try ScheduleGone(from: decoder))
        case .scheduleTaken: self = .scheduleTaken(try ScheduleTaken(from: decoder))
        case .schedulesAdopted: self = .schedulesAdopted(try SchedulesAdopted(from: decoder))
        }
    }

    /// Writes the payload's members and `type` into one object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        switch self {
        case .commitTaken(let payload):
            try container.encode(Kind.commitTaken, forKey: .type)
            try payload.encode(to: encoder)
        case .runRequested(let payload):
            try container.encode(Kind.runRequested, forKey: .type)
            try payload.encode(to: encoder)
        case .runOpened(let run):
            try container.encode(Kind.runOpened, forKey: .type)
            try container.encode(run, forKey: .run)
        case .runEnded(let run, let status):
            try container.encode(Kind.runEnded, forKey: .type)
            try container.encode(run, forKey: .run)
            try container.encode(status, forKey: .status)
        case .runReopened(let payload):
            try container.encode(Kind.runReopened, forKey: .type)
            try payload.encode(to: encoder)
        case .runRefused(let run, let reason):
            try container.encode(Kind.runRefused, forKey: .type)
            try container.encode(run, forKey: .run)
            try container.encode(reason, forKey: .reason)
        case .runArchived(let payload):
            try container.encode(Kind.runArchived, forKey: .type)
            try payload.encode(to: encoder)
        case .requestTaken(let payload):
            try container.encode(Kind.requestTaken, forKey: .type)
            try payload.encode(to: encoder)
        case .eventTaken(let payload):
            try container.encode(Kind.eventTaken, forKey: .type)
            try payload.encode(to: encoder)
        case .scheduleSeen(let payload):
            try container.encode(Kind.scheduleSeen, forKey: .type)
            try payload.encode(to: encoder)
        case .scheduleGone(let payload):
            try container.encode(Kind.scheduleGone, forKey: .type)
            try payload.encode(to: encoder)
        case .scheduleTaken(let payload):
            try container.encode(Kind.scheduleTaken, forKey: .type)
            try payload.encode(to: encoder)
        case .schedulesAdopted(let payload):
            try container.encode(Kind.schedulesAdopted, forKey: .type)
            try payload.encode(to: encoder)
        }
    }
}
