/// How a command ended; nothing of its tree is left when this exists.
public struct CommandResult: Sendable, Equatable {
    /// Why it is over.
    public enum Termination: Sendable, Equatable {
        /// It exited by itself with this code.
        case exited(Int32)
        /// A signal that we did not send ended it.
        case signalled(Int32)
        /// It took longer than its `timeout` and was ended.
        case timedOut
        /// It was silent for longer than its `idleTimeout` and was ended.
        case idle
        /// The task that ran it was cancelled.
        case cancelled
        /// What guarded it was killed, and so it was ended too.
        case interrupted
        /// It never ran: an errno and what was being done.
        case notStarted(errno: Int32, message: String)
    }

    /// What the whole tree has used.
    public struct Usage: Sendable, Equatable {
        /// Processor time in user mode.
        public var user: Duration
        /// Processor time in the kernel.
        public var system: Duration
        /// The largest resident size of any of its processes.
        public var peakMemoryBytes: Int
    }

    /// Why it is over.
    public var termination: Termination
    /// From the order to the end of the tree.
    public var duration: Duration
    /// What it has used; zero where it is not known.
    public var usage: Usage
    /// How many processes it had left running when it exited, as far as seen; they were killed.
    public var leftBehind: Int
    /// Something of it could not be killed in ten seconds (a process stuck in the kernel) and may still be there.
    public var hasSurvivors: Bool

    /// It exited with code 0.
    public var isSuccess: Bool { termination == .exited(0) }

    static func without(_ termination: Termination, after duration: Duration = .zero) -> CommandResult {
        CommandResult(
            termination: termination, duration: duration,
            usage: Usage(user: .zero, system: .zero, peakMemoryBytes: 0), leftBehind: 0, hasSurvivors: false)
    }
}
