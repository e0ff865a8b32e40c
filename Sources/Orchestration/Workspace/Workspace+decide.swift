import Expressions
public import GitNames
public import JSONValues
public import Pipelines

/// Something that has come to the workspace.
public enum WorkspaceCommand: Hashable, Sendable {
    /// A commit on a watched branch, with what it says.
    case commitSeen(CommitFacts)
    /// A person asks for a run.
    case runAsked(RunRequest, ulid: String, by: String)
    /// A run needs a run for one of its tries.
    case subrunNeeded(RunRequest)
    /// The run's journal stands.
    case runOpened(RunID)
    /// The run could not be made.
    case runRefused(RunID, reason: String)
    /// The run has ended.
    case runEnded(RunID, Run.End.Status)
    /// The run, which had ended, goes on; events of what stands in it were told before.
    case runReopened(RunID, group: String?, told: [String])
    /// Something has happened that is no document's: a person or a hook says so, a ref moved, or a run came to a point.
    case eventSeen(EventFacts)
    /// The clock, or HEAD, may have moved: what starts by the clock there.
    case schedulesSeen(ScheduleFacts)
    /// A person asks that this machine starts runs by the clock.
    case schedulesAsked(owner: String, ulid: String, by: String)
    /// The run, which has ended, is to be archived.
    case runArchived(RunID, documents: [DocumentKey])
    /// A request that no part of the daemon can act on.
    case requestRefused(ulid: String, type: String, by: String, reason: String)
}

/// What a commit says, as read from git.
public struct CommitFacts: Hashable, Sendable {
    /// A document that the commit added, changed or removed.
    public struct DocumentFact: Hashable, Sendable {
        /// `plan.committed`, `spec.removed`, …
        public var event: String
        /// Path and content.
        public var key: DocumentKey
        /// `plan` or `spec` as filters see it.
        public var data: JSON

        /// States a document event.
        public init(event: String, key: DocumentKey, data: JSON) {
            self.event = event
            self.key = key
            self.data = data
        }
    }

    /// A definition at that commit.
    public enum PipelineFact: Hashable, Sendable {
        case valid(Pipeline)
        case broken(PipelineName, reason: String)
    }

    /// Whose cursor moves.
    public var owner: String
    /// The branch, by its short name.
    public var branch: String
    /// The commit.
    public var commit: ObjectID
    /// Its document events, in path order.
    public var documents: [DocumentFact]
    /// Documents that could not be read: path and reason.
    public var unreadable: [String]
    /// The pipelines that it defines, and the built-in ones.
    public var pipelines: [PipelineFact]
    /// Contents at paths that runs themselves have written.
    public var written: Set<DocumentKey>

    /// States the facts.
    public init(
        owner: String, branch: String, commit: ObjectID, documents: [DocumentFact] = [], unreadable: [String] = [],
        pipelines: [PipelineFact] = [], written: Set<DocumentKey> = []
    ) {
        self.owner = owner
        self.branch = branch
        self.commit = commit
        self.documents = documents
        self.unreadable = unreadable
        self.pipelines = pipelines
        self.written = written
    }
}

