/// The list of a `Dependencies` line and of front matter: `[a, "b, c"]`, `a, b`, or a word for nothing.
enum ItemList {
    private static let nothing: Set<String> = ["", "none", "n/a", "-", "–", "—", "null", "nil", "~"]

    /// The items in order, none twice, without brackets, backquotes and the targets of links.
    static func parse(_ text: some StringProtocol) -> [String] {
        var items: [String] = []
        var item = ""
        var isQuoted = false
        var characters = text[...]
        func finish() {
            let text = isQuoted ? item : trimmed(item)
            if isQuoted || !nothing.contains(text.lowercased()), !items.contains(text) { items.append(text) }
            item = ""
            isQuoted = false
        }
        while let character = characters.popFirst() {
            switch character {
            case ",": finish()
            case "\"", "'":
                if trimmed(item).isEmpty, !isQuoted, let quoted = QuotedText.take(from: &characters, mark: character) {
                    item = quoted
                    isQuoted = true
                } else if !isQuoted {
                    item.append(character)
                }
            case "[", "`": break
            case "]":
                if characters.first == "(" { characters = characters.drop { $0 != ")" }.dropFirst() }
            default: if !isQuoted { item.append(character) }
            }
        }
        finish()
        return items
    }
}

/// A quoted scalar of YAML.
enum QuotedText {
    /// Takes what stands before the closing mark, or takes nothing when there is none.
    static func take<Text: StringProtocol>(from rest: inout Text, mark: Character) -> String?
    where Text.SubSequence == Text {
        var copy = rest
        var text = ""
        while let character = copy.popFirst() {
            if character == mark {
                if mark == "'", copy.first == "'" {
                    copy.removeFirst()
                    text.append("'")
                    continue
                }
                rest = copy
                return text
            }
            guard mark == "\"", character == "\\" else {
                text.append(character)
                continue
            }
            switch copy.popFirst() {
            case "n": text.append("\n")
            case "t": text.append("\t")
            case "r": text.append("\r")
            case "0": text.append("\0")
            case let width? where width == "u" || width == "U":
                let digits = copy.prefix(width == "u" ? 4 : 8)
                copy = copy.dropFirst(digits.count)
                text.unicodeScalars.append(UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{fffd}")
            case let other?: text.append(other)
            case nil: return nil
            }
        }
        return nil
    }

    /// A text as a double-quoted scalar on one line.
    static func write(_ text: String) -> String {
        var written = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": written += "\\\(scalar)"
            case "\n": written += "\\n"
            case " "..."~": written.unicodeScalars.append(scalar)
            default:
                // All else, since a combining mark would join with the quote beside it.
                let digits = String(scalar.value, radix: 16)
                let width = digits.count <= 4 ? 4 : 8
                written += (width == 4 ? "\\u" : "\\U") + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return written + "\""
    }
}
