/// Where a daemon can be made to stop, to prove that it recovers: after each thing that it writes.
public struct FaultPoints: Sendable {
    /// What was just written.
    public enum Point: String, Sendable, Hashable, CaseIterable {
        case published
        case movedRef = "moved_ref"
        case removedRequest = "removed_request"
        case wroteObjects = "wrote_objects"
        case attemptEnded = "attempt_ended"
        case iterationEnded = "iteration_ended"
    }

    /// Thrown by a hook to stop the daemon as a crash would: nothing more is written.
    public struct Stop: Error, Sendable {
        /// States it.
        public init() {}
    }

    private let hook: @Sendable (Point) throws -> Void

    /// A daemon that is never made to stop.
    public static let none = FaultPoints { _ in }

    /// - Parameter hook: called after each write, on the writing thread.
    public init(_ hook: @escaping @Sendable (Point) throws -> Void) { self.hook = hook }

    func pass(_ point: Point) throws { try hook(point) }
}
