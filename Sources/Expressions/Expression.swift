/// A condition, a filter or a transform in the Common Expression Language (CEL).
///
/// Read once, evaluated as often as wanted; evaluation has no clock and no I/O, and the same input gives the same result.
/// The language is that of the CEL specification (github.com/google/cel-spec) without protocol buffer messages.
public struct Expression: Sendable {
    /// The text as it was written.
    public let source: String
    let root: Node
    let nodeCount: Int

    /// Reads a text, or throws where and why it is no expression.
    public init(parsing source: String, limits: ExpressionLimits = .default) throws(ExpressionSyntaxError) {
        do throws(SyntaxFault) {
            (root, nodeCount) = try Parser.parse(source, limits: limits)
        } catch {
            throw ExpressionSyntaxError(
                message: error.message, position: SourcePosition(offset: error.offset, in: source))
        }
        self.source = source
    }
}

extension Expression {
    /// The value of the expression, or the error that stands in its place.
    public func evaluate(in bindings: Bindings, limits: ExpressionLimits = .default) -> Evaluation {
        var evaluator = Evaluator(bindings: bindings, limits: limits)
        do throws(EvaluationError) {
            return .value(try evaluator.result(of: root))
        } catch {
            return .error(error)
        }
    }

    /// Whether the expression holds; anything but a `bool` is an error.
    public func condition(in bindings: Bindings, limits: ExpressionLimits = .default) -> Verdict {
        switch evaluate(in: bindings, limits: limits) {
        case .value(.bool(true)): return .holds
        case .value(.bool(false)): return .fails
        case .value(let value):
            let message =
                "a condition must give true or false; this gives \(value.type) \(value.description(limit: 80))"
            return .error(EvaluationError(.wrongType, message, range: root.range))
        case .error(let error): return .error(error)
        }
    }
}

extension Expression: Hashable {
    /// Whether both have the same text.
    public static func == (left: Expression, right: Expression) -> Bool {
        left.source.hasSameCodePoints(as: right.source)
    }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

extension Expression: CustomStringConvertible {
    /// The text as it was written.
    public var description: String { source }
}
