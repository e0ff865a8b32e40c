/// One spec of a plan, or a spec document seen as one.
public struct SpecSection: Hashable, Sendable, Codable {
    /// Its id: from its `ID` line, else the slug of its title; no two in one plan are the same.
    public var id: String
    /// The heading's text after `Spec:`.
    public var title: String
    /// Its status as written.
    public var status: String
    /// The ids it depends on, in order, none twice.
    public var dependencies: [String]
    /// The Markdown of its section Summary.
    public var summary: String
    /// The items of its section Goals, as plain text.
    public var goals: [String]
    /// The items of its section Acceptance Criteria.
    public var acceptanceCriteria: [Criterion]
    /// Its phases, in order.
    public var phases: [Phase]
    /// The Markdown below its heading, without the header lines that the fields above hold.
    public var body: String
    /// The level of its heading, 1 to 6.
    public var level: Int
    /// The source line of its heading, from 1.
    public var line: Int

    /// Whether the status says that the work is done: `Complete`, `Done` or `Implemented`, in any case.
    public var isComplete: Bool { ["complete", "done", "implemented"].contains(status.lowercased()) }

    /// States a spec.
    public init(
        id: String, title: String, status: String = "", dependencies: [String] = [], summary: String = "",
        goals: [String] = [], acceptanceCriteria: [Criterion] = [], phases: [Phase] = [], body: String = "",
        level: Int = 1, line: Int = 1
    ) {
        self.id = id
        self.title = title
        self.status = status
        self.dependencies = dependencies
        self.summary = summary
        self.goals = goals
        self.acceptanceCriteria = acceptanceCriteria
        self.phases = phases
        self.body = body
        self.level = level
        self.line = line
    }
}
