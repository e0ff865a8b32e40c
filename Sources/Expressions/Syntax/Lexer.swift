/// Text to tokens (the CEL specification's grammar, "Lexis").
///
/// Works on bytes of UTF-8, which every offset counts.
struct Lexer {
    let bytes: [UInt8]
    var offset = 0

    init(_ source: String) { bytes = Array(source.utf8) }

    static func tokens(of source: String) throws(SyntaxFault) -> [Token] {
        var lexer = Lexer(source)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    /// The byte some places ahead; 0 past the end (a real NUL starts no token either).
    func peek(_ distance: Int = 0) -> UInt8 {
        offset + distance < bytes.count ? bytes[offset + distance] : 0
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func next() throws(SyntaxFault) -> Token {
        skipSpaceAndComments()
        let start = offset
        guard start < bytes.count else { return Token(kind: .end, range: start..<start) }
        let kind = try kind()
        return Token(kind: kind, range: start..<offset)
    }

    private mutating func skipSpaceAndComments() {
        while offset < bytes.count {
            switch peek() {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0c:
                offset += 1
            case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "/"):
                while offset < bytes.count, peek() != UInt8(ascii: "\n") { offset += 1 }
            default:
                return
            }
        }
    }

    private mutating func kind() throws(SyntaxFault) -> Token.Kind {
        let first = peek()
        if first.isDigit || (first == UInt8(ascii: ".") && peek(1).isDigit) { return try number() }
        if let prefix = literalPrefix() { return try literal(prefix) }
        if first.isIdentifierStart { return identifier() }
        if first == UInt8(ascii: "`") { return try quotedIdentifier() }
        return try symbol()
    }

    private mutating func identifier() -> Token.Kind {
        let start = offset
        while peek().isIdentifierPart { offset += 1 }
        return .identifier(text(start..<offset))
    }

    private mutating func quotedIdentifier() throws(SyntaxFault) -> Token.Kind {
        let start = offset
        offset += 1
        while peek() != UInt8(ascii: "`") {
            guard peek().isIdentifierPart || ".-/ ".utf8.contains(peek()) else {
                throw SyntaxFault(
                    message: "a name between backticks has no end, or a character it must not have", offset: start)
            }
            offset += 1
        }
        offset += 1
        guard offset - start > 2 else { throw SyntaxFault(message: "a name between backticks is empty", offset: start) }
        return .quotedIdentifier(text(start + 1..<offset - 1))
    }

    private mutating func symbol() throws(SyntaxFault) -> Token.Kind {
        for length in [2, 1] where offset + length <= bytes.count {
            if let symbol = Token.Symbol(rawValue: text(offset..<offset + length)) {
                offset += length
                return .symbol(symbol)
            }
        }
        let scalar = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.first ?? "?"
        let hint =
            switch scalar {
            case "=": "; equality is '=='"
            case "&": "; and is '&&'"
            case "|": "; or is '||'"
            default: ""
            }
        throw SyntaxFault(message: "unexpected \(Value.quoted(String(scalar), limit: 1))\(hint)", offset: offset)
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isIdentifierStart: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
            || self == UInt8(ascii: "_")
    }

    var isIdentifierPart: Bool { isIdentifierStart || isDigit }

    var hexDigit: UInt32? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(self - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(self - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(self - UInt8(ascii: "A")) + 10
        default: nil
        }
    }
}
