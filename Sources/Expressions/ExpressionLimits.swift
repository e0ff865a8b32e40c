/// What bounds the reading and the evaluation of one expression.
///
/// With the defaults the worst expression takes some milliseconds.
public struct ExpressionLimits: Hashable, Sendable {
    /// Bytes of UTF-8 in the text. Default 16,384.
    public var sourceLength: Int
    /// Levels of brackets, signs and operators within each other. Default 100.
    ///
    /// Reading and evaluation recurse that deep, so it also bounds the stack that they take.
    public var nesting: Int
    /// Steps of one evaluation: a part evaluated is one; work on long texts, lists and maps is counted by their length.
    /// Default 100,000.
    public var steps: Int
    /// Size of any one string and of the result: a byte of text is 1, an element, entry or number 16. Default 4,000,000.
    public var size: Int

    /// The limits that hold where nothing else is said.
    public static let `default` = ExpressionLimits()

    /// The defaults, less what is given.
    public init(sourceLength: Int = 16_384, nesting: Int = 100, steps: Int = 100_000, size: Int = 4_000_000) {
        self.sourceLength = sourceLength
        self.nesting = nesting
        self.steps = steps
        self.size = size
    }
}
