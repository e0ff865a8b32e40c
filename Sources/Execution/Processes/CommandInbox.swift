import CGuard
import Synchronization

/// What the nursery's thread is asked to do.
enum CommandRequest: Sendable {
    case run(CommandOrder)
    /// Some command was cancelled; its `Cancellation` says which.
    case cancelled
    /// The idle time of a command is up, and this is whether it is active all the same.
    case activity(UInt32, isActive: Bool)
    case process(CheckedContinuation<NurseryProcess?, Never>)
    case stop(CheckedContinuation<Void, Never>?)
}

/// Requests on their way to the nursery's thread, which waits in the kernel and is woken by a descriptor.
final class CommandInbox: Sendable {
    private struct State {
        var requests: [CommandRequest] = []
        var isClosed = false
    }

    let wake: Descriptor
    private let state = Mutex(State())

    init() throws(SystemError) {
        wake = try Descriptor.wakeable()
    }

    func post(_ request: CommandRequest) {
        let isTaken = state.withLock { state in
            if !state.isClosed { state.requests.append(request) }
            return !state.isClosed
        }
        guard isTaken else { return Self.refuse(request) }
        guard_wake(wake.raw)
    }

    func take() -> [CommandRequest] {
        guard_sleep(wake.raw)
        return state.withLock { state in
            defer { state.requests = [] }
            return state.requests
        }
    }

    /// From now on everything that is posted is refused at once.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.requests = [] }
            return state.requests
        }
        left.forEach(Self.refuse)
    }

    private static func refuse(_ request: CommandRequest) {
        switch request {
        case .run(let order): order.continuation.resume(returning: .without(.cancelled))
        case .process(let continuation): continuation.resume(returning: nil)
        case .stop(let continuation): continuation?.resume()
        case .cancelled, .activity: break
        }
    }
}
