import Execution

/// What this machine offers a daemon.
public enum MachineCheck {
    /// The path of a program that can be run, as a shell finds it by its name; `nil` where there is none.
    ///
    /// - Parameter environment: of which `PATH` is taken.
    public static func program(_ name: String, in environment: [String: String]) -> String? {
        ProgramSearch.find(name, in: environment)
    }

    /// How the process tree of a command is kept together here, in one sentence; `nil` when nothing could be started.
    ///
    /// Found by trying, with real processes: takes some milliseconds.
    public static var processTrees: (isContained: Bool, explanation: String)? {
        guard let means = ProcessContainment.current else { return nil }
        return (means != .processGroup, means.explanation)
    }
}
