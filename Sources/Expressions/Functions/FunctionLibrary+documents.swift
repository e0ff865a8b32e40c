import GitNames
import JSONValues

extension FunctionLibrary {
    /// What transforms need for taking texts that agents and people wrote apart; not part of CEL.
    static let documents = [
        text("slug", 1...1, .global) { (arguments, budget) throws(EvaluationError) in
            let text = try arguments.text(0)
            // A text that loses something is hashed.
            try budget.spend(text.utf8.count / 8)
            return .string(Slug.make(text))
        },
        text("lines", 1...1, .global) { (arguments, budget) throws(EvaluationError) in
            let lines = MarkdownText.lines(of: try arguments.text(0))
            try budget.spend(elements: lines.count)
            return .list(.init(lines.map { Value.string(String($0)) }))
        },
        text("json", 1...1, .global) { (arguments, budget) throws(EvaluationError) in
            let text = try arguments.text(0)
            // Reading makes values of bytes, which takes far longer than copying them.
            try budget.spend(text.utf8.count / 8)
            guard let json = try? JSON(parsing: text.utf8) else {
                throw EvaluationError(
                    .invalidArgument, "json(): \(Value.string(text).description(limit: 80)) is not JSON")
            }
            return Value(json)
        },
        text("section", 2...2, .global) { (arguments, budget) throws(EvaluationError) in
            let name = try arguments.text(1)
            let text = MarkdownText(try arguments.text(0))
            try budget.spend(elements: text.headings.count)
            if let section = text.section(named: name) { return .string(section) }
            let shown = text.headings.prefix(20).map { Value.string($0.title).description(limit: 60) }
            let rest = text.headings.count > shown.count ? " and \(text.headings.count - shown.count) more" : ""
            throw EvaluationError(
                .missingKey,
                "section(): no heading \(Value.string(name).description(limit: 60)); "
                    + (shown.isEmpty ? "there are none" : "there are \(shown.joined(separator: ", "))\(rest)"))
        },
        text("front_matter", 1...1, .global) { (arguments, budget) throws(EvaluationError) in
            let entries = try FrontMatterText.entries(of: try arguments.text(0))
            try budget.spend(elements: entries.count)
            return .map(.init(entries))
        },
    ]
}
