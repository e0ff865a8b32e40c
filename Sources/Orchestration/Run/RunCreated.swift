public import GitNames
public import JSONValues
public import Pipelines

/// The first event of a run: everything that it will ever need to know of the world it started in.
public struct RunCreated: Hashable, Sendable, Codable {
    /// The derived name.
    public var id: RunID
    /// The random id of the machine state that acts on this run.
    public var owner: String
    /// The definition, resolved and whole: later edits affect later runs.
    public var pipeline: Pipeline
    /// What was asked for.
    public var request: RunRequest
    /// Parsed documents of the request, in order, as the roots `plan` and `spec` show them.
    public var documents: [JSON]
    /// Every spec that the base knows, for dependencies that point outside the run: id → status.
    public var knownSpecs: [String: String]
    /// Before the branches' short names.
    public var branchPrefix: String
    /// Who makes the run's commits.
    public var identity: Identity
    /// Command lines that are new to this machine and must be shown first; empty when all may run.
    public var untrusted: [String]
    /// Why these may not run, where it is not that they are new.
    public var distrust: String?
    /// Runs of the same group that this one replaces.
    public var supersedes: [RunID]
    /// Runs of the same group that must end before this one starts.
    public var after: [RunID]
    /// How long, in all, an attempt may be put off by failures that are not counted; `nil` is a day.
    public var transientLimit: Duration?
    /// That what may be used in a day was used up already.
    public var dayUsedUp: DayUsedUp?
    /// When it was created.
    public var at: Instant

    /// States all of it.
    public init(
        id: RunID, owner: String, pipeline: Pipeline, request: RunRequest, documents: [JSON],
        knownSpecs: [String: String], branchPrefix: String, identity: Identity, untrusted: [String],
        supersedes: [RunID], after: [RunID], transientLimit: Duration? = nil,
        dayUsedUp: DayUsedUp? = nil, distrust: String? = nil, at: Instant
    ) {
        self.id = id
        self.owner = owner
        self.pipeline = pipeline
        self.request = request
        self.documents = documents
        self.knownSpecs = knownSpecs
        self.branchPrefix = branchPrefix
        self.identity = identity
        self.untrusted = untrusted
        self.distrust = distrust
        self.supersedes = supersedes
        self.after = after
        self.transientLimit = transientLimit
        self.dayUsedUp = dayUsedUp
        self.at = at
    }

    /// A parsed document as the roots `plan` and `spec` show it: its values, and where it comes from.
    public static func root(
        of document: JSON, blob: ObjectID, commit: ObjectID, branch: String, author: String
    ) -> JSON {
        var members = document.objectValue ?? [:]
        members["blob"] = .string(blob.hex)
        members["commit"] = .string(commit.hex)
        members["branch"] = .string(branch)
        members["author"] = .string(author)
        // A spec's own text is read again by the loop that needs it.
        if members["kind"] == "spec" { members["specs"] = nil }
        return .object(members)
    }
}
