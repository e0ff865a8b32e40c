extension Lexer {
    /// Reads `12`, `0x1F`, `12u`, `1.5`, `.5`, `1e9`.
    ///
    /// The sign is no part of it, so the range of an `int` is checked where the sign is known.
    mutating func number() throws(SyntaxFault) -> Token.Kind {
        let start = offset
        let kind = try peek() == UInt8(ascii: "0") && peek(1) | 0x20 == UInt8(ascii: "x") ? hexadecimal() : decimal()
        guard !peek().isIdentifierPart else {
            throw SyntaxFault(message: "a number runs into a name", offset: start)
        }
        return kind
    }

    private mutating func hexadecimal() throws(SyntaxFault) -> Token.Kind {
        let start = offset
        offset += 2
        while peek().hexDigit != nil { offset += 1 }
        return try integer(UInt64(text(start + 2..<offset), radix: 16), start: start)
    }

    private mutating func decimal() throws(SyntaxFault) -> Token.Kind {
        let start = offset
        skipDigits()
        var isFraction = false
        if peek() == UInt8(ascii: "."), peek(1).isDigit {
            isFraction = true
            offset += 1
            skipDigits()
        }
        if peek() | 0x20 == UInt8(ascii: "e") {
            let sign = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-") ? 1 : 0
            if peek(1 + sign).isDigit {
                isFraction = true
                offset += 1 + sign
                skipDigits()
            }
        }
        guard isFraction else { return try integer(UInt64(text(start..<offset)), start: start) }
        let digits = text(start..<offset)
        guard let value = Double(digits.hasPrefix(".") ? "0" + digits : digits), value.isFinite else {
            throw SyntaxFault(message: "the number \(digits.prefix(40)) is out of the range of double", offset: start)
        }
        return .double(value)
    }

    private mutating func skipDigits() {
        while peek().isDigit { offset += 1 }
    }

    private mutating func integer(_ value: UInt64?, start: Int) throws(SyntaxFault) -> Token.Kind {
        guard let value else {
            throw SyntaxFault(message: "the number \(text(start..<offset).prefix(40)) is out of range", offset: start)
        }
        guard peek() | 0x20 == UInt8(ascii: "u") else { return .int(value) }
        offset += 1
        return .uint(value)
    }
}
