import CLinux

/// A thread that does one thing after another, and only when nobody else wants the processor or the disk.
///
/// For what must happen sometime and nobody waits for, such as the removal of many files. The thread lives as long as
/// the process, so make few of them.
public final class BackgroundThread: Sendable {
    private let queue = BlockingQueue<@Sendable () -> Void>()

    /// Starts the thread.
    ///
    /// - Parameter name: shown by `ps -L`; the kernel keeps its first 15 bytes.
    public init(name: String) {
        let queue = queue
        OwnThread.start(name: name) {
            linux_sink_to_background()
            while true { queue.next()() }
        }
    }

    /// Has something done after all that was added before.
    public func add(_ work: @escaping @Sendable () -> Void) { queue.add(work) }

    /// Returns when all that was added before is done.
    public func finish() async {
        await withCheckedContinuation { continuation in
            queue.add { continuation.resume() }
        }
    }
}
