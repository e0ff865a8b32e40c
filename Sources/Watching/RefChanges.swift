import Synchronization

/// The changes that a watcher has seen, in batches, until the watcher stops; for one consumer.
///
/// A slow consumer gets fewer and larger batches: what moved twice meanwhile is one change, what came and went is
/// none. So the queue holds at most one change for each target, and nothing is ever dropped.
public struct RefChanges: AsyncSequence, Sendable {
    let queue: RefChangeQueue

    /// Waits for batches.
    public func makeAsyncIterator() -> Iterator {
        Iterator(queue: queue, signals: queue.signals.makeAsyncIterator())
    }

    /// Waits for batches.
    public struct Iterator: AsyncIteratorProtocol {
        let queue: RefChangeQueue
        var signals: AsyncStream<Void>.Iterator

        /// The next changes, at least one and by target, or `nil` when there will be none.
        public mutating func next() async -> [RefChange]? {
            while true {
                let changes = queue.take()
                guard changes.isEmpty else { return changes }
                guard await signals.next() != nil else { return nil }
            }
        }
    }
}

/// The changes between what a consumer has seen and what is.
final class RefChangeQueue: Sendable {
    private let pending = Mutex<[RefTarget: RefChange]>([:])
    private let continuation: AsyncStream<Void>.Continuation
    /// At least one element after each change that is added.
    let signals: AsyncStream<Void>

    init() {
        (signals, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add(_ changes: [RefChange]) {
        guard !changes.isEmpty else { return }
        pending.withLock { pending in
            for change in changes {
                guard var earlier = pending[change.target] else {
                    pending[change.target] = change
                    continue
                }
                earlier.new = change.new
                pending[change.target] = earlier.old == earlier.new ? nil : earlier
            }
        }
        continuation.yield()
    }

    func take() -> [RefChange] {
        pending.withLock { pending in
            let changes = pending.values.sorted { $0.target < $1.target }
            pending.removeAll(keepingCapacity: true)
            return changes
        }
    }

    func finish() { continuation.finish() }
}
