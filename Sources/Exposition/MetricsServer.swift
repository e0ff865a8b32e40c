import CLinux
import Executors
import Glibc
import Synchronization

/// Serves one page, `/metrics`, over HTTP/1.1 on a thread of its own: what a scraper needs, and nothing more.
///
/// Every connection gives one answer and is closed. Bounded in all that a client can do: the size of a request, how long
/// it may take, how many connections there are (a new one takes the place of the oldest), and how often the page is made
/// anew. The client is never waited for.
public final class MetricsServer: Sendable {
    /// What is allowed.
    public struct Limits: Sendable, Hashable {
        /// How many connections at once. Default 16.
        public var connections = 16
        /// How long a connection may be open. Default 5 s.
        public var time = Duration.seconds(5)
        /// How long the page stays the same. Default 1 s.
        public var freshness = Duration.seconds(1)

        /// The defaults.
        public init() {}
    }

    /// Makes the page; called on the server's thread alone.
    public typealias Page = () -> String

    private let listener: Listener
    private let limits: Limits
    private let wakeDescriptor: Int32
    private let isStopped = Mutex(false)
    private let thread = Serving()

    /// Where it can be reached, with the port that was free.
    public var address: ListenAddress { listener.address }

    /// Listens from now on; answers once `run` is called.
    public init(_ address: ListenAddress, limits: Limits = Limits()) throws(ListenError) {
        listener = try Listener(address)
        self.limits = limits
        wakeDescriptor = linux_wake_descriptor()
        guard wakeDescriptor >= 0 else { throw ListenError("make a descriptor to wake the server") }
    }

    deinit { close(wakeDescriptor) }

    /// Serves until `stop` is called.
    ///
    /// - Parameter makePage: called once, on the server's thread; what it gives makes the page.
    public func run(_ makePage: @escaping @Sendable () -> Page) async {
        await thread.run { [self] in serve(makePage()) }
    }

    /// Ends `run`; connections that are open are closed.
    public func stop() {
        isStopped.withLock { $0 = true }
        linux_wake(wakeDescriptor)
    }

    /// The thread that waits and answers.
    private actor Serving {
        private let executor = ThreadExecutor(name: "td-metrics")
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func run(_ body: () -> Void) { body() }
    }

    private func serve(_ page: @escaping Page) {
        var connections: [Connection] = []
        var fresh: (text: [UInt8], until: ContinuousClock.Instant)?
        func current() -> [UInt8] {
            if let fresh, ContinuousClock.now < fresh.until { return fresh.text }
            let text = Array(page().utf8)
            fresh = (text, .now + limits.freshness)
            return text
        }
        while !isStopped.withLock({ $0 }) {
            var polled = [
                pollfd(fd: wakeDescriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: listener.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            polled += connections.map { pollfd(fd: $0.descriptor, events: $0.interest, revents: 0) }
            let deadline = connections.map(\.deadline).min()
            guard poll(&polled, nfds_t(polled.count), Self.milliseconds(until: deadline)) >= 0 || errno == EINTR else {
                return
            }
            for (index, entry) in polled.dropFirst(2).enumerated() where entry.revents != 0 {
                connections[index].advance(current)
            }
            let now = ContinuousClock.now
            connections.removeAll { connection in
                let isOver = connection.isOver || connection.deadline <= now
                if isOver { close(connection.descriptor) }
                return isOver
            }
            if polled[1].revents != 0 { accept(into: &connections) }
        }
        for connection in connections { close(connection.descriptor) }
    }

    /// Takes one connection; where there are too many, the oldest has had its time.
    private func accept(into connections: inout [Connection]) {
        let descriptor = linux_accept(listener.descriptor)
        guard descriptor >= 0 else {
            // Without descriptors left the listener stays readable: waiting a little keeps the thread from spinning.
            if errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS { usleep(50_000) }
            return
        }
        if connections.count >= limits.connections { close(connections.removeFirst().descriptor) }
        connections.append(Connection(descriptor, deadline: .now + limits.time))
    }

    /// Rounded up, so that the deadline has passed when the wait ends; -1 waits for ever.
    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = max(.zero, deadline - .now).components
        return Int32(clamping: left.seconds * 1000 + (left.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
