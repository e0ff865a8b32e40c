/// Something about watching itself that an operator may want to know; no change is lost by any of these.
public enum WatcherNotice: Hashable, Sendable, CustomStringConvertible {
    /// More happened at once than the kernel keeps: everything was looked at again.
    case overflow
    /// A directory could not be watched (`reason` is the system's), so refs are looked at at a pace instead.
    case polling(directory: String, reason: String)
    /// Every directory is watched again.
    case watching
    /// The refs could not be read; the last known ones stand until they can.
    case unreadable(reason: String)

    /// One sentence for people.
    public var description: String {
        switch self {
        case .overflow: "more changed at once than the kernel reports; everything was looked at again"
        case .polling(let directory, let reason):
            "\(directory) cannot be watched (\(reason)); the refs are looked at every so often instead"
        case .watching: "every directory is watched again"
        case .unreadable(let reason): "the refs cannot be read: \(reason)"
        }
    }
}
