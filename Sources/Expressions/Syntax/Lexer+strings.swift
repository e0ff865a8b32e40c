extension Lexer {
    /// What stands before the text of a string or of bytes.
    struct LiteralPrefix {
        var length = 0
        var isBytes = false
        var isRaw = false
        var quote: UInt8 = 0
        var isTriple = false
    }

    func literalPrefix() -> LiteralPrefix? {
        var prefix = LiteralPrefix()
        if peek() | 0x20 == UInt8(ascii: "b") {
            prefix.isBytes = true
            prefix.length += 1
        }
        if peek(prefix.length) | 0x20 == UInt8(ascii: "r") {
            prefix.isRaw = true
            prefix.length += 1
        }
        prefix.quote = peek(prefix.length)
        guard prefix.quote == UInt8(ascii: "\"") || prefix.quote == UInt8(ascii: "'") else { return nil }
        prefix.isTriple = peek(prefix.length + 1) == prefix.quote && peek(prefix.length + 2) == prefix.quote
        prefix.length += prefix.isTriple ? 3 : 1
        return prefix
    }

    mutating func literal(_ prefix: LiteralPrefix) throws(SyntaxFault) -> Token.Kind {
        let start = offset
        offset += prefix.length
        var content: [UInt8] = []
        while !isAtClose(prefix) {
            let byte = peek()
            guard offset < bytes.count, prefix.isTriple || (byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r"))
            else {
                throw SyntaxFault(message: "the string that begins here has no end", offset: start)
            }
            if byte == UInt8(ascii: "\\"), !prefix.isRaw {
                try escape(isBytes: prefix.isBytes, into: &content)
            } else {
                content.append(byte)
                offset += 1
            }
        }
        offset += prefix.isTriple ? 3 : 1
        return prefix.isBytes ? .bytes(content) : .string(String(decoding: content, as: UTF8.self))
    }

    private func isAtClose(_ prefix: LiteralPrefix) -> Bool {
        guard peek() == prefix.quote else { return false }
        return !prefix.isTriple || (peek(1) == prefix.quote && peek(2) == prefix.quote)
    }

    /// Reads from the backslash on; an escape is a code point in a string and a byte in bytes.
    private mutating func escape(isBytes: Bool, into content: inout [UInt8]) throws(SyntaxFault) {
        let start = offset
        let letter = peek(1)
        offset += 2
        switch letter {
        case UInt8(ascii: "a"): content.append(0x07)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0c)
        case UInt8(ascii: "n"): content.append(0x0a)
        case UInt8(ascii: "r"): content.append(0x0d)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "v"): content.append(0x0b)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            content.append(letter)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            try append(digits(2, radix: 16, start: start), isBytes: isBytes, start: start, into: &content)
        case UInt8(ascii: "0")...UInt8(ascii: "3"):
            offset -= 1
            try append(digits(3, radix: 8, start: start), isBytes: isBytes, start: start, into: &content)
        case UInt8(ascii: "u") where !isBytes:
            try append(digits(4, radix: 16, start: start), isBytes: false, start: start, into: &content)
        case UInt8(ascii: "U") where !isBytes:
            try append(digits(8, radix: 16, start: start), isBytes: false, start: start, into: &content)
        default:
            throw SyntaxFault(message: "unknown escape; a backslash itself is written '\\\\'", offset: start)
        }
    }

    private mutating func digits(_ count: Int, radix: UInt32, start: Int) throws(SyntaxFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = peek().hexDigit, digit < radix else {
                throw SyntaxFault(message: "an escape needs \(count) digits", offset: start)
            }
            value = value * radix + digit
            offset += 1
        }
        return value
    }

    private func append(_ value: UInt32, isBytes: Bool, start: Int, into content: inout [UInt8]) throws(SyntaxFault) {
        if isBytes {
            // Two hexadecimal digits, or three octal ones of which the first is at most 3: never above 255.
            content.append(UInt8(truncatingIfNeeded: value))
        } else if let scalar = Unicode.Scalar(value) {
            content.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        } else {
            throw SyntaxFault(message: "an escape that is no Unicode code point", offset: start)
        }
    }
}
