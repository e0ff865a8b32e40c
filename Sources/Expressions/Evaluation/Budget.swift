/// What is left of the steps of one evaluation, and the largest size that it may reach.
struct Budget {
    private var steps: Int
    private let limits: ExpressionLimits

    init(_ limits: ExpressionLimits) {
        steps = limits.steps
        self.limits = limits
    }

    mutating func spend(_ count: Int = 1) throws(EvaluationError) {
        steps -= count
        guard steps >= 0 else {
            throw EvaluationError(.limit, "more than \(limits.steps) steps")
        }
    }

    /// Pays for a text, and refuses one that is too long.
    mutating func spend(bytes: Int) throws(EvaluationError) {
        try spend(bytes: bytes, of: bytes)
    }

    /// Pays for a piece of a text that has grown to some length.
    mutating func spend(bytes: Int, of length: Int) throws(EvaluationError) {
        guard length <= limits.size else { throw tooLarge }
        try spend(bytes / 64)
    }

    /// Pays for going over the elements of a list or the entries of a map.
    mutating func spend(elements: Int) throws(EvaluationError) {
        guard elements <= limits.size / 16 else { throw tooLarge }
        try spend(elements / 8)
    }

    /// Refuses a result that would be too large to hand out.
    func check(_ value: Value) throws(EvaluationError) {
        var left = limits.size
        guard value.take(from: &left) else { throw tooLarge }
    }

    private var tooLarge: EvaluationError {
        EvaluationError(.limit, "a value larger than \(limits.size) bytes")
    }
}
