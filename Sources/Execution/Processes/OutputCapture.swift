public import Secrets
import Synchronization

/// Keeps what a command writes: all of it, within bounds, in a log file; its head and tail in memory.
///
/// However much is written, memory and disk stay within the limits: the beginning and the end are kept, and one line
/// between them says how much was left out.
public final class OutputCapture: OutputSink {
    /// How much is kept.
    public struct Limits: Sendable {
        /// Bytes of the beginning and the end kept in memory, for the journal. Default: 256 KiB and 768 KiB.
        public var memory: (head: Int, tail: Int)
        /// Bytes of the beginning and the end kept in the log file. Default: 16 MiB each.
        public var file: (head: Int, tail: Int)

        /// Limits; negative ones count as 0.
        public init(
            memory: (head: Int, tail: Int) = (256 * 1024, 768 * 1024),
            file: (head: Int, tail: Int) = (16 * 1024 * 1024, 16 * 1024 * 1024)
        ) {
            self.memory = (max(0, memory.head), max(0, memory.tail))
            self.file = (max(0, file.head), max(0, file.tail))
        }
    }

    private struct State: ~Copyable {
        var masking: MaskingStream
        var kept: HeadAndTail
        var log: CappedLog?

        mutating func keep(_ bytes: UnsafeRawBufferPointer) {
            kept.append(bytes)
            log?.append(bytes)
        }

        mutating func append(_ bytes: UnsafeRawBufferPointer) {
            // The stream is taken out while it works, as it hands to what it stands beside.
            var stream = masking
            masking = MaskingStream(.none)
            stream.append(bytes) { keep($0) }
            masking = stream
        }

        mutating func finishMasking() {
            var stream = masking
            masking = MaskingStream(.none)
            stream.finish { keep($0) }
            masking = stream
        }
    }

    private let state: Mutex<State>

    /// Captures into memory, and into a log file if a path is given.
    ///
    /// - Parameters:
    ///   - path: created or appended to; its directory must exist. A log that cannot be written is not kept, and
    ///     `logFailure` says why: it is no reason to stop the command.
    ///   - limits: how much is kept.
    ///   - secrets: masked before anything is kept.
    public init(log path: String?, limits: Limits = Limits(), masking secrets: SecretMask = .none) {
        let log = path.map { CappedLog(path: $0, head: limits.file.head, tail: limits.file.tail) }
        state = Mutex(
            State(
                masking: MaskingStream(secrets),
                kept: HeadAndTail(head: limits.memory.head, tail: limits.memory.tail), log: log))
    }

    deinit {
        finish()
    }

    /// Keeps the next bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) {
        state.withLock { $0.append(bytes) }
    }

    /// Puts the end of the log into the log file; what is written afterwards is not in it.
    public func finish() {
        state.withLock { state in
            state.finishMasking()
            state.log?.finish()
        }
    }

    /// What is kept in memory, with a line where something was left out.
    public var bytes: [UInt8] {
        state.withLock { $0.kept.joined() }
    }

    /// `bytes` as text; what is not UTF-8 is replaced.
    public var text: String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// How many bytes were written in all.
    public var count: Int {
        state.withLock { $0.kept.count }
    }

    /// Why the log file is not complete, if it is not.
    public var logFailure: String? {
        state.withLock { $0.log?.failure?.message }
    }
}
