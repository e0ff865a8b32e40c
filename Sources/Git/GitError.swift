/// Why a git operation did not happen.
///
/// `message` is a sentence that names the object, ref or path concerned; `hint` says what a person can do about it,
/// where there is something. Both are data: text from a repository in them is not escaped for terminals.
public struct GitError: Error, Hashable, Sendable {
    /// What kind of failure it was, for code that decides.
    public enum Code: String, Hashable, Sendable {
        /// An object, ref, path or file that must be there is not.
        case notFound
        /// Something that is there is in the way.
        case exists
        /// Another process holds the lock of a ref or of the packed refs, for longer than it is waited for.
        case locked
        /// A ref does not hold what it was expected to hold.
        case mismatch
        /// What was asked for makes no sense to git: a name, a mode, a signature.
        case invalid
        /// What is stored is damaged.
        case corrupt
        /// The repository's format is one that cannot be read or written here.
        case unsupportedRepository
        /// The repository belongs to somebody else who is not trusted.
        case unsafeOwnership
        /// There is no repository at the path.
        case notARepository
        /// The disk is full, or a quota is.
        case noSpace
        /// The operating system refused; the message has its reason.
        case os
        /// Both sides changed the same thing.
        case conflict
        /// Something is larger than the caller's limit.
        case limitExceeded
        /// libgit2 failed in a way that none of the others describes.
        case library
    }

    /// What kind of failure it was.
    public var code: Code
    /// What was being done: `read object`, `move ref`.
    public var operation: String
    /// What went wrong, as a sentence without a full stop.
    public var message: String
    /// What a person can do about it.
    public var hint: String?

    /// States a failure.
    public init(_ code: Code, operation: String, message: String, hint: String? = nil) {
        self.code = code
        self.operation = operation
        self.message = message
        self.hint = hint
    }
}

extension GitError: CustomStringConvertible {
    /// Operation, message and hint in one line.
    public var description: String {
        "\(operation): \(message)" + (hint.map { " (\($0))" } ?? "")
    }
}
