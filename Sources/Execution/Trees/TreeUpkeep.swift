import Executors
import Git
import Synchronization

/// Removes and measures work trees that nobody uses, on a thread that yields to all others.
///
/// Bounded by the number of trees there are: each is removed once, and measured once each time it is given back.
final class TreeUpkeep: Sendable {
    private let thread = BackgroundThread(name: "td-upkeep")
    private let isStopped = Mutex(false)

    /// Removes a directory sometime.
    func remove(_ path: String) {
        // What cannot be removed is tried again when the next daemon starts.
        add { try? PrivateWorkTree.remove(at: path) }
    }

    /// Says sometime how many bytes a directory takes up.
    func measure(_ path: String, _ body: @escaping @Sendable (Int64) -> Void) {
        add { body(PrivateWorkTree.diskUse(of: path)) }
    }

    /// Returns when everything that was asked for before is done.
    func finish() async { await thread.finish() }

    /// Does nothing more; returns when what is being done is done.
    func stop() async {
        isStopped.withLock { $0 = true }
        await finish()
    }

    private func add(_ work: @escaping @Sendable () -> Void) {
        thread.add { [weak self] in
            if self?.isStopped.withLock({ $0 }) == false { work() }
        }
    }
}
