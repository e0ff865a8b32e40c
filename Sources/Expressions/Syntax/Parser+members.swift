extension Parser {
    /// What follows a value: `.name`, `.?name`, `.name(…)`, `[…]`, `[?…]`, as often as it does.
    mutating func member(of operand: Node, from start: Int) throws(SyntaxFault) -> Node {
        var operand = operand
        while true {
            if take(.point) {
                operand = try selection(of: operand, from: start)
            } else if take(.leftBracket) {
                let isOptional = take(.question)
                let index = try expression()
                try expect(.rightBracket)
                operand = try node(.index(operand, index, isOptional: isOptional), from: start)
            } else {
                return operand
            }
        }
    }

    private mutating func selection(of operand: Node, from start: Int) throws(SyntaxFault) -> Node {
        let isOptional = take(.question)
        let field: String
        var isQuoted = false
        switch current.kind {
        case .identifier("in"), .identifier("true"), .identifier("false"), .identifier("null"):
            throw unexpected("a name")
        case .identifier(let name): field = name
        case .quotedIdentifier(let name):
            field = name
            isQuoted = true
        default: throw unexpected("a name")
        }
        advance()
        if !isOptional, !isQuoted, current.kind == .symbol(.leftParenthesis) {
            return try call(field, on: operand, from: start)
        }
        let path = isOptional || isQuoted ? nil : Self.path(of: operand, adding: field)
        if let path, let type = ValueType(rawValue: path.text) { return try node(.literal(.type(type)), from: start) }
        let selection = Node.Selection(operand: operand, field: field, isOptional: isOptional, path: path)
        return try node(.select(selection), from: start)
    }

    private static func path(of operand: Node, adding field: String) -> Node.QualifiedName? {
        let name: Node.QualifiedName? =
            switch operand.kind {
            case .name(let name): name
            case .select(let selection): selection.path
            default: nil
            }
        return name.map { .init(text: $0.text + "." + field, isAbsolute: $0.isAbsolute) }
    }

    /// Reads the arguments of a call, or what a macro takes instead; the name has been read.
    mutating func call(_ name: String, on target: Node?, from start: Int) throws(SyntaxFault) -> Node {
        let nameOffset = endOffset - name.utf8.count
        try expect(.leftParenthesis)
        if let expanded = try macro(name, on: target, from: start, nameOffset: nameOffset) { return expanded }
        var arguments: [Node] = []
        while current.kind != .symbol(.rightParenthesis) {
            arguments.append(try expression())
            guard take(.comma) else { break }
        }
        try expect(.rightParenthesis)
        let nameRange = nameOffset..<nameOffset + name.utf8.count
        return try node(.call(Self.resolve(name, at: nameRange, on: target, arguments)), from: start)
    }

    /// Finds the function, which may be one of a namespace: `math.greatest(a, b)` has no receiver.
    private static func resolve(
        _ name: String, at nameRange: Range<Int>, on target: Node?, _ arguments: [Node]
    ) -> Node.Call {
        if let target, let path = path(of: target, adding: name), let function = FunctionLibrary.global[path.text] {
            return Node.Call(
                name: path.text, nameRange: nameRange, target: nil, arguments: arguments, function: function)
        }
        let functions = target == nil ? FunctionLibrary.global : FunctionLibrary.member
        return Node.Call(
            name: name, nameRange: nameRange, target: target, arguments: arguments, function: functions[name])
    }
}
