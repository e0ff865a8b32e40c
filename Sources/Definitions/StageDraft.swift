import Pipelines

/// A stage as its own lines give it, before it is held against the others.
struct StageDraft {
    var stage: Stage
    /// Where the stage's name stands.
    var position: Position
    /// What each of its triggers waits for; all must come.
    var waits: [Wait]
    /// Whether a trigger could not be read, so that what the stage waits for is not known.
    var isUncertain: Bool
    /// Every expression whose roots are those of a stage.
    var expressions: [WrittenExpression]
    /// The stage that its error handling goes back to.
    var rollback: StageReference?
    /// The stage that is done again when a person does not approve of this one.
    var sentBackTo: StageReference?

    /// Where its `timeout` stands.
    var timeoutPosition: Position?

    /// Every stage that one of its triggers names.
    var references: [StageReference] { waits.flatMap(\.references) }
}

extension Wait {
    /// The stages named in it.
    var references: [StageReference] {
        switch self {
        case .open, .event: []
        case .stages(let references): references
        case .any(let waits): waits.flatMap(\.references)
        }
    }

    /// Those, and the stages that may give the event that is waited for.
    var sources: Set<StageName> {
        switch self {
        case .open: []
        case .event(let stages): stages
        case .stages(let references): Set(references.map(\.name))
        case .any(let waits): waits.reduce(into: []) { $0.formUnion($1.sources) }
        }
    }
}
