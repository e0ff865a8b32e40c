import CLinux
import Glibc

/// A serial executor with a thread of its own, for actors whose work blocks: libgit2, the file system, a kernel wait.
///
/// Blocking on Swift's shared pool starves every timer and task in the process; an actor that names one of these as
/// its `unownedExecutor` blocks nobody but itself. The thread lives as long as the process (parent-death signals and
/// libgit2's error text both follow a thread), so make few of them and keep them.
public final class ThreadExecutor: SerialExecutor {
    private let queue: BlockingQueue<UnownedJob>

    /// Starts the thread.
    ///
    /// - Parameter name: shown by `ps -L`; the kernel keeps its first 15 bytes.
    public init(name: String) {
        let queue = BlockingQueue<UnownedJob>()
        self.queue = queue
        startThread(name: name) { executor in
            while true { queue.next().runSynchronously(on: executor.asUnownedSerialExecutor()) }
        }
    }

    /// Takes a job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        queue.add(UnownedJob(job))
    }

    private func startThread(name: String, _ body: @escaping @Sendable (ThreadExecutor) -> Void) {
        let start = Unmanaged.passRetained(ThreadStart(name: name, executor: self, body: body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue()
                linux_name_thread(start.name)
                start.body(start.executor)
                return nil
            }, start.toOpaque())
        // Without the thread no job of this executor would ever run: there is no way to go on.
        precondition(code == 0, "no thread could be started: error \(code)")
        pthread_detach(thread)
    }
}

private final class ThreadStart: Sendable {
    let name: String
    let executor: ThreadExecutor
    let body: @Sendable (ThreadExecutor) -> Void

    init(name: String, executor: ThreadExecutor, body: @escaping @Sendable (ThreadExecutor) -> Void) {
        self.name = name
        self.executor = executor
        self.body = body
    }
}
