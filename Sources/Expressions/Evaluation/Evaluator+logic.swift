extension Evaluator {
    /// `a && b && c`, or with `||`: a term that decides makes errors of the others, on either side, not count.
    mutating func connect(_ terms: [Node], decidedBy decisive: Bool, _ symbol: String) throws(EvaluationError) -> Value
    {
        var failure: EvaluationError?
        for term in terms {
            do throws(EvaluationError) {
                if try truth(of: term, of: symbol) == decisive { return .bool(decisive) }
            } catch {
                try hold(error, in: &failure)
            }
        }
        if let failure { throw failure }
        return .bool(!decisive)
    }

    mutating func not(_ operand: Node) throws(EvaluationError) -> Value {
        .bool(try !truth(of: operand, of: "!"))
    }

    mutating func choose(_ condition: Node) throws(EvaluationError) -> Bool {
        try truth(of: condition, of: "?:")
    }

    mutating func truth(of node: Node, of user: String) throws(EvaluationError) -> Bool {
        let value = try value(of: node)
        if case .bool(let truth) = value { return truth }
        var error = EvaluationError.wrongType("'\(user)'", [value])
        error.range = node.range
        throw error
    }
}
