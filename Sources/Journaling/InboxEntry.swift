/// A ref in the inbox.
public enum InboxEntry: Hashable, Sendable {
    case request(InboxRequest)
    /// It cannot be read, and never will be: why.
    case malformed(ulid: String, reason: String)

    /// The ref's name below the inbox; of a malformed one any text.
    public var ulid: String {
        switch self {
        case .request(let request): request.ulid
        case .malformed(let ulid, _): ulid
        }
    }
}
