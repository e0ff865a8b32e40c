import Synchronization

/// What has come to the loop and not been taken: all of it is taken at once.
///
/// Bounded by what runs: each attempt, merge and timer posts a bounded number of times, and hints are merged into one.
final class Mailbox: Sendable {
    private struct State {
        var inputs: [LoopInput] = []
        var isHinted = false
    }

    private let state = Mutex(State())
    private let signal: AsyncStream<Void>.Continuation
    /// Says that something has come; one says it for all that came since.
    let signals: AsyncStream<Void>

    init() {
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func post(_ input: LoopInput) {
        state.withLock { state in
            if case .look = input {
                guard !state.isHinted else { return }
                state.isHinted = true
            }
            state.inputs.append(input)
        }
        signal.yield()
    }

    func take() -> [LoopInput] {
        state.withLock { state in
            let inputs = state.inputs
            state = State()
            return inputs
        }
    }

    /// Whether the daemon is to stop, so that nobody waits for what has not come to pass.
    var isAskedToStop: Bool {
        state.withLock { $0.inputs.contains { if case .stop = $0 { true } else { false } } }
    }

    var isEmpty: Bool { state.withLock { $0.inputs.isEmpty } }
}
