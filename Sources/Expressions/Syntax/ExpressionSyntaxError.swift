/// Why a text is no expression.
public struct ExpressionSyntaxError: Error, Hashable, Sendable {
    /// What is wrong, in one sentence without a full stop.
    public let message: String
    /// Where it was noticed.
    public let position: SourcePosition
}

extension ExpressionSyntaxError: CustomStringConvertible {
    /// The message after line and column.
    public var description: String { "\(position.line):\(position.column): \(message)" }
}

/// A syntax error before its offset has become line and column.
struct SyntaxFault: Error {
    let message: String
    let offset: Int
}
