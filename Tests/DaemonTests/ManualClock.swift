import Pipelines
import Synchronization

/// A clock that stands until it is put on; who sleeps by it wakes when it has come so far.
final class ManualClock: Sendable {
    private struct State {
        var now: Instant
        var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var count = 0
    }

    private let state: Mutex<State>

    init(_ now: Instant) { state = Mutex(State(now: now)) }

    var now: Instant { state.withLock { $0.now } }

    /// Puts the clock to a time, which may lie before.
    func put(to instant: Instant) {
        let woken = state.withLock { state in
            state.now = instant
            let due = state.sleepers.filter { $0.value.until <= instant }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Puts the clock on by a minute: who looked at it before it was put, and began to sleep after, wakes all the same.
    func tick() { put(to: now + .seconds(60)) }

    func sleep(for duration: Duration) async throws {
        let id = state.withLock { state in
            state.count += 1
            return state.count
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled { return true }
                    if duration <= .zero { return true }
                    state.sleepers[id] = (state.now + duration, continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let continuation = state.withLock { $0.sleepers.removeValue(forKey: id)?.continuation }
            continuation?.resume(throwing: CancellationError())
        }
    }
}
