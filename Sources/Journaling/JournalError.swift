public import Git

/// Why a journal could not be read or written, and which ref or commit is concerned.
public struct JournalError: Error, Hashable, Sendable {
    /// What kind of failure it was, for code that decides.
    public enum Code: Hashable, Sendable {
        /// A commit of the journal is missing, malformed, or says what cannot have happened.
        case damaged
        /// The journal was written by a version of this program that this one does not know.
        case unknownFormat
        /// The journal's ref does not hold what it was expected to hold.
        case lostRace
        /// There is no such journal.
        case notFound
        /// Another daemon has the workspace; what it says of itself.
        case locked(holder: String)
        /// The repository or the system refused.
        case git(GitError)
    }

    /// What kind of failure it was.
    public var code: Code
    /// The commit, ref or file concerned.
    public var subject: String
    /// What went wrong, as a sentence without a full stop.
    public var message: String
    /// What a person can do about it.
    public var hint: String?

    /// States a failure.
    public init(_ code: Code, subject: String, message: String, hint: String? = nil) {
        self.code = code
        self.subject = subject
        self.message = message
        self.hint = hint
    }

    /// Takes a failure of the repository's.
    init(_ error: GitError, subject: String) {
        self.init(.git(error), subject: subject, message: error.message, hint: error.hint)
    }
}

extension JournalError: CustomStringConvertible {
    /// Subject, message and hint in one line.
    public var description: String { "\(subject): \(message)" + (hint.map { " (\($0))" } ?? "") }
}

/// Names what a call to the repository was about when it fails.
func about<Result>(
    _ subject: @autoclosure () -> String, _ body: () throws(GitError) -> Result
) throws(JournalError) -> Result {
    do { return try body() } catch { throw JournalError(error, subject: subject()) }
}

/// Reads a part of an entry: what is missing, malformed or too large makes the entry a damaged one.
func reading<Result>(
    _ subject: @autoclosure () -> String, _ body: () throws(GitError) -> Result
) throws(JournalError) -> Result {
    do { return try body() } catch {
        switch error.code {
        case .notFound, .corrupt, .invalid, .limitExceeded:
            throw JournalError(.damaged, subject: subject(), message: error.message, hint: error.hint)
        default: throw JournalError(error, subject: subject())
        }
    }
}
