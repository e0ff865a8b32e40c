/// Why bytes are not a document at all.
public enum DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are more bytes than the limit allows; nothing was read.
    case tooLarge(size: Int, limit: Int)
    /// The byte at `offset` (from 0), on `line` (from 1), does not continue valid UTF-8.
    case notUTF8(offset: Int, line: Int)
    /// Lists and quotes are nested, or brackets repeated, past what can be read in bounded time; `line` is the worst.
    case tooComplex(line: Int)

    /// One sentence for people, without the path.
    public var description: String {
        switch self {
        case .tooLarge(let size, let limit): "the document has \(size) bytes, more than the limit of \(limit)"
        case .notUTF8(let offset, let line): "the document is not UTF-8: line \(line), byte \(offset)"
        case .tooComplex(let line): "the document is nested too deeply to be read: line \(line)"
        }
    }
}
