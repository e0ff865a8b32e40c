extension Diagnostic {
    /// The finding as people read it: where and what, the line with a caret under the column, the suggestion.
    ///
    /// Without the source, or where it has no such line, the line and the caret are left out. Long lines are cut to
    /// what stands around the column; control characters are replaced, so the text is safe for a terminal. It ends
    /// without a line break.
    public func rendered(source: String? = nil) -> String {
        var lines = ["\(file):\(line):\(column): \(severity.rawValue): \(message)"]
        if let source, let excerpt = SourceText(file: file, text: source).excerpt(line: line, column: column) {
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
        let before = Swift.max(0, Swift.min(column - 1, scalars.count))
        let start = before > 100 ? before - 60 : 0
        let end = Swift.min(scalars.count, start + 140)
        var text = String.UnicodeScalarView()
        if start > 0 { text.append("…") }
        text.append(contentsOf: scalars[start..<end])
        if end < scalars.count { text.append("…") }
        return (String(text), before - start + (start > 0 ? 1 : 0))
    }
}
