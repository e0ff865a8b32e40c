import Prompts

/// The prompt files that loop types can name: the workspace's, over those that are built in.
struct PromptCatalog {
    enum Lookup {
        case valid(String)
        case broken(file: String)
        case unknown
    }

    private var prompts: [String: Lookup] = [:]

    /// Every name.
    var names: [String] { prompts.keys.sorted() }

    /// Takes the files of one layer; a later layer's prompt replaces one of the same name.
    mutating func add(_ files: [String: [UInt8]], reporting diagnostics: inout [Diagnostic]) {
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let reading = Reading(file: path, bytes: bytes)
            if let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) {
                reading.check(prompt: text) { Position(line: $0, column: $1) }
                prompts[name] = reading.hasErrors ? .broken(file: path) : .valid(text)
            } else {
                reading.error(.notUTF8, "the file is not UTF-8 text", at: .start)
                prompts[name] = .broken(file: path)
            }
            diagnostics += reading.diagnostics
        }
    }

    func lookUp(_ name: String) -> Lookup { prompts[name] ?? .unknown }
}

extension Reading {
    /// A template as it stands in the definition, or the name of a file that holds one.
    func prompt(_ node: YAMLNode, among prompts: PromptCatalog) -> String? {
        guard case .mapping = node.content else {
            guard let text = text(node, as: "`prompt`") else { return nil }
            check(prompt: text) { position(ofLine: $0, column: $1, in: node) }
            return text
        }
        guard var fields = Fields(node, title: "`prompt`", in: self) else { return nil }
        defer { fields.finish() }
        guard let file = fields.required("file"), let name = text(file, as: "`file`") else { return nil }
        switch prompts.lookUp(name) {
        case .valid(let text): return text
        case .broken(let path):
            error(.invalidReference, "the prompt \(name.quoted) is not valid, see \(path)", at: file.position)
        case .unknown:
            error(
                .unknownPrompt, "there is no prompt \(name.quoted)", at: file.position,
                suggestion: Nearest.suggestion(for: name, among: prompts.names) ?? "put it into .taskdaemon/prompts/")
        }
        return nil
    }

    /// Reports what is wrong in a template.
    func check(prompt text: String, place: (Int, Int) -> Position) {
        do throws(PromptError) {
            for finding in PromptRoots.check(try PromptTemplate(text)) {
                error(
                    .unknownPromptName, finding.message, at: place(finding.line, finding.column),
                    suggestion: finding.suggestion)
            }
        } catch {
            self.error(
                .badPrompt, "in the prompt: \(error.message)", at: place(error.line, error.column),
                suggestion: error.suggestion)
        }
    }

    /// Where a line and column of a scalar's text stand in the file; the scalar's start where that cannot be told.
    private func position(ofLine line: Int, column: Int, in node: YAMLNode) -> Position {
        guard case .scalar(let scalar) = node.content else { return node.position }
        let lines = scalar.text.split(separator: "\n", omittingEmptySubsequences: false).map {
            Array($0.unicodeScalars)
        }
        guard lines.indices.contains(line - 1) else { return node.position }
        let source = source(of: node.position)
        var place = node.position
        place.column += scalar.lead
        if lines.count == 1, source.holds(lines[0], at: place) {
            place.column += column - 1
            return place
        }
        // A literal block: its lines stand below it, behind the indentation of the first that is not blank.
        let below = min(node.position.line, source.lines.count)..<source.lines.count
        guard let filled = source.lines[below].first(where: { $0.contains { $0 != " " } }) else { return node.position }
        let indent = filled.prefix { $0 == " " }.count
        place.line = node.position.line + line
        place.column = indent + 1
        guard source.holds(lines[line - 1], at: place) else { return node.position }
        place.column = indent + column
        return place
    }
}
