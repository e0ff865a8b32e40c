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

    /// Only tells the kinds apart, and leaves the parts of each to another function: what this one holds on the stack, it
    /// holds for every level of nesting.
    private mutating func evaluate(_ node: Node) throws(EvaluationError) -> Value {
        switch node.kind {
        case .literal(let value): return value
        case .local(let place): return locals[place]
        case .name(let name): return try resolve(name)
        case .select(let selection): return try select(selection)
        case .call(let call): return try self.call(call)
        case .fold(let fold): return try self.fold(fold)
        case .and(let terms): return try connect(terms, decidedBy: false, "&&")
        case .or(let terms): return try connect(terms, decidedBy: true, "||")
        case .list(let elements): return try list(elements)
        case .map(let entries): return try map(entries)
        case .binary: return try evaluateBinary(node)
        default: return try evaluateOther(node)
        }
    }

    private mutating func evaluateBinary(_ node: Node) throws(EvaluationError) -> Value {
        guard case .binary(let symbol, let left, let right) = node.kind else { return .null }
        let leftValue = try value(of: left)
        return try binary(symbol, leftValue, value(of: right))
    }

    private mutating func evaluateOther(_ node: Node) throws(EvaluationError) -> Value {
        switch node.kind {
        case .not(let operand): return try not(operand)
        case .negate(let operand): return try Arithmetic.negate(value(of: operand))
        case .conditional(let condition, let then, let otherwise):
            return try value(of: choose(condition) ? then : otherwise)
        case .presence(let operand, let field): return try presence(of: field, in: operand)
        case .index(let operand, let index, let isOptional):
            return try element(of: operand, at: index, isOptional: isOptional)
        case .bind(_, let value, let body): return try scoped(self.value(of: value), body)
        case .optionalMap(let operand, _, let body, let isFlat):
            return try optionalMap(operand, body, isFlat: isFlat)
        case .literal, .local, .name, .select, .call, .fold, .and, .or, .list, .map, .binary:
            // The caller has these.
            return .null
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
