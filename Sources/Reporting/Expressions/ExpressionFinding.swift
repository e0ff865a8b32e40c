import Definitions
import Expressions

/// Something that is wrong in an expression, as reports tell of it.
public struct ExpressionFinding: Codable, Hashable, Sendable {
    /// What went wrong, for a program to tell apart: `syntax`, or one of the kinds of an evaluation's errors.
    public var kind: String
    /// One sentence, without a full stop.
    public var message: String
    /// Where it begins, in bytes of UTF-8.
    public var offset: Int
    /// A known name that is much like an unknown one; left out where there is none.
    public var suggestion: String?

    init(_ error: ExpressionSyntaxError) {
        self.init(kind: "syntax", message: error.message, offset: error.position.offset)
    }

    init(_ error: EvaluationError) {
        self.init(kind: error.kind.reported, message: error.message, offset: error.offset)
    }

    init(_ diagnostic: ExpressionDiagnostic) {
        self.init(
            kind: diagnostic.kind.reported, message: diagnostic.message, offset: diagnostic.position.offset,
            suggestion: diagnostic.suggestion)
    }

    private init(kind: String, message: String, offset: Int, suggestion: String? = nil) {
        self.kind = kind
        self.message = message
        self.offset = offset
        self.suggestion = suggestion
    }

    /// Where and what, the line, and a caret below the place.
    func page(in source: String) -> Page {
        var page = Page()
        let position = SourcePosition(offset: offset, in: source)
        page.add(
            StyledText("\(position.line):\(position.column): ") + StyledText("error: ", .bad) + StyledText(message))
        let lines = source.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.indices.contains(position.line - 1) {
            let excerpt = SourceExcerpt(of: Array(lines[position.line - 1]), column: position.column)
            let lead = StyledText(excerpt.before)
            page.add(lead + StyledText(excerpt.after), level: 2)
            page.add(StyledText(String(repeating: " ", count: lead.columns)) + StyledText("^", .bad), level: 2)
        }
        if let suggestion { page.add("did you mean `\(suggestion)`?", level: 1) }
        return page
    }
}

extension EvaluationError.Kind {
    /// The name that reports use: `unknown_name`.
    var reported: String {
        rawValue.reduce(into: "") { name, letter in
            if letter.isUppercase { name.append("_") }
            name.append(contentsOf: letter.lowercased())
        }
    }
}
