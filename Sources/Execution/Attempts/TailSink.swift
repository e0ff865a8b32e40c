import Synchronization

/// Passes output on, and remembers its end: what failed is read by the next pass.
final class TailSink: OutputSink {
    /// The most that is remembered, in bytes.
    static let limit = 4096

    private let next: any OutputSink
    private let ring = Mutex(Ring(capacity: limit))

    init(_ next: any OutputSink) { self.next = next }

    func write(_ bytes: UnsafeRawBufferPointer) {
        ring.withLock { $0.append(bytes) }
        next.write(bytes)
    }

    /// The end as text, from the beginning of a line where there is one.
    var text: String {
        let bytes = ring.withLock { $0.bytes }
        var tail = bytes[...]
        if bytes.count == Self.limit, let line = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            tail = bytes[(line + 1)...]
        }
        return String(decoding: tail, as: UTF8.self)
    }
}
