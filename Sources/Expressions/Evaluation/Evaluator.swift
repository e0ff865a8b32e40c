/// One evaluation of one expression.
struct Evaluator {
    let bindings: Bindings
    var budget: Budget
    /// The values of the variables in scope, innermost last.
    var locals: [Value] = []
    /// What each part gave last, where an explanation was asked for.
    var record: [Int: Evaluation]?

    init(bindings: Bindings, limits: ExpressionLimits) {
        self.bindings = bindings
        budget = Budget(limits)
    }

    /// The value of a whole expression.
    mutating func result(of root: Node) throws(EvaluationError) -> Value {
        let value = try value(of: root)
        try budget.check(value)
        return value
    }

    /// Keeps the first error that another part may yet make unimportant; making it has cost more than a step.
    ///
    /// A limit is no such error: what comes after it would not be evaluated the same way.
    mutating func hold(_ error: EvaluationError, in failure: inout EvaluationError?) throws(EvaluationError) {
        guard error.kind != .limit else { throw error }
        failure = failure ?? error
        try budget.spend(20)
    }

    /// The value of a part; an error comes with the place of the innermost part that failed.
    mutating func value(of node: Node) throws(EvaluationError) -> Value {
        do throws(EvaluationError) {
            try budget.spend()
            let value = try evaluate(node)
            record?[node.id] = .value(value)
            return value
        } catch {
            var located = error
            if located.range == nil { located.range = node.range }
            record?[node.id] = .error(located)
            throw located
        }
    }

    private mutating func evaluate(_ node: Node) throws(EvaluationError) -> Value {
        switch node.kind {
        case .literal(let value): value
        case .local(let place): locals[place]
        case .name(let name): try resolve(name)
        case .select(let selection): try select(selection)
        case .presence(let operand, let field): try presence(of: field, in: operand)
        case .index(let operand, let index, let isOptional): try element(of: operand, at: index, isOptional: isOptional)
        case .call(let call): try self.call(call)
        case .not(let operand): try not(operand)
        case .negate(let operand): try Arithmetic.negate(value(of: operand))
        case .and(let terms): try connect(terms, decidedBy: false, "&&")
        case .or(let terms): try connect(terms, decidedBy: true, "||")
        case .conditional(let condition, let then, let otherwise):
            try value(of: choose(condition) ? then : otherwise)
        case .binary(let symbol, let left, let right): try binary(symbol, value(of: left), value(of: right))
        case .list(let elements): try list(elements)
        case .map(let entries): try map(entries)
        case .fold(let fold): try self.fold(fold)
        case .bind(_, let value, let body): try scoped(self.value(of: value), body)
        case .optionalMap(let operand, _, let body, let isFlat): try optionalMap(operand, body, isFlat: isFlat)
        }
    }

    /// Evaluates with one more variable.
    mutating func scoped(_ variable: Value, _ body: Node) throws(EvaluationError) -> Value {
        locals.append(variable)
        defer { locals.removeLast() }
        return try value(of: body)
    }

    private mutating func call(_ call: Node.Call) throws(EvaluationError) -> Value {
        var arguments: [Value] = []
        arguments.reserveCapacity(call.arguments.count + 1)
        if let target = call.target { arguments.append(try value(of: target)) }
        for argument in call.arguments { arguments.append(try value(of: argument)) }
        guard let function = call.function else {
            throw EvaluationError(.unknownFunction, "unknown function '\(call.name)'")
        }
        return try function.body(arguments, &budget)
    }
}
