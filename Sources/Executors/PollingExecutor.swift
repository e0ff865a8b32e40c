import CLinux
import Glibc
import Synchronization

/// A serial executor with a thread of its own that also waits for descriptors and deadlines.
///
/// What becomes readable is handled on the thread that waited for it, without a hop: an actor on this executor reads
/// its descriptor in `assumeIsolated`. The thread lives as long as the process, so make few of them and keep them.
public final class PollingExecutor: SerialExecutor {
    /// Why a source's handler is called.
    public enum Wake: Sendable {
        /// Its descriptor can be read, or is broken.
        case readable
        /// Its deadline has passed; it has none now.
        case deadline
    }

    /// What names a source of wake-ups.
    public struct SourceID: Hashable, Sendable {
        fileprivate let number: Int
    }

    private struct Source {
        let descriptor: Int32?
        let handler: @Sendable (Wake) -> Void
        var deadline: ContinuousClock.Instant?
    }

    private struct State {
        var jobs: [UnownedJob] = []
        var sources: [Int: Source] = [:]
        var nextNumber = 0
        /// Whether the thread is in `poll`, or about to be, and must be woken.
        var isWaiting = false
        var thread: pthread_t?
    }

    private let state = Mutex(State())
    private let wakeDescriptor: Int32

    /// Starts the thread.
    ///
    /// - Parameter name: shown by `ps -L`; the kernel keeps its first 15 bytes.
    public init(name: String) {
        wakeDescriptor = linux_wake_descriptor()
        // Without it a job that arrives while the thread waits would not run: there is no way to go on.
        precondition(wakeDescriptor >= 0, "no event descriptor could be made: error \(errno)")
        OwnThread.start(name: name) { self.run() }
    }

    /// Takes a job; called by the Swift runtime.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        change { $0.jobs.append(job) }
    }

    /// Stops the process if the caller is not on this executor's thread; called by the Swift runtime.
    public func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the executor's thread")
    }

    /// Whether the caller is on this executor's thread; called by the Swift runtime.
    public func isIsolatingCurrentContext() -> Bool? {
        state.withLock { $0.thread.map { pthread_equal($0, pthread_self()) != 0 } ?? false }
    }

    /// Adds a source of wake-ups; its handler is called on the thread, between jobs.
    ///
    /// The handler reads what there is: as long as the descriptor stays readable it is called again.
    public func add(descriptor: Int32?, _ handler: @escaping @Sendable (Wake) -> Void) -> SourceID {
        change { state in
            state.nextNumber += 1
            state.sources[state.nextNumber] = Source(descriptor: descriptor, handler: handler)
            return SourceID(number: state.nextNumber)
        }
    }

    /// Sets when a source's handler is called next without its descriptor; `nil` is never.
    public func setDeadline(_ deadline: ContinuousClock.Instant?, of source: SourceID) {
        change { $0.sources[source.number]?.deadline = deadline }
    }

    /// Removes a source; called on the thread, its handler is not called again.
    public func remove(_ source: SourceID) {
        change { $0.sources[source.number] = nil }
    }

    /// Changes the state and wakes the thread if it sleeps on the old one.
    private func change<Result>(_ body: (inout sending State) -> sending Result) -> Result {
        let (result, mustWake) = state.withLock { state in
            let result = body(&state)
            let mustWake = state.isWaiting
            state.isWaiting = false
            return (result, mustWake)
        }
        if mustWake { linux_wake(wakeDescriptor) }
        return result
    }

    private func run() -> Never {
        state.withLock { $0.thread = pthread_self() }
        while true {
            let (jobs, sources) = state.withLock { state in
                let jobs = state.jobs
                state.jobs.removeAll(keepingCapacity: true)
                state.isWaiting = jobs.isEmpty
                return (jobs, state.sources)
            }
            wait(for: sources, atMost: jobs.isEmpty ? nil : .zero)
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
        }
    }

    /// Sleeps until a descriptor, a deadline or a change of state, and calls the handlers concerned.
    private func wait(for sources: [Int: Source], atMost limit: Duration?) {
        let waiting = sources.compactMap { number, source in source.descriptor.map { (number, $0) } }
        var polled = [pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0)]
        polled += waiting.map { pollfd(fd: $0.1, events: Int16(POLLIN), revents: 0) }
        let deadline = sources.values.compactMap(\.deadline).min()
        let left = limit ?? deadline.map { max(.zero, $0 - .now) }
        let count = poll(&polled, nfds_t(polled.count), left.map(Self.milliseconds) ?? -1)
        state.withLock { $0.isWaiting = false }
        if count > 0, polled[0].revents != 0 { linux_clear_wake(wakeDescriptor) }
        for (entry, source) in zip(polled.dropFirst(), waiting) where count > 0 && entry.revents != 0 {
            call(source.0, .readable)
            // A descriptor that somebody closed would be found broken at once, for ever.
            if entry.revents & Int16(POLLNVAL) != 0 { remove(SourceID(number: source.0)) }
        }
        guard deadline != nil else { return }
        for (number, source) in sources {
            guard let deadline = source.deadline, deadline <= .now else { continue }
            setDeadline(nil, of: SourceID(number: number))
            call(number, .deadline)
        }
    }

    /// Calls a source's handler if it has not been removed meanwhile.
    private func call(_ number: Int, _ wake: Wake) {
        state.withLock { $0.sources[number]?.handler }?(wake)
    }

    /// Rounded up, so that a deadline has passed when the wait ends.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        let (seconds, attoseconds) = duration.components
        return Int32(
            clamping: min(seconds, 1_000_000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
