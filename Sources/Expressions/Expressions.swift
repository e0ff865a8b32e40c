public import JSONValues
public struct ExpressionSyntaxError: Error {}
public struct EvaluationError: Error, Hashable, Sendable { public var message: String }
public struct Value: Hashable, Sendable { public var json: JSON? }
public enum Evaluation: Hashable, Sendable { case value(Value), error(EvaluationError) }
public enum Verdict: Hashable, Sendable { case holds, fails, error(EvaluationError) }
public struct Bindings { public init(_ r: [String: JSON]) {} }
public struct Expression: Hashable, Sendable, Codable {
    public let source: String
    public init(parsing source: String) throws(ExpressionSyntaxError) { self.source = source }
    public func evaluate(in: Bindings) -> Evaluation { .value(Value(json: .null)) }
    public func condition(in: Bindings) -> Verdict { .holds }
    public var rootPaths: [[String]] { [] }
}
