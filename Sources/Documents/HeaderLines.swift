/// Header lines, `**ID:** x`, in the paragraphs between a heading and the next.
struct HeaderLines {
    private(set) var header = Header()
    /// The source lines that were taken.
    private(set) var lines: Set<Int> = []
    private(set) var diagnostics: [DocumentDiagnostic] = []

    /// Reads paragraphs and lists of the source; what is no header line is left alone.
    init(_ source: SourceLines, paragraphs: [Range<Int>]) {
        for paragraph in paragraphs {
            var number = paragraph.lowerBound
            while number < paragraph.upperBound {
                let first = number
                number += 1
                guard let (key, text) = Self.entry(source.text(first)) else { continue }
                var value = text
                // A list may go on over the paragraph's next lines.
                while key == "dependencies", value.contains("["), !value.contains("]"), number < paragraph.upperBound {
                    value += " " + source.text(number)
                    number += 1
                }
                take(key, Self.cleaned(value), at: first)
                lines.formUnion(first..<number)
            }
        }
    }

    private mutating func take(_ key: String, _ value: String, at line: Int) {
        let isRepeated: Bool
        switch key {
        case "id":
            isRepeated = header.id != nil
            if !isRepeated, !value.isEmpty { header.id = value }
        case "status":
            isRepeated = header.status != nil
            if !isRepeated, !value.isEmpty { header.status = value }
        default:
            isRepeated = header.dependencies != nil
            if !isRepeated { header.dependencies = ItemList.parse(value) }
        }
        if isRepeated {
            diagnostics.append(DocumentDiagnostic(line: line, message: "\(key) is stated twice; the first one counts"))
        }
    }

    /// The key and value of a line such as `**ID:** x`, `**ID**: x` or `- **ID:** x`.
    private static func entry(_ line: String) -> (key: String, value: String)? {
        var rest = line.drop { $0 == " " || $0 == "\t" }
        if let bullet = rest.first, "-*+".contains(bullet), rest.dropFirst().first == " " {
            rest = rest.dropFirst().drop { $0 == " " }
        }
        guard rest.hasPrefix("**") else { return nil }
        rest = rest.dropFirst(2)
        let key = rest.prefix { $0 != ":" && $0 != "*" }
        rest = rest.dropFirst(key.count)
        guard rest.hasPrefix(":**") || rest.hasPrefix("**:") else { return nil }
        let name = trimmed(key).lowercased()
        guard ["id", "status", "dependencies"].contains(name) else { return nil }
        return (name, String(rest.dropFirst(3)))
    }

    private static func cleaned(_ value: String) -> String {
        var text = trimmed(value)
        // A backslash at a line's end is CommonMark's hard break.
        if text.hasSuffix("\\") { text = trimmed(text.dropLast()) }
        if text.count > 2, text.hasPrefix("`"), text.hasSuffix("`") { text = trimmed(text.dropFirst().dropLast()) }
        return text
    }
}
