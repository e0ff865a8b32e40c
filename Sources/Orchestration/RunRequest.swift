import Digests
import Expressions
public import GitNames
public import JSONValues
public import Pipelines

/// What a run was started for, small enough to stand in the workspace's journal; the rest is read from the commit.
public struct RunRequest: Hashable, Sendable, Codable {
    /// Which pipeline.
    public var pipeline: PipelineName
    /// The commit whose tree the run starts from and whose definitions it keeps.
    public var commit: ObjectID
    /// The branch on which that commit was seen, by its short name; for a detached HEAD the worktree's.
    public var branch: String
    /// The type of the event that asked for it, `manual` where a person did.
    public var eventType: String
    /// The documents it is about, in order.
    public var documents: [DocumentKey]
    /// Values given by hand.
    public var inputs: JSON
    /// The request's ULID, the event's id or the scheduled instant, where there is one.
    public var nonce: String?
    /// The event that asked for it, where it is no document's.
    public var event: Event?
    /// The try of another run's stage that it is, where it is one.
    public var parent: ParentAttempt?
    /// The concurrency group, as the value's text.
    public var group: String?
    /// The priority that was asked for; `nil` for the pipeline's.
    public var priority: Int?

    /// States a request.
    public init(
        pipeline: PipelineName, commit: ObjectID, branch: String, eventType: String, documents: [DocumentKey],
        inputs: JSON = .object([:]), nonce: String? = nil, event: Event? = nil, parent: ParentAttempt? = nil,
        group: String? = nil, priority: Int? = nil
    ) {
        self.pipeline = pipeline
        self.commit = commit
        self.branch = branch
        self.eventType = eventType
        self.documents = documents
        self.inputs = inputs
        self.nonce = nonce
        self.event = event
        self.parent = parent
        self.group = group
        self.priority = priority
    }

    /// The run's name: a slug of the first document, and hex digits of a hash over what was asked for.
    ///
    /// Derived, so that seeing the same thing twice starts nothing twice.
    /// - Parameter digits: 7, or more when a run of that name was started for something else.
    public func runID(digits: Int = 7) -> RunID {
        let parts = [pipeline.rawValue, commit.hex] + documents.map(\.path) + (nonce.map { [$0] } ?? [])
        let hash = SHA256.hex(parts.joined(separator: "\0")).prefix(digits)
        return RunID("\(slug)-\(hash)")
    }

    /// The pipelines of the runs that led to what this run does, its own last.
    public var chain: [PipelineName] { (parent?.chain ?? event?.chain ?? []) + [pipeline] }

    /// What expressions that decide about the start see: the request, and over it the given roots of its documents or
    /// its event.
    func bindings(with more: [String: JSON]) -> Bindings { Bindings(roots(with: more)) }

    /// That a filter is false, with the values that it read.
    func falsehood(of filter: Expression?, with more: [String: JSON]) -> String {
        guard let filter else { return "it is false" }
        let values = Run.shown(Run.values(in: filter, from: roots(with: more)))
        return "\(filter.source) is false\(values)"
    }

    private func roots(with more: [String: JSON]) -> [String: JSON] {
        let commit = JSON.string(commit.hex)
        let roots: [String: JSON] = [
            "request": [
                "inputs": inputs, "event": .string(eventType), "branch": .string(branch), "commit": commit,
            ],
            "run": ["pipeline": .string(pipeline.rawValue), "base": commit],
            "git": ["commit": commit, "branch": .string(branch)],
        ]
        return roots.merging(more) { $1 }
    }

    private var slug: String {
        if let parent { return Slug.make(parent.attempt.instance.stage.rawValue) }
        guard let path = documents.first?.path else { return "run" }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let stem = name.hasSuffix(".md") ? String(name.dropLast(3)) : name
        return Slug.make(stem)
    }
}
