import Execution

/// A sink that a test can wait on.
struct OutputStream: OutputSink {
    let texts: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() {
        (texts, continuation) = AsyncStream.makeStream()
    }

    func write(_ bytes: UnsafeRawBufferPointer) {
        continuation.yield(String(decoding: bytes, as: UTF8.self))
    }

    /// Returns when a command has written this.
    func wait(for text: String) async {
        var seen = ""
        for await next in texts {
            seen += next
            if seen.contains(text) { return }
        }
    }
}
