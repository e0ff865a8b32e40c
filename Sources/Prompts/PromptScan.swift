/// Finds the tags of a template and all that is wrong with them, before anything is made of it.
///
/// What could read other files, change the syntax or call code is no part of a prompt: partials, blocks, pragmas,
/// other delimiters, transforms.
struct PromptScan {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var line = 1
    private var column = 1
    private var sections: [PromptName] = []
    private var found: [PromptName] = []

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    func names() throws(PromptError) -> [PromptName] {
        var scan = self
        try scan.run()
        return scan.found
    }

    private mutating func run() throws(PromptError) {
        while index < scalars.count {
            if isAt("{{") { try tag() } else { advance(1) }
        }
        if let open = sections.last { throw error("the section \(open.text) is not closed", at: open) }
    }

    private mutating func tag() throws(PromptError) {
        let start = here("")
        let isTriple = isAt("{{{")
        advance(isTriple ? 3 : 2)
        let end = isTriple ? "}}}" : "}}"
        var sign: Unicode.Scalar?
        if !isTriple, index < scalars.count, "#^/&!><$=%".unicodeScalars.contains(scalars[index]) {
            sign = scalars[index]
            advance(1)
        }
        if sign == "!" {
            while index < scalars.count, !isAt(end) { advance(1) }
            guard index < scalars.count else { throw error("a comment is not closed", at: start) }
            return advance(2)
        }
        if let sign, "><$=%".unicodeScalars.contains(sign) {
            throw error("`{{\(sign)` is not supported in a prompt", at: start)
        }
        skipSpace()
        var name = here("")
        while index < scalars.count, isNamePart(scalars[index]) {
            name.text.unicodeScalars.append(scalars[index])
            advance(1)
        }
        skipSpace()
        guard isAt(end) else {
            guard index < scalars.count else { throw error("a tag is not closed with `\(end)`", at: start) }
            throw error("in a tag there is a name and `\(end)`, not `\(scalars[index].escaped)`", at: here(""))
        }
        guard !name.text.isEmpty else { throw error("a tag without a name", at: start) }
        guard name.text == "." || !name.text.split(separator: ".", omittingEmptySubsequences: false).contains("") else {
            throw error("`\(name.text)` is no name", at: name)
        }
        advance(end.unicodeScalars.count)
        try take(name, sign)
    }

    private mutating func take(_ name: PromptName, _ sign: Unicode.Scalar?) throws(PromptError) {
        var name = name
        name.isOutermost = sections.isEmpty
        switch sign {
        case "/":
            guard let open = sections.popLast() else { throw error("no section \(name.text) is open", at: name) }
            guard open.text == name.text else {
                throw error("the section that is open here is \(open.text), not \(name.text)", at: name)
            }
            return
        case "#", "^":
            guard sections.count < PromptTemplate.depthLimit else {
                throw error("sections are nested more than \(PromptTemplate.depthLimit) deep", at: name)
            }
            sections.append(name)
        default: break
        }
        if name.text != "." { found.append(name) }
    }

    // MARK: characters

    private func here(_ text: String) -> PromptName {
        PromptName(text: text, line: line, column: column, isOutermost: true)
    }

    private func error(_ message: String, at place: PromptName) -> PromptError {
        PromptError(message: message, line: place.line, column: place.column)
    }

    private func isAt(_ text: String) -> Bool { scalars[index...].starts(with: text.unicodeScalars) }

    private mutating func advance(_ count: Int) {
        for _ in 0..<min(count, scalars.count - index) {
            if scalars[index] == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
            index += 1
        }
    }

    private mutating func skipSpace() {
        while index < scalars.count, " \t\r\n".unicodeScalars.contains(scalars[index]) { advance(1) }
    }

    private func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".": true
        default: false
        }
    }
}

extension Unicode.Scalar {
    /// For a message: control characters as their numbers.
    fileprivate var escaped: String {
        value < 0x20 || value == 0x7f ? "\\u{\(String(value, radix: 16))}" : String(self)
    }
}
