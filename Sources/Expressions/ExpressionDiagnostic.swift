/// Something in an expression that cannot work, found without evaluating it.
public struct ExpressionDiagnostic: Hashable, Sendable {
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// Where it begins.
    public let position: SourcePosition
    /// Where it stands, in UTF-8 offsets.
    public let range: Range<Int>
    /// A known name that is much like the unknown one.
    public let suggestion: String?
}

extension Expression {
    /// What cannot work whatever the values are, in the order in which it was written.
    ///
    /// Names that are not among those given, functions that do not exist, operators and macros on types they are not for,
    /// and a result that is known not to be of the type expected. A selection or element of what comes from outside may be of any type.
    public func check(names: Set<String>, expecting expected: ValueType? = nil) -> [ExpressionDiagnostic] {
        var checker = TypeChecker(names: names)
        let type = checker.type(of: root)
        if let type, let expected, type != expected {
            checker.report("gives \(type), must give \(expected)", root)
        }
        let findings = checker.findings.sorted { $0.node.range.lowerBound < $1.node.range.lowerBound }
        return findings.map { finding in
            let position = SourcePosition(offset: finding.node.range.lowerBound, in: source)
            return ExpressionDiagnostic(
                message: finding.message, position: position, range: finding.node.range, suggestion: finding.suggestion)
        }
    }

    /// Where the part that failed begins.
    public func position(of error: EvaluationError) -> SourcePosition {
        SourcePosition(offset: error.offset, in: source)
    }
}
