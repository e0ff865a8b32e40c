/// Why something cannot be shown.
public struct ReportError: Error, Hashable, Sendable {
    /// What kind of thing is in the way.
    public enum Code: String, Hashable, Sendable {
        /// There is no git repository, or it cannot be used.
        case notAWorkspace
        /// Nothing has that name.
        case nothingMatches
        /// Several things begin with that.
        case ambiguous
        /// What was asked for makes no sense.
        case usage
        /// The journal or an object is damaged or of an unknown format.
        case damaged
        /// It exists, and cannot be done now.
        case refused
        /// The system said no.
        case failed
    }

    /// What kind.
    public var code: Code
    /// One sentence, without a full stop; may hold text of the repository.
    public var message: String
    /// What can be done about it.
    public var hint: String?

    /// States a problem.
    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}
