/// How wide text is on a terminal.
enum TextWidth {
    /// The columns that a text takes: two for wide East Asian characters and emoji, none for marks that stand on the
    /// character before them, one for any other.
    ///
    /// An estimate by code point ranges (Unicode Standard Annex 11); terminals differ on rare ones.
    static func columns(_ text: String) -> Int {
        // Nearly all text is ASCII, where each byte is a column.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns($1) }
    }

    /// The beginning of a text that fits into so many columns.
    static func prefix(of text: String, columns room: Int) -> String {
        var left = room
        return String(
            text.prefix { character in
                left -= columns(character)
                return left >= 0
            })
    }

    private static func columns(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if isWide(first) { return 2 }
        let isPicture = character.unicodeScalars.contains { $0 == "\u{fe0f}" }
        if isPicture { return 2 }
        return character.unicodeScalars.allSatisfy(isMark) ? 0 : 1
    }

    /// Whether it stands on, or joins, what is before it.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: true
        default: false
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
            0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff,
            0x20000...0x3fffd:
            true
        case 0..<0x2300: false
        default: scalar.properties.isEmojiPresentation
        }
    }
}
