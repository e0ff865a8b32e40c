extension Diagnostic {
    /// The finding as people read it: where and what, the line with a caret under the column, the suggestion.
    ///
    /// Without the source, or where it has no such line or a blank one, the line and the caret are left out. Long lines
    /// are cut to what stands around the column; control characters are replaced, so the text is safe for a terminal. It ends
    /// without a line break.
    public func rendered(source: String? = nil) -> String {
        let file = String(
            String.UnicodeScalarView(
                file.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
        var lines = ["\(file):\(line):\(column): \(severity.rawValue): \(message)"]
        if let source, let excerpt = SourceText(file: self.file, text: source).excerpt(line: line, column: column),
            excerpt.text.contains(where: { !$0.isWhitespace })
        {
            lines.append("    \(excerpt.text)")
            lines.append("    \(String(repeating: " ", count: excerpt.caret))^")
        }
        if let suggestion { lines.append("  \(suggestion)") }
        return lines.joined(separator: "\n")
    }
}

extension SourceText {
    /// A line's text around a column, and how many characters of it stand before the column.
    fileprivate func excerpt(line: Int, column: Int) -> (text: String, caret: Int)? {
        guard lines.indices.contains(line - 1) else { return nil }
        let scalars = lines[line - 1].map { scalar in
            scalar.properties.generalCategory == .control ? (scalar == "\t" ? " " : "\u{FFFD}") : scalar
        }
        let excerpt = SourceExcerpt(of: scalars, column: column)
        return (excerpt.before + excerpt.after, excerpt.before.unicodeScalars.count)
    }
}

/// What stands around a place of a line, of a very long one only so much as can be looked at.
public struct SourceExcerpt: Hashable, Sendable {
    /// What stands before the place; `…` where it is cut.
    public let before: String
    /// What stands from the place on; `…` where it is cut.
    public let after: String

    /// Cuts a line out.
    ///
    /// - Parameter column: of the place, from 1, in scalars; one beyond the line is its end.
    public init(of line: [Unicode.Scalar], column: Int) {
        let place = max(0, min(column - 1, line.count))
        let start = place > 100 ? place - 60 : 0
        let end = min(line.count, start + 140)
        before = (start > 0 ? "…" : "") + Self.text(line[start..<place])
        after = Self.text(line[place..<end]) + (end < line.count ? "…" : "")
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
