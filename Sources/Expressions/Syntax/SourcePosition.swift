/// A place in the text of an expression.
public struct SourcePosition: Hashable, Sendable {
    /// Bytes of UTF-8 before it.
    public let offset: Int
    /// From 1.
    public let line: Int
    /// Code points before it on its line, plus 1.
    public let column: Int

    /// The place at an offset in a text; an offset past the end is the end.
    public init(offset: Int, in source: String) {
        var line = 1
        var column = 1
        var bytes = 0
        for scalar in source.unicodeScalars {
            guard bytes < offset else { break }
            bytes += UTF8.width(scalar)
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        self.offset = min(offset, bytes)
        self.line = line
        self.column = column
    }
}
