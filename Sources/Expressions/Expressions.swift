public struct ExpressionSyntaxError: Error {}
public struct Expression: Hashable, Sendable, Codable {
    public let source: String
    public init(parsing source: String) throws(ExpressionSyntaxError) { self.source = source }
}
