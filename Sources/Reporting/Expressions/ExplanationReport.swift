import Expressions
public import JSONValues

/// How an expression comes to its value: what `expr explain --json` gives.
public struct ExplanationReport: Encodable, Hashable, Sendable {
    /// What it gives.
    public let result: ExpressionReport
    /// The expression as a whole, with its parts below it; `nil` where it cannot be read.
    public let tree: Part?

    /// A part of the expression.
    public struct Part: Encodable, Hashable, Sendable {
        /// As it was written.
        public var source: String
        /// Where it begins, in bytes of UTF-8.
        public var offset: Int
        /// Its type; `null` where it has no value.
        @OrNull public var type: String?
        /// Its value; `null` too where it is larger than 4,000 bytes, or there is none.
        public var value: JSON
        /// The value as an expression would write it, cut where it is long.
        @OrNull public var shown: String?
        /// Why there is no value.
        @OrNull public var error: ExpressionFinding?
        /// One of `written given variable computed skipped`.
        public var origin: String
        /// The path of what was given, or the part whose elements or value the variable is.
        @OrNull public var from: String?
        /// The parts of this part, in the order in which they were written.
        public var parts: [Part]
    }

    /// Evaluates, and keeps what each part gave.
    public init(_ source: String, data: [String: JSON]) {
        result = ExpressionReport(evaluating: source, data: data)
        tree = (try? Expression(parsing: source)).map { Part($0.explain(in: Bindings(data))) }
    }

    private enum CodingKeys: CodingKey {
        case tree
    }

    /// Writes what `expr eval` does, and `tree` beside it.
    public func encode(to encoder: any Encoder) throws {
        try result.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(tree, forKey: .tree)
    }

    /// A tree of lines: part, value, origin.
    public func page() -> Page {
        var page = Page()
        if let tree { page.add(rows: tree.rows(level: 0)) }
        if !result.succeeded {
            page.gap()
            page.add(result.page())
        }
        return page
    }
}

extension ExplanationReport.Part {
    fileprivate init(_ node: ExplanationNode) {
        source = node.source
        offset = node.range.lowerBound
        value = .null
        switch node.result {
        case .value(let value)?:
            type = value.type.description
            self.value = value.reported(within: 4000) ?? .null
            shown = value.description
        case .error(let error)?: self.error = ExpressionFinding(error)
        case nil: break
        }
        switch node.origin {
        case .literal?: origin = "written"
        case .given(let path)?:
            origin = "given"
            from = path.joined(separator: ".")
        case .variable(let part)?:
            origin = "variable"
            from = part
        case nil: origin = "computed"
        }
        if node.result == nil, node.origin != .literal { origin = "skipped" }
        parts = node.children.map { ExplanationReport.Part($0) }
    }

    /// What stands below something that was given leads to it, and says nothing more.
    fileprivate func rows(level: Int) -> [[StyledText]] {
        let line = source.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let name = StyledText(String(repeating: "  ", count: level) + line, level == 0 ? .name : .plain)
        let result: StyledText =
            if let shown {
                StyledText(shown, shown == "true" ? .good : shown == "false" ? .waiting : .plain)
            } else if let error {
                StyledText("error: \(error.message)", .bad)
            } else {
                StyledText("-", .faint)
            }
        let why =
            switch origin {
            case "given": from == source ? "given" : "given as \(from ?? "")"
            case "variable": "of \(from ?? "")"
            case "computed": ""
            case "skipped": "not evaluated"
            default: origin
            }
        let below = origin == "given" ? [] : parts.flatMap { $0.rows(level: level + 1) }
        return [[name, result, StyledText(why, .faint)]] + below
    }
}
