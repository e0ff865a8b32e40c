public import GitNames
public import Pipelines

/// What spans runs: which commits and documents were taken, which runs are under way, and in which groups.
///
/// The same shape as `Run`: a fold over its journal, decided upon purely, with its effects derived from state.
public struct Workspace: Hashable, Sendable, Codable {
    /// The last commit taken, by owner and branch.
    public internal(set) var cursors: [String: [String: ObjectID]] = [:]
    /// Contents at paths that a run has taken.
    public internal(set) var documents: Set<DocumentKey> = []
    /// Documents whose removal a run has taken.
    public internal(set) var removals: Set<DocumentKey> = []
    /// Runs that were asked for and whose journal is not known to stand.
    public internal(set) var requested: [RunID: RunRequested] = [:]
    /// Runs that have not ended, and their group.
    public internal(set) var active: [RunID: String?] = [:]
    /// Requests that name no run, and moves of refs, that were taken: by ULID or the event's id; the newest so many.
    public internal(set) var taken: [String] = []
    /// What runs that have not ended came to and what was taken as events, by the events' ids.
    public internal(set) var told: [RunID: Set<String>] = [:]
    /// What is known of the schedules that there are.
    public internal(set) var schedules: [PipelineName: [Schedule: KnownSchedule]] = [:]
    /// Whose daemon starts runs by the clock: that which saw the first schedule, or took them over.
    public internal(set) var scheduleOwner: String?

    /// A workspace in which nothing has happened.
    public init() {}

    /// Takes one event.
    public mutating func apply(_ event: WorkspaceEvent) {
        switch event {
        case .commitTaken(let taken):
            cursors[taken.owner, default: [:]][taken.branch] = taken.commit
            documents.formUnion(taken.documents)
        case .runRequested(let requested):
            self.requested[requested.id] = requested
            active[requested.id] = .some(requested.request.group)
            if requested.request.isOfRemoval {
                removals.formUnion(requested.request.documents)
            } else {
                documents.formUnion(requested.request.documents)
            }
        case .runOpened(let run): requested.removeValue(forKey: run)
        case .runEnded(let run, _), .runRefused(let run, _):
            requested.removeValue(forKey: run)
            active.removeValue(forKey: run)
            told.removeValue(forKey: run)
        case .runReopened(let reopened):
            active[reopened.run] = .some(reopened.group)
            told[reopened.run] = Set(reopened.told)
        case .requestTaken(let request): remember(request.ulid)
        case .eventTaken(let event):
            switch event.run {
            case let run?: if active[run] != nil { told[run, default: []].insert(event.event.id) }
            case nil: remember(event.event.id)
            }
        case .runArchived(let archived): documents.formUnion(archived.documents)
        case .scheduleSeen(let seen):
            scheduleOwner = seen.owner
            schedules[seen.pipeline, default: [:]][seen.schedule] = KnownSchedule(through: seen.at)
        case .scheduleGone(let gone):
            schedules[gone.pipeline]?[gone.schedule] = nil
            if schedules[gone.pipeline]?.isEmpty == true { schedules[gone.pipeline] = nil }
        case .scheduleTaken(let taken):
            guard let pipeline = taken.verdict.pipeline else { return }
            schedules[pipeline]?[taken.schedule] = KnownSchedule(through: taken.event.time, last: taken)
        case .schedulesAdopted(let adopted):
            remember(adopted.ulid)
            scheduleOwner = adopted.owner
            for (pipeline, known) in schedules {
                schedules[pipeline] = known.mapValues { KnownSchedule(through: adopted.at, last: $0.last) }
            }
        }
    }

    private mutating func remember(_ name: String) {
        taken.append(name)
        if taken.count > Self.rememberedRequests { taken.removeFirst() }
    }

    /// An inbox ref is deleted right after its request was taken; this many are remembered in case it was not.
    static let rememberedRequests = 1000
}

/// Something to be done for the workspace.
public enum WorkspaceEffect: Hashable, Sendable {
    /// Make the run's journal from its commit.
    case openRun(RunRequested)
}

extension Workspace {
    /// Everything that is to be done now.
    public var outstandingEffects: [WorkspaceEffect] {
        requested.values.sorted { ($0.at, $0.id) < ($1.at, $1.id) }.map { .openRun($0) }
    }
}
