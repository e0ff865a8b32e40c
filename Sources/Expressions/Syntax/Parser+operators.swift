extension Parser {
    /// `a || b ? c : d`, the whole of an expression.
    mutating func expression() throws(SyntaxFault) -> Node {
        try nested { (parser) throws(SyntaxFault) in try parser.conditional() }
    }

    private mutating func conditional() throws(SyntaxFault) -> Node {
        let start = current.range.lowerBound
        let condition = try terms(.or)
        guard take(.question) else { return condition }
        let then = try nested { (parser) throws(SyntaxFault) in try parser.terms(.or) }
        try expect(.colon)
        let otherwise = try expression()
        return try node(.conditional(condition, then: then, otherwise: otherwise), from: start)
    }

    /// `a || b || c` or `a && b && c`: any number of terms on one level.
    private mutating func terms(_ symbol: Token.Symbol) throws(SyntaxFault) -> Node {
        let start = current.range.lowerBound
        var terms: [Node] = []
        repeat {
            terms.append(try symbol == .or ? self.terms(.and) : binary(minimum: 1))
        } while take(symbol)
        guard terms.count > 1 else { return terms[0] }
        return try node(symbol == .or ? .or(terms) : .and(terms), from: start)
    }

    private mutating func binary(minimum: Int) throws(SyntaxFault) -> Node {
        let start = current.range.lowerBound
        var left = try unary()
        while let symbol = BinaryOperator(current.kind), symbol.precedence >= minimum {
            advance()
            let right = try binary(minimum: symbol.precedence + 1)
            left = try node(.binary(symbol, left, right), from: start)
        }
        return left
    }

    private mutating func unary() throws(SyntaxFault) -> Node {
        let start = current.range.lowerBound
        switch current.kind {
        case .symbol(.not):
            advance()
            let operand = try nested { (parser) throws(SyntaxFault) in try parser.unary() }
            return try node(.not(operand), from: start)
        case .symbol(.minus):
            if let number = try negativeNumber() { return try member(of: number, from: start) }
            advance()
            let operand = try nested { (parser) throws(SyntaxFault) in try parser.unary() }
            return try node(.negate(operand), from: start)
        default:
            return try member(of: primary(), from: start)
        }
    }

    /// `-9223372036854775808`, whose number alone is out of range.
    private mutating func negativeNumber() throws(SyntaxFault) -> Node? {
        let start = current.range.lowerBound
        let value: Value
        switch peek(1) {
        case .int(let magnitude):
            guard magnitude <= Int64.min.magnitude else {
                throw SyntaxFault(message: "the number is out of the range of int", offset: start)
            }
            value = .int(Int64(truncatingIfNeeded: 0 &- magnitude))
        case .double(let magnitude):
            value = .double(-magnitude)
        default:
            return nil
        }
        advance()
        advance()
        return try node(.literal(value), from: start)
    }
}
