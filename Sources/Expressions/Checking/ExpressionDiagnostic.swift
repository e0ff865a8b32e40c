/// Something in an expression that cannot work, found without evaluating it.
public struct ExpressionDiagnostic: Hashable, Sendable {
    /// What is wrong, for a program to tell apart.
    public let kind: EvaluationError.Kind
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// Where it begins.
    public let position: SourcePosition
    /// Where it stands, in UTF-8 offsets.
    public let range: Range<Int>
    /// A known name that is much like the unknown one.
    public let suggestion: String?
}

/// What is known of an expression before it is evaluated.
public struct ExpressionCheck: Hashable, Sendable {
    /// What it gives if it gives a value.
    public let shape: Shape
    /// What cannot work, in the order in which it was written.
    public let diagnostics: [ExpressionDiagnostic]
}

extension Expression {
    /// What cannot work whatever the values are, in the order in which it was written.
    ///
    /// Names that are not among those given, functions that do not exist, operators, functions and macros on types they
    /// are not for, members that a closed map does not have, literal patterns, points in time and durations that cannot
    /// be read, and a result that is known not to be of the type expected.
    ///
    /// - Parameter roots: what is known of each name that exists; there are no others.
    public func check(roots: [String: Shape], expecting expected: ValueType? = nil) -> ExpressionCheck {
        var checker = TypeChecker(roots: roots)
        let shape = checker.shape(of: root)
        if let type = shape.type, let expected, type != expected {
            checker.report(.wrongType, "gives \(type), must give \(expected)", at: root.range)
        }
        let findings = checker.findings.sorted { $0.range.lowerBound < $1.range.lowerBound }
        let diagnostics = findings.map { finding in
            ExpressionDiagnostic(
                kind: finding.kind, message: finding.message,
                position: SourcePosition(offset: finding.range.lowerBound, in: source), range: finding.range,
                suggestion: finding.suggestion)
        }
        return ExpressionCheck(shape: shape, diagnostics: diagnostics)
    }

    /// What cannot work, where nothing is known of the values that the names have.
    public func check(names: Set<String>, expecting expected: ValueType? = nil) -> [ExpressionDiagnostic] {
        check(roots: Dictionary(uniqueKeysWithValues: names.map { ($0, Shape.any) }), expecting: expected).diagnostics
    }

    /// Where the part that failed begins.
    public func position(of error: EvaluationError) -> SourcePosition {
        SourcePosition(offset: error.offset, in: source)
    }
}
