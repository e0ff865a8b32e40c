extension StyledText {
    /// The line as several, none wider than so many columns where blanks allow it; the later ones are moved in.
    ///
    /// A word that is wider than the line stays whole and sticks out.
    ///
    /// - Parameter indent: how far the later ones are moved in, in columns; at most half of the width.
    func wrapped(to width: Int, indent: Int) -> [StyledText] {
        guard columns > width else { return [self] }
        let margin = String(repeating: " ", count: max(0, min(indent, width / 2)))
        var lines: [StyledText] = []
        var line: StyledText = ""
        var room = width
        var isBegun = false
        var blanks = ""
        for piece in pieces {
            for part in Self.words(of: piece.text) {
                guard part.first != " " else {
                    blanks += part
                    continue
                }
                let word = StyledText(part, piece.meaning)
                if isBegun, !blanks.isEmpty, blanks.count + word.columns > room {
                    lines.append(line)
                    line = StyledText(margin)
                    room = width - margin.count
                    blanks = ""
                }
                line += StyledText(blanks) + word
                room -= blanks.count + word.columns
                blanks = ""
                isBegun = true
            }
        }
        return lines + [line]
    }

    /// Words and what is between them, in order.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        for character in text {
            if let last = words.last?.last, (last == " ") == (character == " ") {
                words[words.count - 1].append(character)
            } else {
                words.append(String(character))
            }
        }
        return words
    }
}

extension Page {
    /// Adds a line that goes on in further ones, moved in a little more, where it is wider than so many columns.
    mutating func add(wrapping line: StyledText, level: Int = 0, indent: Int = 2, width: Int) {
        for part in line.wrapped(to: width - 2 * level, indent: indent) { add(part, level: level) }
    }
}
