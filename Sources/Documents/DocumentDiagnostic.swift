/// Something in a document that was read otherwise than its author may think; never a reason to refuse it.
public struct DocumentDiagnostic: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The source line, from 1.
    public var line: Int
    /// One sentence for people, without the path.
    public var message: String

    /// States a remark.
    public init(line: Int, message: String) {
        self.line = line
        self.message = message
    }

    /// `line 3: …`.
    public var description: String { "line \(line): \(message)" }
}
