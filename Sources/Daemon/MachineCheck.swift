import Execution

/// What this machine offers a daemon.
public enum MachineCheck {
    /// How the process tree of a command is kept together here, in one sentence; `nil` when nothing could be started.
    ///
    /// Found by trying, with real processes: takes some milliseconds.
    public static var processTrees: (isContained: Bool, explanation: String)? {
        guard let means = ProcessContainment.current else { return nil }
        return (means != .processGroup, means.explanation)
    }
}
