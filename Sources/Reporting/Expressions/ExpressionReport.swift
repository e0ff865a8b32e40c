public import Definitions
import Expressions
public import JSONValues

/// What an expression gives, or why it gives nothing: what `expr eval --json` and `expr check --json` give.
public struct ExpressionReport: Encodable, Hashable, Sendable {
    /// The value, or that there is none yet.
    public enum Outcome: Hashable, Sendable {
        /// A value, in its form in a report, and as an expression would write it.
        case value(JSON, shown: String, type: String)
        /// Nothing was found; the type is `dyn` where it is not known before evaluation.
        case checked(type: String)
        /// What is wrong, in the order in which it was written; at least one.
        case failed([ExpressionFinding])
    }

    /// The expression.
    public let source: String
    /// What came of it.
    public let outcome: Outcome

    /// Evaluates.
    public init(evaluating source: String, data: [String: JSON]) {
        self.source = source
        do throws(ExpressionSyntaxError) {
            switch try Expression(parsing: source).evaluate(in: Bindings(data)) {
            case .value(let value):
                outcome = .value(
                    value.reported, shown: value.reported(within: 2000) == nil ? value.description : value.whole,
                    type: value.type.description)
            case .error(let error): outcome = .failed([ExpressionFinding(error)])
            }
        } catch {
            outcome = .failed([ExpressionFinding(error)])
        }
    }

    /// Checks without evaluating.
    ///
    /// - Parameters:
    ///   - scope: what the expression can start from; `nil` where that is not known, and any name may exist.
    ///   - expected: the name of the type that it must give.
    public init(checking source: String, scope: StageScope?, expecting expected: String? = nil) {
        self.source = source
        let type = expected.flatMap { name in ValueType.allCases.first { $0.description == name } }
        do throws(ExpressionSyntaxError) {
            let expression = try Expression(parsing: source)
            let anything = Dictionary(uniqueKeysWithValues: expression.roots.map { ($0, Shape.any) })
            let roots = scope?.roots ?? anything
            let check = expression.check(roots: roots, expecting: type)
            outcome =
                check.diagnostics.isEmpty
                ? .checked(type: check.shape.description)
                : .failed(check.diagnostics.map { ExpressionFinding($0, scope: scope, in: source) })
        } catch {
            outcome = .failed([ExpressionFinding(error)])
        }
    }

    /// The types' names, as `type` gives them.
    public static let types = ValueType.allCases.map(\.description)

    /// Whether it gives a value, or nothing was found.
    public var succeeded: Bool {
        if case .failed = outcome { false } else { true }
    }

    private enum CodingKeys: CodingKey {
        case value, type, error, errors
    }

    /// Writes `{"value", "type"}`, `{"type"}`, or `{"error", "errors"}`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch outcome {
        case .value(let value, _, let type):
            try container.encode(value, forKey: .value)
            try container.encode(type, forKey: .type)
        case .checked(let type): try container.encode(type, forKey: .type)
        case .failed(let findings):
            try container.encode(findings.first, forKey: .error)
            if findings.count > 1 { try container.encode(findings, forKey: .errors) }
        }
    }

    /// The value and its type, or each finding with a caret.
    public func page() -> Page {
        var page = Page()
        switch outcome {
        case .value(_, let shown, let type): page.add(StyledText(shown) + StyledText("  \(type)", .faint))
        case .checked(let type): page.add(StyledText("nothing is wrong", .good) + "; it gives \(type)")
        case .failed(let findings): for finding in findings { page.add(finding.page(in: source)) }
        }
        return page
    }
}

extension ExpressionFinding {
    /// A stage that is not upstream is told apart from a name that does not exist.
    init(_ diagnostic: ExpressionDiagnostic, scope: StageScope?, in source: String) {
        self.init(diagnostic)
        let name = String(decoding: Array(source.utf8)[diagnostic.range], as: UTF8.self)
        let stage = name.trimmingPrefix("\"").trimmingPrefix("'").prefix { $0 != "\"" && $0 != "'" }
        guard [.unknownName, .missingKey].contains(diagnostic.kind), scope?.others.contains(String(stage)) == true
        else { return }
        message = "the stage '\(stage)' is not upstream, so it need not have ended"
        suggestion = nil
    }
}
