extension Parser {
    private static let reservedWords: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    /// A literal, a name, a call without a receiver, or something in brackets.
    mutating func primary() throws(SyntaxFault) -> Node {
        switch current.kind {
        case .identifier("true"), .identifier("false"), .identifier("null"): return try literal()
        case .identifier: return try name(isAbsolute: false, from: current.range.lowerBound)
        case .symbol(.leftParenthesis): return try inParentheses()
        case .symbol(.leftBracket): return try list()
        case .symbol(.leftBrace): return try map()
        case .symbol(.point):
            advance()
            return try name(isAbsolute: true, from: endOffset - 1)
        default: return try literal()
        }
    }

    private mutating func inParentheses() throws(SyntaxFault) -> Node {
        advance()
        let inner = try expression()
        try expect(.rightParenthesis)
        return inner
    }

    private mutating func literal() throws(SyntaxFault) -> Node {
        switch current.kind {
        case .int(let value):
            guard let value = Int64(exactly: value) else {
                let start = current.range.lowerBound
                throw SyntaxFault(message: "the number is out of the range of int", offset: start)
            }
            return try literal(.int(value))
        case .uint(let value): return try literal(.uint(value))
        case .double(let value): return try literal(.double(value))
        case .string(let value): return try literal(.string(value))
        case .bytes(let value): return try literal(.bytes(value))
        case .identifier("true"): return try literal(.bool(true))
        case .identifier("false"): return try literal(.bool(false))
        case .identifier("null"): return try literal(.null)
        default: throw unexpected("a value")
        }
    }

    private mutating func literal(_ value: Value) throws(SyntaxFault) -> Node {
        let start = current.range.lowerBound
        advance()
        return try node(.literal(value), from: start)
    }

    private mutating func name(isAbsolute: Bool, from start: Int) throws(SyntaxFault) -> Node {
        guard case .identifier(let name) = current.kind, !["in", "true", "false", "null"].contains(name) else {
            throw unexpected("a name")
        }
        guard !Self.reservedWords.contains(name) else {
            throw SyntaxFault(message: "'\(name)' is a reserved word", offset: current.range.lowerBound)
        }
        advance()
        if current.kind == .symbol(.leftParenthesis) { return try call(name, on: nil, from: start) }
        if !isAbsolute, let local = locals.lastIndex(of: name) { return try node(.local(local), from: start) }
        return try node(.name(.init(text: name, isAbsolute: isAbsolute)), from: start)
    }

    private mutating func list() throws(SyntaxFault) -> Node {
        let start = current.range.lowerBound
        advance()
        var elements: [Node.Element] = []
        while current.kind != .symbol(.rightBracket) {
            let isOptional = take(.question)
            elements.append(.init(value: try expression(), isOptional: isOptional))
            guard take(.comma) else { break }
        }
        try expect(.rightBracket)
        return try node(.list(elements), from: start)
    }

    private mutating func map() throws(SyntaxFault) -> Node {
        let start = current.range.lowerBound
        advance()
        var entries: [Node.Entry] = []
        while current.kind != .symbol(.rightBrace) {
            let isOptional = take(.question)
            let key = try expression()
            try expect(.colon)
            entries.append(.init(key: key, value: try expression(), isOptional: isOptional))
            guard take(.comma) else { break }
        }
        try expect(.rightBrace)
        return try node(.map(entries), from: start)
    }
}
