import Execution
import Glibc
public import Pipelines

/// What one machine keeps of one workspace outside the repository.
public struct StateDirectory: Sendable, Hashable {
    /// The directory.
    public let path: String

    /// Names the directory; touches nothing.
    public init(path: String) { self.path = path }

    /// Where work trees are.
    public var trees: String { path + "/trees" }

    /// Where live logs are.
    public var logs: String { path + "/logs" }

    /// The live log of an attempt.
    public func log(_ run: RunID, _ attempt: AttemptID) -> String {
        AttemptRunner.logPath(in: logs, run: run, attempt)
    }

    /// Makes the directory, open to its user alone.
    public func make() throws(StateError) {
        var full = ""
        for part in path.split(separator: "/") {
            full += "/" + part
            guard mkdir(full, 0o700) == 0 || errno == EEXIST else { throw StateError("make \(full)") }
        }
    }

    /// The random id of this machine's state; made at the first call.
    public func owner() throws(StateError) -> String {
        let file = path + "/owner"
        if let text = try read(file).map({ String(decoding: $0, as: UTF8.self) }), text.count >= 16 {
            return String(text.prefix(32)).filter { $0.isHexDigit }
        }
        try make()
        var generator = SystemRandomNumberGenerator()
        let id = (0..<4).map { _ in
            let word = String(UInt32.random(in: 0...UInt32.max, using: &generator), radix: 16)
            return String(repeating: "0", count: 8 - word.count) + word
        }.joined()
        try write(Array((id + "\n").utf8), to: file)
        return id
    }

    /// Reads a file of the directory; `nil` when there is none.
    func read(_ file: String) throws(StateError) -> [UInt8]? {
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw StateError("read \(file)")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count < 16 << 20 {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StateError("read \(file)") }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Replaces a file of the directory as a whole.
    func write(_ bytes: [UInt8], to file: String) throws(StateError) {
        let temporary = "\(file).\(getpid()).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StateError("write \(file)") }
        let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, bytes.count) }
        let isWhole = count == bytes.count && fsync(descriptor) == 0
        let failure = StateError("write \(file)")
        close(descriptor)
        guard isWhole, rename(temporary, file) == 0 else {
            unlink(temporary)
            throw failure
        }
    }
}

/// The machine's state directory could not be used.
public struct StateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was tried and what the system said.
    public let description: String

    init(_ what: String) { description = "cannot \(what): \(String(cString: strerror(errno)))" }
    init(text: String) { description = text }
}
