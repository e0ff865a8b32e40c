extension Parser {
    /// Reads the rest of a macro, from after its parenthesis; nothing where it is an ordinary call.
    mutating func macro(
        _ name: String, on target: Node?, from start: Int, nameOffset: Int
    ) throws(SyntaxFault) -> Node? {
        guard let target else {
            return name == "has" ? try presence(from: start, nameOffset: nameOffset) : nil
        }
        if let operation = Node.Fold.Operation(macro: name) { return try fold(operation, over: target, from: start) }
        switch name {
        case "optMap", "optFlatMap": return try optionalMap(name, on: target, from: start)
        case "bind":
            guard case .name(let namespace) = target.kind, namespace.text == "cel" else { return nil }
            return try bind(from: start)
        default: return nil
        }
    }

    private mutating func optionalMap(_ name: String, on target: Node, from start: Int) throws(SyntaxFault) -> Node {
        let variable = try variable(of: name)
        let body = try scoped([variable]) { (parser) throws(SyntaxFault) in try parser.expression() }
        try expect(.rightParenthesis)
        let isFlat = name == "optFlatMap"
        return try node(.optionalMap(target, local: locals.count, body: body, isFlat: isFlat), from: start)
    }

    private mutating func bind(from start: Int) throws(SyntaxFault) -> Node {
        let variable = try variable(of: "cel.bind")
        let value = try expression()
        try expect(.comma)
        let body = try scoped([variable]) { (parser) throws(SyntaxFault) in try parser.expression() }
        try expect(.rightParenthesis)
        return try node(.bind(local: locals.count, value: value, body: body), from: start)
    }

    /// `has(a.b)`
    private mutating func presence(from start: Int, nameOffset: Int) throws(SyntaxFault) -> Node {
        let operand = try expression()
        try expect(.rightParenthesis)
        guard case .select(let selection) = operand.kind, !selection.isOptional else {
            throw SyntaxFault(message: "has() takes the selection of a field, as in has(a.b)", offset: nameOffset)
        }
        return try node(.presence(selection.operand, field: selection.field), from: start)
    }

    private mutating func fold(
        _ operation: Node.Fold.Operation, over range: Node, from start: Int
    ) throws(SyntaxFault) -> Node {
        var variables = [try variable(of: operation.rawValue)]
        let needsTwo = operation.rawValue.hasPrefix("transform")
        if needsTwo || operation.mayHaveTwoVariables, case .identifier = current.kind, peek(1) == .symbol(.comma) {
            variables.append(try variable(of: operation.rawValue))
        } else if needsTwo {
            throw unexpected("a second variable of \(operation.rawValue)")
        }
        guard Set(variables).count == variables.count else {
            throw SyntaxFault(message: "both variables have the same name", offset: endOffset)
        }
        let local = locals.count
        var bodies = try scoped(variables) { (parser) throws(SyntaxFault) in
            var bodies = [try parser.expression()]
            if operation.mayHaveFilter, parser.take(.comma) { bodies.append(try parser.expression()) }
            return bodies
        }
        try expect(.rightParenthesis)
        let transform = operation.hasTransform ? bodies.removeLast() : nil
        let fold = Node.Fold(
            operation: operation, range: range, local: local, hasTwoVariables: variables.count == 2,
            predicate: bodies.last, transform: transform)
        return try node(.fold(fold), from: start)
    }

    /// A variable's name and the comma after it.
    private mutating func variable(of macro: String) throws(SyntaxFault) -> String {
        guard case .identifier(let name) = current.kind, peek(1) == .symbol(.comma),
            !["in", "true", "false", "null"].contains(name)
        else { throw unexpected("the variable of \(macro) and a comma") }
        advance()
        advance()
        return name
    }

    private mutating func scoped<Result>(
        _ variables: [String], _ body: (inout Parser) throws(SyntaxFault) -> Result
    ) throws(SyntaxFault) -> Result {
        locals += variables
        defer { locals.removeLast(variables.count) }
        return try body(&self)
    }
}

extension Node.Fold.Operation {
    fileprivate init?(macro name: String) {
        self.init(rawValue: name == "exists_one" ? "existsOne" : name)
    }

    fileprivate var mayHaveTwoVariables: Bool {
        switch self {
        case .all, .exists, .existsOne: true
        case .map, .filter, .transformList, .transformMap, .transformMapEntry: false
        }
    }

    fileprivate var hasTransform: Bool {
        switch self {
        case .all, .exists, .existsOne, .filter: false
        case .map, .transformList, .transformMap, .transformMapEntry: true
        }
    }

    fileprivate var mayHaveFilter: Bool { hasTransform }
}
