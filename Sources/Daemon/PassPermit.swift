import Synchronization

/// Whether an attempt may make another pass: it asks between two, and waits until the last one's end is decided upon.
final class PassPermit: Sendable {
    private struct State {
        /// The last decision.
        var ended = -1
        var mayGoOn = false
        /// The attempt, while it waits; it asks for one pass at a time.
        var waiting: (after: Int, continuation: CheckedContinuation<Bool, Never>)?
        var isCancelled = false
    }

    private let state = Mutex(State())

    /// What the run's state says, once it knows that so many passes have ended.
    func decide(ended: Int, mayGoOn: Bool) {
        let answered = state.withLock { state -> CheckedContinuation<Bool, Never>? in
            state.ended = ended
            state.mayGoOn = mayGoOn
            guard let waiting = state.waiting, waiting.after <= ended else { return nil }
            state.waiting = nil
            return waiting.continuation
        }
        answered?.resume(returning: mayGoOn)
    }

    /// Whether another pass may follow that one; `false` when the task is cancelled meanwhile.
    func allows(after pass: Int) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer = state.withLock { state -> Bool? in
                    if state.isCancelled { return false }
                    if state.ended >= pass { return state.mayGoOn }
                    state.waiting = (pass, continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.isCancelled = true
                defer { state.waiting = nil }
                return state.waiting?.continuation
            }
            waiting?.resume(returning: false)
        }
    }
}
