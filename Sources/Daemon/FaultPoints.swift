import Synchronization

/// Where a daemon can be made to stop, to prove that it recovers: after each thing that it writes.
///
/// Once it has stopped, everything that the same daemon would still write is refused, as if it were dead.
public struct FaultPoints: Sendable {
    /// What was just written, or is about to be done.
    public enum Point: String, Sendable, Hashable, CaseIterable {
        case wrotePack = "wrote_pack"
        case movedJournal = "moved_journal"
        case releasedPack = "released_pack"
        case published
        case movedRef = "moved_ref"
        case removedRequest = "removed_request"
        case wroteObjects = "wrote_objects"
        case attemptStarted = "attempt_started"
        case attemptEnded = "attempt_ended"
        case iterationEnded = "iteration_ended"
    }

    /// Thrown by a hook to stop the daemon as a crash would: nothing more is written.
    public struct Stop: Error, Sendable {
        /// States it.
        public init() {}
    }

    /// Shared by all copies of one value.
    private final class Switch: Sendable {
        let isThrown = Mutex(false)
    }

    private let hook: @Sendable (Point) throws -> Void
    private let stopped = Switch()

    /// A daemon that is never made to stop.
    public static let none = FaultPoints { _ in }

    /// - Parameter hook: called after each write, on the writing thread.
    public init(_ hook: @escaping @Sendable (Point) throws -> Void) { self.hook = hook }

    /// Whether the daemon has been made to stop.
    var isStopped: Bool { stopped.isThrown.withLock { $0 } }

    /// Refuses what a stopped daemon would still write.
    func check() throws {
        if isStopped { throw Stop() }
    }

    func pass(_ point: Point) throws {
        try check()
        do {
            try hook(point)
        } catch {
            stopped.isThrown.withLock { $0 = true }
            throw error
        }
    }
}
