/// The text of one file, by lines, so that a finding can be shown where it stands.
struct SourceText: Sendable {
    /// The file, as the caller named it.
    let file: String
    /// Without their breaks, which are the ones of YAML.
    let lines: [[Unicode.Scalar]]

    init(file: String, text: String) {
        self.file = file
        var lines: [[Unicode.Scalar]] = []
        var line: [Unicode.Scalar] = []
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where previous == "\r":
                break  // the second half of one break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(line)
                line = []
            default:
                line.append(scalar)
            }
            previous = scalar
        }
        lines.append(line)
        self.lines = lines
    }

    /// Whether that text stands at that position.
    func holds(_ text: some Collection<Unicode.Scalar>, at position: Position) -> Bool {
        guard lines.indices.contains(position.line - 1), position.column > 0 else { return false }
        return lines[position.line - 1].dropFirst(position.column - 1).starts(with: text)
    }
}

/// A line and a column, both from 1.
struct Position: Hashable, Comparable, Sendable {
    var line: Int
    var column: Int
    /// In which of a reading's sources; 0 is the file itself.
    var source = 0

    static let start = Position(line: 1, column: 1)

    static func < (left: Position, right: Position) -> Bool {
        (left.source, left.line, left.column) < (right.source, right.line, right.column)
    }
}
