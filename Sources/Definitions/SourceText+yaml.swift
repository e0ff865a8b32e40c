/// What the parser of YAML does not tell of a mistake.
extension SourceText {
    /// Where a key that stands at `first` stands again: in the lines below in the same column, or behind it in braces.
    func position(ofKey key: String, after first: Position) -> Position? {
        let wanted = Array("\(key):".unicodeScalars)
        guard lines.indices.contains(first.line - 1) else { return nil }
        let line = lines[first.line - 1]
        for column in line.indices where column + 1 > first.column && ",{ ".unicodeScalars.contains(line[column - 1]) {
            let place = Position(line: first.line, column: column + 1)
            if holds(wanted, at: place) { return place }
        }
        for line in lines.indices.dropFirst(first.line) {
            let place = Position(line: line + 1, column: first.column)
            let prefix = lines[line].prefix(first.column - 1)
            guard prefix.allSatisfy({ " -".unicodeScalars.contains($0) }) else { continue }
            if holds(wanted, at: place) { return place }
        }
        return nil
    }

    /// What is probably meant where the text stops being YAML.
    ///
    /// - Parameter began: where the parser says that it was reading something that never ended.
    func hint(onYAMLErrorAt place: Position, began: Position?) -> String? {
        guard lines.indices.contains(place.line - 1) else { return nil }
        let line = lines[place.line - 1]
        if line.prefix(while: { $0 == " " || $0 == "\t" }).contains("\t") {
            return "indent with blanks: tabs are not YAML"
        }
        if let began, lines.indices.contains(began.line - 1), began.line < place.line,
            let opening = lines[began.line - 1].dropFirst(began.column - 1).first,
            "[{\"'".unicodeScalars.contains(opening)
        {
            return "the `\(opening)` in line \(began.line), column \(began.column) is not closed"
        }
        return needsQuotes(line, before: place.column) ? "put the whole text in quotes" : nil
    }

    /// Whether a value begins with a character that means something in YAML, and goes on as a text would.
    private func needsQuotes(_ line: [Unicode.Scalar], before column: Int) -> Bool {
        var index = 0
        while index + 2 < min(line.count, column) {
            defer { index += 1 }
            guard line[index] == ":", line[index + 1] == " " else { continue }
            guard let first = line[(index + 2)...].first(where: { $0 != " " }) else { return false }
            return "[{\"'!%@`&*|>?-".unicodeScalars.contains(first) || first != "{" && isMapping(line[(index + 2)...])
        }
        return false
    }

    /// Whether a text without quotes has `: ` in it.
    private func isMapping(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        zip(text, text.dropFirst()).contains { $0 == ":" && $1 == " " }
    }
}
