public import Documents
public import GitNames
public import JSONValues
public import Orchestration
public import Pipelines

/// How a simulated run comes to be: what the pipeline does with what starts it, and the run's first event.
public struct SimulatedStart: Hashable, Sendable {
    /// What starts a run.
    public enum Cause: Hashable, Sendable {
        /// A person, with these inputs.
        case manual(inputs: JSON)
        /// Documents that one commit adds or changes.
        case documents([SimulatedDocument])
        /// An event that is no document's, with its data.
        case event(type: String, data: JSON)
        /// The next time of a schedule.
        case schedule(Schedule)
    }

    /// Where and when it starts, and what is known there.
    public struct Place: Hashable, Sendable {
        /// The commit that the run starts from.
        public var commit: ObjectID
        /// The branch on which it was seen.
        public var branch: String
        /// The commit's author.
        public var author: String
        /// When the run starts.
        public var at: Instant
        /// Before the short names of branches that the daemon makes.
        public var branchPrefix: String
        /// Specs that are there, for dependencies that point outside the run: id → status.
        public var knownSpecs: [String: String]

        /// States it.
        public init(
            commit: ObjectID, branch: String, author: String, at: Instant, branchPrefix: String = "taskdaemon/",
            knownSpecs: [String: String] = [:]
        ) {
            self.commit = commit
            self.branch = branch
            self.author = author
            self.at = at
            self.branchPrefix = branchPrefix
            self.knownSpecs = knownSpecs
        }
    }

    /// The type of what starts it.
    public var event: String
    /// What the pipeline does with that; where it starts nothing, the run is one that a person asks for.
    public var verdict: CommitTaken.Verdict?
    /// The run's first event.
    public var created: RunCreated

    /// Decides what a pipeline does with a cause, as a workspace does in which nothing else has happened.
    public init(of pipeline: Pipeline, by cause: Cause, in place: Place) {
        var request = RunRequest(
            pipeline: pipeline.name, commit: place.commit, branch: place.branch, eventType: "manual", documents: [],
            nonce: "simulated")
        var documents: [SimulatedDocument] = []
        var decided: [WorkspaceEvent] = []
        switch cause {
        case .manual(let inputs):
            event = "manual"
            request.inputs = inputs
        case .documents(let list):
            documents = list
            event = list.first.map { "\($0.kind.rawValue).committed" } ?? "manual"
            request.eventType = event
            request.documents = list.map(\.key)
            let facts = CommitFacts(
                owner: "simulate", branch: place.branch, commit: place.commit,
                documents: list.map { $0.fact(in: place) }, pipelines: [.valid(pipeline)])
            decided = Workspace().decide(.commitSeen(facts), at: place.at)
        case .event(let type, let data):
            let event = Event(
                id: "simulated", type: type, source: "simulate", time: place.at, subject: "", data: data)
            self.event = type
            request.eventType = type
            request.event = event
            let facts = EventFacts(
                event, .request, by: "simulate", commit: place.commit, branch: place.branch,
                pipelines: [.valid(pipeline)])
            decided = Workspace().decide(.eventSeen(facts), at: place.at)
        case .schedule(let schedule):
            let time = schedule.next(after: place.at) ?? place.at
            let event = Event(schedule, of: pipeline.name, at: time, after: place.at, now: time)
            self.event = event.type
            request.eventType = event.type
            request.event = event
            let facts = EventFacts(
                event, .schedule, by: "simulate", commit: place.commit, branch: place.branch,
                pipelines: [.valid(pipeline)])
            decided = Workspace().decide(.eventSeen(facts), at: time)
        }
        for event in decided {
            switch event {
            case .commitTaken(let taken): verdict = taken.verdicts.first
            case .eventTaken(let taken): verdict = taken.verdicts.first
            case .runRequested(let requested): request = requested.request
            default: continue
            }
        }
        let started = documents.filter { request.documents.contains($0.key) }
        created = RunCreated(
            id: request.runID(), owner: "simulate", pipeline: pipeline, request: request,
            documents: started.map { $0.root(in: place) }, knownSpecs: place.knownSpecs,
            branchPrefix: place.branchPrefix, identity: .daemon, untrusted: [], supersedes: [], after: [],
            at: place.at)
    }
}

/// A document as a commit would have it.
public struct SimulatedDocument: Hashable, Sendable {
    /// What it is for.
    public var kind: DocumentKind
    /// Path and content.
    public var key: DocumentKey
    /// Its values, as expressions see them.
    public var values: JSON

    /// Reads a Markdown document.
    public init(_ bytes: [UInt8], kind: DocumentKind, path: String) throws(DocumentError) {
        self.kind = kind
        key = DocumentKey(path: path, blob: ObjectID(of: "blob", bytes))
        values = try Document.parse(bytes, kind: kind, path: path).json
    }

    /// Takes values that a document might have; what is not stated is as in a document that does not say it.
    public init(stating values: JSON, kind: DocumentKind, path: String) throws(DocumentError) {
        let empty = try Document.parse([], kind: kind, path: path).json.objectValue ?? [:]
        var members = empty.merging(values.objectValue ?? [:]) { $1 }
        members["kind"] = .string(kind.rawValue)
        members["path"] = .string(path)
        self.kind = kind
        key = DocumentKey(path: path, blob: ObjectID(of: "blob", Array(values.text.utf8)))
        self.values = .object(members)
    }

    /// As the run's own documents are.
    fileprivate func root(in place: SimulatedStart.Place) -> JSON {
        RunCreated.root(
            of: values, blob: key.blob, commit: place.commit, branch: place.branch, author: place.author)
    }

    /// As the event of the document has it.
    fileprivate func fact(in place: SimulatedStart.Place) -> CommitFacts.DocumentFact {
        let told = ["id", "title", "status", "dependencies", "path", "blob", "commit", "branch", "author"]
        let members = (root(in: place).objectValue ?? [:]).filter { told.contains($0.key) }
        return CommitFacts.DocumentFact(event: "\(kind.rawValue).committed", key: key, data: .object(members))
    }
}
