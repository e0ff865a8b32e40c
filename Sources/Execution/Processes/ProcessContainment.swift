import CGuard

/// How the process tree of a command is kept together, so that all of it can be ended.
public enum ProcessContainment: String, Sendable, CaseIterable {
    /// A cgroup v2 group for each command: the kernel ends it as one.
    case cgroup
    /// A PID namespace for each command: the kernel ends it with its first process.
    case pidNamespace
    /// Orphans come to a guard, which kills its descendants until it has none.
    ///
    /// A process of another user (`sudo`) may refuse.
    case processGroup

    /// The best means that this process has now.
    ///
    /// Found by trying, with real processes: takes some milliseconds.
    public static var current: ProcessContainment? {
        guard let child = try? NurseryProcess(tag: "probe", containment: nil, lockPath: nil) else { return nil }
        defer { child.end() }
        return child.containment
    }

    /// One sentence for people.
    public var explanation: String {
        switch self {
        case .cgroup: "Each command runs in a cgroup of its own, which the kernel ends as one."
        case .pidNamespace: "Each command runs in a PID namespace of its own, which the kernel ends as one."
        case .processGroup:
            "No cgroup v2 can be written and no PID namespace made: descendants of a command are found and killed one "
                + "by one."
        }
    }

    init?(means: Int32) {
        switch UInt32(bitPattern: means) {
        case GUARD_CGROUP.rawValue: self = .cgroup
        case GUARD_NAMESPACE.rawValue: self = .pidNamespace
        case GUARD_FAMILY.rawValue: self = .processGroup
        default: return nil
        }
    }

    var means: Int32 {
        switch self {
        case .cgroup: Int32(GUARD_CGROUP.rawValue)
        case .pidNamespace: Int32(GUARD_NAMESPACE.rawValue)
        case .processGroup: Int32(GUARD_FAMILY.rawValue)
        }
    }
}
