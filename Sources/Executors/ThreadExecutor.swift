/// A serial executor with a thread of its own, for actors whose work blocks: libgit2, the file system, a kernel wait.
///
/// Blocking on Swift's shared pool starves every timer and task in the process; an actor that names one of these as
/// its `unownedExecutor` blocks nobody but itself. The thread lives as long as the process (parent-death signals and
/// libgit2's error text both follow a thread), so make few of them and keep them.
public final class ThreadExecutor: SerialExecutor {
    private let queue = BlockingQueue<UnownedJob>()

    /// Starts the thread.
    ///
    /// - Parameter name: shown by `ps -L`; the kernel keeps its first 15 bytes.
    public init(name: String) {
        OwnThread.start(name: name) { [self] in
            while true { queue.next().runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }

    /// Takes a job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.add(UnownedJob(job))
    }
}
