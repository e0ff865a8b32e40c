/// What an evaluation gave.
///
/// An error is a result of its own: it blocks what the expression decides, and is never taken for `false` or `null`.
public enum Evaluation: Hashable, Sendable {
    case value(Value)
    case error(EvaluationError)
}

extension Evaluation {
    /// The value, or the error thrown.
    public func get() throws(EvaluationError) -> Value {
        switch self {
        case .value(let value): return value
        case .error(let error): throw error
        }
    }
}

/// What a condition gave.
public enum Verdict: Hashable, Sendable {
    case holds
    case fails
    /// Neither: what the condition decides waits, and the error is its reason.
    case error(EvaluationError)
}
