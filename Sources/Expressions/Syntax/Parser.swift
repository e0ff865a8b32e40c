/// Tokens to nodes (the CEL specification's grammar, "Syntax").
///
/// Macros are recognised here, which also resolves the variables that they declare; so what is left as a name comes from
/// outside.
struct Parser {
    private let tokens: [Token]
    private let limits: ExpressionLimits
    private var position = 0
    private var nesting = 0
    private(set) var nodeCount = 0
    /// The variables in scope, innermost last.
    var locals: [String] = []

    static func parse(_ source: String, limits: ExpressionLimits) throws(SyntaxFault) -> (root: Node, nodeCount: Int) {
        guard source.utf8.count <= limits.sourceLength else {
            throw SyntaxFault(message: "longer than \(limits.sourceLength) bytes", offset: limits.sourceLength)
        }
        var parser = Parser(tokens: try Lexer.tokens(of: source), limits: limits)
        let root = try parser.expression()
        guard parser.current.kind == .end else { throw parser.unexpected("an operator or the end") }
        return (root, parser.nodeCount)
    }

    private init(tokens: [Token], limits: ExpressionLimits) {
        self.tokens = tokens
        self.limits = limits
    }

    // MARK: Tokens

    var current: Token { tokens[position] }

    /// A token further on; past the end, the end.
    func peek(_ distance: Int) -> Token.Kind { tokens[min(position + distance, tokens.count - 1)].kind }

    /// The end of what was read last.
    var endOffset: Int { position == 0 ? 0 : tokens[position - 1].range.upperBound }

    mutating func advance() {
        // The last token is the end, and stays.
        if position < tokens.count - 1 { position += 1 }
    }

    mutating func take(_ symbol: Token.Symbol) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: Token.Symbol) throws(SyntaxFault) {
        guard take(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
    }

    func unexpected(_ wanted: String) -> SyntaxFault {
        SyntaxFault(message: "expected \(wanted), found \(current.kind.shown)", offset: current.range.lowerBound)
    }

    // MARK: Nodes

    mutating func node(_ kind: Node.Kind, from start: Int, to end: Int? = nil) throws(SyntaxFault) -> Node {
        let node = Node(id: nodeCount, range: start..<(end ?? endOffset), kind: kind)
        nodeCount += 1
        guard node.depth <= limits.nesting else { throw tooDeep(at: start) }
        return node
    }

    /// Goes one level into brackets or signs; every recursion of the parser passes here.
    mutating func nested<Result>(
        _ body: (inout Parser) throws(SyntaxFault) -> Result
    ) throws(SyntaxFault) -> Result {
        guard nesting < limits.nesting else { throw tooDeep(at: current.range.lowerBound) }
        nesting += 1
        defer { nesting -= 1 }
        return try body(&self)
    }

    private func tooDeep(at offset: Int) -> SyntaxFault {
        SyntaxFault(message: "nested more than \(limits.nesting) levels deep", offset: offset)
    }
}