extension Workspace {
    /// Decides what follows from a command.
    public func decide(_ command: WorkspaceCommand, at now: Instant) -> [WorkspaceEvent] {
        switch command {
        case .commitSeen(let facts): return take(facts, at: now)
        case .eventSeen(let facts): return take(facts, at: now)
        case .schedulesSeen(let facts): return take(facts, at: now)
        case .schedulesAsked(let owner, let ulid, let by):
            guard !taken.contains(ulid) else { return [] }
            return [.schedulesAdopted(SchedulesAdopted(owner: owner, ulid: ulid, by: by, at: now))]
        case .subrunNeeded(let request):
            let id = request.runID()
            guard active[id] == nil else { return [] }
            return [.runRequested(RunRequested(id: id, request: request, supersedes: [], after: [], at: now))]
        case .runOpened(let run): return requested[run] == nil ? [] : [.runOpened(run)]
        case .runRefused(let run, let reason): return active[run] == nil ? [] : [.runRefused(run, reason: reason)]
        case .runEnded(let run, let status): return active[run] == nil ? [] : [.runEnded(run, status)]
        case .runReopened(let run, let group, let told):
            guard active[run] == nil else { return [] }
            return [.runReopened(RunReopened(run: run, group: group, told: told, at: now))]
        case .runArchived(let run, let documents):
            return active[run] == nil ? [.runArchived(RunArchived(run: run, documents: documents, at: now))] : []
        case .requestRefused(let ulid, let type, let by, let reason):
            guard !taken.contains(ulid) else { return [] }
            return [.requestTaken(RequestTaken(ulid: ulid, request: type, by: by, at: now, refused: reason))]
        case .runAsked(let request, let ulid, let by):
            guard !taken.contains(ulid) else { return [] }
            let taken = WorkspaceEvent.requestTaken(RequestTaken(ulid: ulid, request: "run", by: by, at: now))
            return [
                taken,
                .runRequested(
                    RunRequested(id: request.runID(), request: request, supersedes: [], after: [], at: now)),
            ]
        }
    }

    /// What each pipeline does with a commit; nothing when its events were taken before.
    private func take(_ facts: CommitFacts, at now: Instant) -> [WorkspaceEvent] {
        guard cursors[facts.owner]?[facts.branch] != facts.commit else { return [] }
        var next = self
        var events: [WorkspaceEvent] = []
        var verdicts = facts.unreadable.map {
            CommitTaken.Verdict(pipeline: nil, outcome: .unreadable, run: nil, detail: $0)
        }
        let fresh = facts.documents.filter { document in
            // That a document went is told once, whoever had taken or written it.
            document.isRemoval
                ? !removals.contains(document.key)
                : !documents.contains(document.key) && !facts.written.contains(document.key)
        }
        for pipeline in facts.pipelines {
            switch pipeline {
            case .broken(let name, let reason):
                verdicts.append(.init(pipeline: name, outcome: .invalid, run: nil, detail: reason))
            case .valid(let pipeline):
                for outcome in next.starts(of: pipeline, facts, fresh, at: now) {
                    verdicts.append(outcome.verdict)
                    if let requested = outcome.requested {
                        events.append(.runRequested(requested))
                        next.apply(.runRequested(requested))
                    }
                }
            }
        }
        let took = events.flatMap { event -> [DocumentKey] in
            if case .runRequested(let requested) = event, !requested.request.isOfRemoval {
                requested.request.documents
            } else {
                []
            }
        }
        let taken = CommitTaken(
            owner: facts.owner, branch: facts.branch, commit: facts.commit, verdicts: verdicts,
            documents: Array(Set(took)).sorted(), at: now)
        return [.commitTaken(taken)] + events
    }

    /// One thing that a pipeline does with a commit or an event.
    struct Start {
        var verdict: CommitTaken.Verdict
        var requested: RunRequested?
    }

