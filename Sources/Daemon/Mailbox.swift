import Synchronization
import Watching

/// What has come to the loop and not been taken: all of it is taken at once.
///
/// Bounded by what runs and by the refs there are: each attempt, merge and timer posts a bounded number of times, and of
/// each ref that moved the last value counts.
final class Mailbox: Sendable {
    private struct State {
        var inputs: [LoopInput] = []
        var moved: [RefTarget: RefChange] = [:]
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
            switch input {
            case .moved(let changes): for change in changes { state.moved[change.target] = change }
            default: state.inputs.append(input)
            }
        }
        signal.yield()
    }

    func take() -> [LoopInput] {
        state.withLock { state in
            var inputs = state.inputs
            if !state.moved.isEmpty { inputs.append(.moved(Array(state.moved.values))) }
            state = State()
            return inputs
        }
    }

    /// Whether the daemon is to stop, so that nobody waits for what has not come to pass.
    var isAskedToStop: Bool {
        state.withLock { $0.inputs.contains { if case .stop = $0 { true } else { false } } }
    }

    var isEmpty: Bool { state.withLock { $0.inputs.isEmpty && $0.moved.isEmpty } }
}
