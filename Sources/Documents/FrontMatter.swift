/// YAML front matter, as far as documents use it: four keys, scalars and lists, everything else skipped.
struct FrontMatter {
    private(set) var header = Header()
    private(set) var diagnostics: [DocumentDiagnostic] = []
    /// The first line of the Markdown; 1 when there is no front matter.
    let bodyLine: Int

    private let source: SourceLines
    private let end: Int

    /// Reads front matter between a first line `---` and the next line `---` or `...`; without the second there is none.
    init(_ source: SourceLines) {
        self.source = source
        let isOpen = source.count > 0 && Self.isMark(source.line(1), "---")
        let close =
            isOpen
            ? (2..<max(2, source.end)).first {
                Self.isMark(source.line($0), "---") || Self.isMark(source.line($0), "...")
            }
            : nil
        end = close ?? 1
        bodyLine = close.map { $0 + 1 } ?? 1
        var number = 2
        while number < end { number = readEntry(at: number) }
    }

    private static func isMark(_ line: ArraySlice<UInt8>, _ mark: StaticString) -> Bool {
        var rest = line
        while rest.last == 0x20 || rest.last == 0x09 { rest.removeLast() }
        // A byte order mark may stand before the first mark.
        if rest.starts(with: [0xef, 0xbb, 0xbf]) { rest = rest.dropFirst(3) }
        return rest.elementsEqual(UnsafeBufferPointer(start: mark.utf8Start, count: mark.utf8CodeUnitCount))
    }

    /// Reads one entry and says where the next starts.
    private mutating func readEntry(at number: Int) -> Int {
        let line = source.text(number)
        guard let first = line.first, !first.isWhitespace, first != "#", let colon = line.firstIndex(of: ":") else {
            return number + 1
        }
        let key = line[..<colon].lowercased()
        var value = line[line.index(after: colon)...]
        guard value.isEmpty || value.first?.isWhitespace == true else { return number + 1 }
        value = value.drop { $0.isWhitespace }
        var next = number + 1
        if key == "dependencies" {
            header.dependencies = list(value, next: &next, at: number)
            return next
        }
        guard ["id", "title", "status"].contains(key) else { return next }
        guard let text = scalar(value, next: &next, at: number), !text.isEmpty else { return next }
        switch key {
        case "id": header.id = text
        case "title": header.title = text
        default: header.status = text
        }
        return next
    }

    private mutating func scalar(_ value: Substring, next: inout Int, at number: Int) -> String? {
        var rest = value
        switch rest.popFirst() {
        case "\"", "'":
            if let text = QuotedText.take(from: &rest, mark: value.first ?? "\"") { return trimmed(text) }
            remark(number, "the quoted text does not end on its line")
            return nil
        case "|", ">":
            var words: [String] = []
            while next < end, source.isBlank(next) || source.text(next).first?.isWhitespace == true {
                words.append(trimmed(source.text(next)))
                next += 1
            }
            return trimmed(words.joined(separator: " "))
        case "[", "{":
            remark(number, "one text is expected here, not a list or a map")
            return nil
        default:
            let text = Self.withoutComment(value)
            return ["null", "~", ""].contains(text.lowercased()) ? nil : text
        }
    }

    private mutating func list(_ value: Substring, next: inout Int, at number: Int) -> [String] {
        if value.first == "[" {
            var text = Self.withoutComment(value)
            while !Self.isClosed(text) {
                guard next < end else {
                    remark(number, "the list is never closed")
                    break
                }
                text += " " + Self.withoutComment(source.text(next)[...])
                next += 1
            }
            return ItemList.parse(text)
        }
        let text = Self.withoutComment(value)
        guard text.isEmpty else { return ItemList.parse(text) }
        var items: [String] = []
        while next < end {
            let line = trimmed(source.text(next))
            if line.hasPrefix("- ") || line == "-" {
                items += ItemList.parse(Self.withoutComment(line.dropFirst(1)))
            } else if !line.isEmpty, !line.hasPrefix("#") {
                break
            }
            next += 1
        }
        var seen: Set<String> = []
        return items.filter { seen.insert($0).inserted }
    }

    /// A value without the comment that white space and `#` open, outside quotes.
    private static func withoutComment(_ value: Substring) -> String {
        var mark: Character?
        var last: Character = " "
        var isEscaped = false
        for index in value.indices {
            let character = value[index]
            if let open = mark {
                if character == open, !isEscaped { mark = nil }
                isEscaped = character == "\\" && open == "\"" && !isEscaped
            } else if (character == "\"" || character == "'"), !(last.isLetter || last.isNumber) {
                mark = character
            } else if character == "#", last.isWhitespace {
                return trimmed(value[..<index])
            }
            last = character
        }
        return trimmed(value)
    }

    private static func isClosed(_ text: String) -> Bool { text.hasSuffix("]") }

    private mutating func remark(_ line: Int, _ message: String) {
        diagnostics.append(DocumentDiagnostic(line: line, message: message))
    }
}
