import Executors
import Glibc
import Synchronization
import Testing

@Suite("A thread that polls", .serialized, .timeLimit(.minutes(1)))
struct PollingExecutorTests {
    private static let executor = PollingExecutor(name: "polling-tests")

    private actor Counter {
        nonisolated let executor: PollingExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
        var count = 0

        init(_ executor: PollingExecutor) { self.executor = executor }

        func add() -> pthread_t {
            count += 1
            return pthread_self()
        }
    }

    @Test("jobs of all tasks run one after the other on the same thread")
    func jobs() async {
        let counter = Counter(Self.executor)
        let thread = await counter.add()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<1_000 { group.addTask { pthread_equal(await counter.add(), thread) != 0 } }
            for await isSame in group { #expect(isSame) }
        }
        #expect(await counter.count == 1_001)
    }

    @Test("a readable descriptor is handled in isolation on the thread, until it is removed")
    func descriptor() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        let counter = Counter(Self.executor)
        let (stream, continuation) = AsyncStream<Int>.makeStream()
        let input = ends[0]
        let source = Self.executor.add(descriptor: input) { _ in
            var byte: UInt8 = 0
            #expect(read(input, &byte, 1) == 1)
            continuation.yield(
                counter.assumeIsolated { counter in
                    _ = counter.add()
                    return counter.count
                })
        }
        var iterator = stream.makeAsyncIterator()
        for number in 1...100 {
            #expect(write(ends[1], "x", 1) == 1)
            #expect(await iterator.next() == number)
        }
        Self.executor.remove(source)
        _ = await counter.add()
        #expect(write(ends[1], "x", 1) == 1)
        #expect(await counter.count == 101)
    }

    @Test("a deadline is kept once, by jobs busy or not")
    func deadline() async {
        let (stream, continuation) = AsyncStream<ContinuousClock.Instant>.makeStream()
        let source = Self.executor.add(descriptor: nil) { wake in
            if case .deadline = wake { continuation.yield(.now) }
        }
        defer { Self.executor.remove(source) }
        var iterator = stream.makeAsyncIterator()
        for _ in 0..<3 {
            let deadline = ContinuousClock.now + .milliseconds(3)
            Self.executor.setDeadline(deadline, of: source)
            let woken = await iterator.next()
            #expect(woken.map { $0 >= deadline } == true)
        }
    }

    @Test("a descriptor that somebody closed is given up")
    func closed() async {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let calls = Mutex(0)
        // A number that no other test gets: one that is far above those in use.
        let high = dup2(ends[0], 900)
        for end in ends { close(end) }
        close(high)
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        _ = Self.executor.add(descriptor: high) { _ in
            calls.withLock { $0 += 1 }
            continuation.yield()
        }
        var iterator = stream.makeAsyncIterator()
        await iterator.next()
        let counter = Counter(Self.executor)
        for _ in 0..<10 { _ = await counter.add() }
        #expect(calls.withLock { $0 } == 1)
    }
}
