/// Front matter between a first line `---` and the next `---` or `...`: scalars and lists of scalars, one a key.
///
/// That is the part of YAML that documents use; anything else is an error, rather than something half read.
enum FrontMatterText {
    /// The entries in their order; none where there is no front matter.
    static func entries(of text: String) throws(EvaluationError) -> [(Value.Key, Value)] {
        let lines = MarkdownText.lines(of: text)
        guard let end = end(in: lines) else { return [] }
        var entries: [(Value.Key, Value)] = []
        var seen: Set<String> = []
        var number = 1
        while number < end {
            let line = lines[number]
            number += 1
            guard let start = line.first, start != "#", !line.allSatisfy(\.isWhitespace) else { continue }
            guard !start.isWhitespace, let (key, rest) = pair(line) else {
                throw refused(number, "a line 'key: value' is expected, found \(shown(line))")
            }
            guard seen.insert(key).inserted else {
                throw refused(number, "the key \(shown(key[...])) is there already")
            }
            var value: Value
            if rest.isEmpty {
                var items: [Value] = []
                var isList = false
                while number < end, let item = item(lines[number]) {
                    isList = true
                    if !item.isEmpty { items.append(try scalar(item, number + 1)) }
                    number += 1
                }
                value = isList ? .list(.init(items)) : .null
            } else if rest.first == "[" {
                value = try list(rest, number)
            } else {
                value = try scalar(rest, number)
            }
            entries.append((.string(key), value))
        }
        return entries
    }

    /// The line that ends it; `nil` where there is none.
    static func end(in lines: [Substring]) -> Int? {
        // A byte order mark may stand before the first mark.
        guard let first = lines.first, isMark(first.first == "\u{FEFF}" ? first.dropFirst() : first, ["---"]) else {
            return nil
        }
        return lines.indices.dropFirst().first { isMark(lines[$0], ["---", "..."]) }
    }

    private static func isMark(_ line: Substring, _ marks: [String]) -> Bool {
        var line = line
        while line.last == " " || line.last == "\t" { line.removeLast() }
        return marks.contains(String(line))
    }

    /// `key: value`
    private static func pair(_ line: Substring) -> (key: String, value: Substring)? {
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
        let rest = line[line.index(after: colon)...]
        guard rest.first?.isWhitespace ?? true, !line.hasPrefix("- ") else { return nil }
        return (String(line[..<colon]), withoutComment(rest))
    }

    /// `- value`, at any depth.
    private static func item(_ line: Substring) -> Substring? {
        let line = line.drop { $0 == " " }
        guard line.first == "-", line.dropFirst().first.map({ $0 == " " }) ?? true else { return nil }
        return withoutComment(line.dropFirst())
    }

    /// `[a, "b, c"]`, on one line.
    private static func list(_ text: Substring, _ number: Int) throws(EvaluationError) -> Value {
        guard text.last == "]" else { throw refused(number, "a list in brackets ends on its line") }
        var items: [Value] = []
        var item = ""
        var mark: Character?
        for character in text.dropFirst().dropLast() + "," {
            if let open = mark {
                if character == open { mark = nil }
            } else if item.allSatisfy(\.isWhitespace), character == "\"" || character == "'" {
                mark = character
            } else if character == "," {
                let written = trimmed(item[...])
                if !written.isEmpty { items.append(try scalar(written, number)) }
                item = ""
                continue
            }
            item.append(character)
        }
        guard mark == nil else { throw refused(number, "a quoted text ends on its line") }
        return .list(.init(items))
    }

    private static func scalar(_ text: Substring, _ number: Int) throws(EvaluationError) -> Value {
        switch text.first {
        case "\"":
            guard text.count > 1, text.last == "\"",
                case .literal(let value)? = (try? Expression(parsing: String(text)))?.root.kind, case .string = value
            else { throw refused(number, "\(shown(text)) is no quoted text") }
            return value
        case "'":
            guard text.count > 1, text.last == "'" else { throw refused(number, "\(shown(text)) is no quoted text") }
            return .string(String(text.dropFirst().dropLast()).replacing("''", with: "'"))
        case "{", "[", "|", ">", "&", "*", "!":
            throw refused(number, "a text, number or truth is expected, found \(shown(text))")
        default: break
        }
        switch text {
        case "null", "~", "Null", "NULL": return .null
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: break
        }
        if let whole = Int64(text) { return .int(whole) }
        let isNumber = text.utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) }
        if isNumber, let number = Double(text), number.isFinite { return .double(number) }
        return .string(String(text))
    }

    private static func withoutComment(_ text: Substring) -> Substring {
        let text = trimmed(text)
        var last: Character = " "
        var mark = text.first.flatMap { $0 == "\"" || $0 == "'" ? $0 : nil }
        var isEscaped = false
        for index in text.indices {
            if let open = mark, index != text.startIndex {
                // A quote that is written twice closes and opens again, which comes to the same.
                if text[index] == open, !isEscaped { mark = nil }
                isEscaped = open == "\"" && text[index] == "\\" && !isEscaped
            } else if mark == nil, text[index] == "#", last.isWhitespace {
                return trimmed(text[..<index])
            }
            last = text[index]
        }
        return text
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func shown(_ text: Substring) -> String { Value.string(String(text)).description(limit: 60) }

    private static func refused(_ line: Int, _ message: String) -> EvaluationError {
        EvaluationError(.invalidArgument, "front_matter(): line \(line): \(message)")
    }
}
