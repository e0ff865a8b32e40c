import Glibc

/// A log file that holds the beginning and the end of what was written, however much it was.
///
/// While it grows past its head, the end goes round in a second file beside it, `<path>.tail`; `finish` puts it in its
/// place and removes that file. After a crash the second file stays, with its last bytes in the order of a ring.
struct CappedLog: ~Copyable {
    private let path: String
    private let headLimit: Int
    private let tailLimit: Int
    private var file: Descriptor?
    private var tailFile: Descriptor?
    private var headCount = 0
    /// Of all that did not fit into the head.
    private var tailCount = 0
    private var lastOfHead: UInt8?
    private(set) var failure: SystemError?

    init(path: String, head: Int, tail: Int) {
        self.path = path
        headLimit = head
        tailLimit = tail
        let raw = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if raw >= 0 { file = Descriptor(raw) } else { failure = SystemError(errno: errno, operation: "open \(path)") }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard failure == nil, let file else { return }
        let room = min(headLimit - headCount, bytes.count)
        if room > 0 {
            write(UnsafeRawBufferPointer(rebasing: bytes[..<room]), to: file, at: nil)
            headCount += room
            lastOfHead = bytes[room - 1]
        }
        appendTail(UnsafeRawBufferPointer(rebasing: bytes[room...]))
    }

    mutating func finish() {
        defer {
            file = nil
            removeTail()
        }
        guard failure == nil, let file, tailCount > 0 else { return }
        let kept = min(tailCount, tailLimit)
        if tailCount > kept {
            HeadAndTail.notice(of: tailCount - kept, after: lastOfHead).withUnsafeBytes { write($0, to: file, at: nil) }
        }
        guard let tailFile else { return }
        let start = tailCount > tailLimit ? tailCount % tailLimit : 0
        copy(from: tailFile, start..<kept, to: file)
        copy(from: tailFile, 0..<start, to: file)
    }

    private mutating func appendTail(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        defer { tailCount += bytes.count }
        guard tailLimit > 0 else { return }
        if tailFile == nil {
            let raw = open("\(path).tail", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard raw >= 0 else { return failure = SystemError(errno: errno, operation: "open \(path).tail") }
            tailFile = Descriptor(raw)
        }
        guard let tailFile else { return }
        var rest = bytes.suffix(tailLimit)
        var position = (tailCount + bytes.count - rest.count) % tailLimit
        while !rest.isEmpty, failure == nil {
            let count = min(tailLimit - position, rest.count)
            write(UnsafeRawBufferPointer(rebasing: rest.prefix(count)), to: tailFile, at: position)
            position = (position + count) % tailLimit
            rest = rest.dropFirst(count)
        }
    }

    private mutating func copy(from source: Descriptor, _ range: Range<Int>, to target: Descriptor) {
        var position = range.lowerBound
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while position < range.upperBound, failure == nil {
            let wanted = min(buffer.count, range.upperBound - position)
            let count = pread(source.raw, &buffer, wanted, off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return failure = SystemError(errno: errno, operation: "read \(path).tail") }
            buffer[..<count].withUnsafeBytes { write($0, to: target, at: nil) }
            position += count
        }
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer, to file: Descriptor, at position: Int?) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count =
                if let position {
                    pwrite(file.raw, rest.baseAddress, rest.count, off_t(position + written))
                } else {
                    Glibc.write(file.raw, rest.baseAddress, rest.count)
                }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return failure = SystemError(errno: errno, operation: "write \(path)") }
            written += count
        }
    }

    private mutating func removeTail() {
        guard tailFile != nil else { return }
        tailFile = nil
        unlink("\(path).tail")
    }
}
