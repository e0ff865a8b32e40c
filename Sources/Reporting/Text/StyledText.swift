/// One line for people: pieces of text with what they mean, coloured and made safe only when it is written.
///
/// The pieces hold text as it came from the repository; nothing reaches a terminal but through `written(in:)`.
public struct StyledText: Hashable, Sendable {
    /// What a piece of text is, from which its colour follows.
    public enum Meaning: Hashable, Sendable {
        case plain
        case heading
        case faint
        case good
        case bad
        case active
        case waiting
        case name
    }

    struct Piece: Hashable, Sendable {
        var text: String
        var meaning: Meaning
    }

    var pieces: [Piece]

    /// A text of one meaning.
    public init(_ text: String, _ meaning: Meaning = .plain) {
        pieces = text.isEmpty ? [] : [Piece(text: text, meaning: meaning)]
    }

    /// How many columns it takes on a terminal.
    var columns: Int { pieces.reduce(0) { $0 + TextWidth.columns(TerminalText.escaped($1.text)) } }

    /// No more of it than fits into so many columns; where something is left out, `…` stands at the end.
    public func truncated(to width: Int) -> StyledText {
        guard columns > width else { return self }
        guard width > 0 else { return "" }
        var cut: StyledText = ""
        var room = width - 1
        for piece in pieces {
            let text = TerminalText.escaped(piece.text)
            let fitting = TextWidth.prefix(of: text, columns: room)
            cut += StyledText(fitting, piece.meaning)
            guard fitting.count == text.count else { break }
            room -= TextWidth.columns(text)
        }
        return cut + StyledText("…", .faint)
    }

    /// With spaces to so many columns, behind it or before it.
    func padded(to width: Int, right: Bool = false) -> StyledText {
        let padding = StyledText(String(repeating: " ", count: max(0, width - columns)))
        return right ? padding + self : self + padding
    }

    /// One after the other.
    public static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.pieces += right.pieces
        return sum
    }

    /// Appends.
    public static func += (left: inout StyledText, right: StyledText) { left = left + right }

    /// The line as it is written, without a line break.
    public func written(in colour: ColourMode) -> String {
        pieces.map { piece in
            let text = TerminalText.escaped(piece.text)
            guard colour == .on, let code = piece.meaning.code else { return text }
            return "\u{1b}[\(code)m\(text)\u{1b}[0m"
        }.joined()
    }
}

extension StyledText: ExpressibleByStringInterpolation {
    /// Plain text.
    public init(stringLiteral value: String) { self.init(value) }
}

/// Whether colours are written.
public enum ColourMode: Hashable, Sendable {
    case on
    case off
}

extension StyledText.Meaning {
    fileprivate var code: String? {
        switch self {
        case .plain: nil
        case .heading, .name: "1"
        case .faint: "2"
        case .good: "32"
        case .bad: "31"
        case .active: "36"
        case .waiting: "33"
        }
    }
}
