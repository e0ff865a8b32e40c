public import JSONValues

/// A fact that can trigger something, in the shape of a CloudEvent 1.0.
public struct Event: Hashable, Sendable, Codable {
    /// Unique for its source; derived, so that the same fact has the same id.
    public var id: String
    /// `plan.committed`, `spec.ready`, …
    public var type: String
    /// Who states it: a branch, a run, a person.
    public var source: String
    /// When it happened.
    public var time: Instant
    /// What it is about: a path, a stage.
    public var subject: String
    /// The facts; an object whose members are the roots of filters (`plan`, `spec`).
    public var data: JSON
    /// The pipelines of the runs that led to it, the first one first; `nil` where no run did.
    public var chain: [PipelineName]?

    /// Makes an event.
    public init(
        id: String, type: String, source: String, time: Instant, subject: String, data: JSON,
        chain: [PipelineName]? = nil
    ) {
        self.id = id
        self.type = type
        self.source = source
        self.time = time
        self.subject = subject
        self.data = data
        self.chain = chain
    }
}