    /// What one pipeline does with a commit.
    private func starts(
        of pipeline: Pipeline, _ facts: CommitFacts, _ fresh: [CommitFacts.DocumentFact], at now: Instant
    ) -> [Start] {
        func verdict(_ outcome: CommitTaken.Verdict.Outcome, _ detail: String, _ run: RunID? = nil) -> Start {
            Start(verdict: .init(pipeline: pipeline.name, outcome: outcome, run: run, detail: detail))
        }
        let types = Set(pipeline.startOn.map(\.event))
        let concerned = facts.documents.filter { types.contains($0.event) }
        guard !concerned.isEmpty else {
            let wanted = types.sorted().joined(separator: ", ")
            return [verdict(.noEvent, wanted.isEmpty ? "it starts by hand only" : "no \(wanted) in this commit")]
        }
        var starts: [Start] = []
        var passed: [(event: String, documents: [CommitFacts.DocumentFact])] = []
        for trigger in pipeline.startOn {
            var matching: [CommitFacts.DocumentFact] = []
            for document in concerned where document.event == trigger.event {
                guard fresh.contains(document) else {
                    starts.append(verdict(.alreadyTaken, "\(document.key.path) was taken or written by a run before"))
                    continue
                }
                let request = RunRequest(
                    pipeline: pipeline.name, commit: facts.commit, branch: facts.branch, eventType: trigger.event,
                    documents: [document.key])
                let roots = roots(of: document)
                switch trigger.filter?.condition(in: request.bindings(with: roots)) {
                case nil, .holds: matching.append(document)
                case .fails:
                    let reason = request.falsehood(of: trigger.filter, with: roots)
                    starts.append(verdict(.filterFalse, "\(document.key.path): \(reason)"))
                case .error(let error): starts.append(verdict(.filterError, "\(document.key.path): \(error.message)"))
                }
            }
            // What an earlier trigger of the same pipeline takes is taken.
            matching.removeAll { document in passed.contains { $0.documents.contains(document) } }
            // All specs of one commit make one run; anything else makes one each.
            if trigger.event == "spec.committed" {
                if !matching.isEmpty { passed.append((trigger.event, matching)) }
            } else {
                passed += matching.map { (trigger.event, [$0]) }
            }
        }
        var groups = self
        for (event, documents) in passed {
            let request = RunRequest(
                pipeline: pipeline.name, commit: facts.commit, branch: facts.branch, eventType: event,
                documents: documents.map(\.key))
            switch groups.request(pipeline, request, documents.first.map(roots) ?? [:], at: now) {
            case .success(let requested):
                starts.append(
                    Start(
                        verdict: .init(
                            pipeline: pipeline.name, outcome: .started, run: requested.id,
                            detail: documents.map(\.key.path).joined(separator: ", ")), requested: requested))
                groups.apply(.runRequested(requested))
            case .failure(let reason): starts.append(verdict(reason.outcome, reason.detail))
            }
        }
        return starts
    }

    /// Why a pipeline starts no run for what it was started for.
    struct Refusal: Error {
        var outcome: CommitTaken.Verdict.Outcome
        var detail: String
    }

    /// The run that a pipeline is to make, or why none: another of its group may stand in the way.
    ///
    /// - Parameter roots: what the group's expression sees besides the request itself.
    func request(
        _ pipeline: Pipeline, _ request: RunRequest, _ roots: [String: JSON], at now: Instant
    ) -> Result<RunRequested, Refusal> {
        var request = request
        var requested = RunRequested(id: request.runID(), request: request, supersedes: [], after: [], at: now)
        if let concurrency = pipeline.concurrency {
            switch concurrency.group.evaluate(in: request.bindings(with: roots)) {
            case .error(let error):
                return .failure(Refusal(outcome: .filterError, detail: "concurrency group: \(error.message)"))
            case .value(let value): request.group = "\(pipeline.name) \(value.json?.text ?? "")"
            }
            let clashing = active.filter { $0.value == request.group }.map(\.key).sorted()
            switch concurrency.onConflict {
            case .supersede: requested.supersedes = clashing
            case .queue: requested.after = clashing
            case .reject:
                if let other = clashing.first {
                    return .failure(Refusal(outcome: .rejected, detail: "run \(other) of the same group has not ended"))
                }
            }
        }
        var digits = 7
        while active[request.runID(digits: digits)] != nil, digits < 40 { digits += 1 }
        requested.id = request.runID(digits: digits)
        requested.request = request
        return .success(requested)
    }

    private func roots(of document: CommitFacts.DocumentFact) -> [String: JSON] {
        let kind = document.event.split(separator: ".").first.map(String.init) ?? "document"
        return [kind: document.data, "event": .object(["type": .string(document.event), kind: document.data])]
    }
}

extension CommitFacts.DocumentFact {
    /// Whether the document went.
    var isRemoval: Bool { event.hasSuffix(".removed") }
}

extension RunRequest {
    /// Whether it is about documents that are no longer there.
    var isOfRemoval: Bool { eventType.hasSuffix(".removed") }
}
