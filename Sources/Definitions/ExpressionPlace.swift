public import Expressions
public import Pipelines

/// The key of a definition that an expression stands under: it says from what the expression can start, and what it
/// must give.
public enum ExpressionPlace: String, CaseIterable, Sendable {
    /// A stage's.
    case when, filter, condition = "on_condition", forEach = "for_each", inputMapping = "input_mapping"
    /// A stage's, which starts from what its loop gave.
    case outputMapping = "output_mapping"
    /// A stage's or a pipeline's.
    case success
    /// Of what decides about starting a run: a filter of `start_on`, the group of `concurrency`.
    case startOn = "start_on", concurrency
    /// Of what says whether a failure is tried again.
    case retryOn = "retry_on"

    /// The type that the expression must give; `nil` where any will do.
    public var expected: ValueType? {
        switch self {
        case .when, .filter, .condition, .success, .startOn, .retryOn: .bool
        case .forEach: .list
        case .inputMapping, .outputMapping, .concurrency: nil
        }
    }

    /// Whether it is a stage's only.
    public var needsStage: Bool {
        switch self {
        case .when, .filter, .condition, .forEach, .inputMapping, .outputMapping: true
        case .success, .startOn, .concurrency, .retryOn: false
        }
    }

    /// Whether it is the same in every pipeline.
    public var isEverywhere: Bool { self == .startOn || self == .concurrency || self == .retryOn }
}

extension StageScope {
    /// Those of a key; `nil` where the pipeline has no such stage, or the key needs one.
    public init?(of place: ExpressionPlace, stage: StageName?, in pipeline: Pipeline) {
        switch (place, stage) {
        case (.startOn, _), (.concurrency, _), (.retryOn, _): self.init(place)
        case (.success, nil): self.init(endOf: pipeline)
        case (.success, let stage?): self.init(endOf: stage, in: pipeline)
        case (.outputMapping, let stage?): self.init(outputsOf: stage, in: pipeline)
        case (_, let stage?): self.init(of: stage, in: pipeline)
        case (_, nil): return nil
        }
    }

    /// Those of a key that is the same in every pipeline; of another, any name may exist.
    public init(_ place: ExpressionPlace) {
        switch place {
        case .startOn, .concurrency: self.init(Root.Place.start)
        case .retryOn: self.init(Root.Place.retry)
        default: self.init(roots: nil)
        }
    }
}
