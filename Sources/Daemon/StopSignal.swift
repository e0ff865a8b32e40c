/// Ends one piece of work from the loop.
struct StopSignal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Ends the work; twice is once.
    func stop() { continuation.finish() }

    /// Does the work, and cancels it when the signal comes; either way it is over when this returns.
    func run(_ work: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await work() }
            group.addTask { for await _ in stream {} }
            await group.next()
            group.cancelAll()
        }
    }
}
