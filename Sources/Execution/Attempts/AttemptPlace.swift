import Glibc
import Pipelines

/// Where an attempt has its files on this machine: the work tree, and what the command reads and writes.
struct AttemptPlace: Sendable, Hashable {
    /// The directory of this attempt alone, as long as it runs.
    let directory: String

    var tree: String { "\(directory)/tree" }
    var index: String { "\(directory)/index" }
    var input: String { "\(directory)/input.json" }
    var output: String { "\(directory)/output.json" }
    var prompt: String { "\(directory)/prompt.md" }
    /// Says that nobody uses the tree.
    var stamp: String { "\(directory)/stamp.json" }

    /// The files that belong to one attempt and go with it.
    var passing: [String] { [input, output, prompt] }

    /// Makes the directory with all that leads to it.
    func make() throws(AttemptFailure) {
        var path = ""
        for part in directory.split(separator: "/") {
            path += "/" + part
            if mkdir(path, 0o700) != 0, errno != EEXIST { throw AttemptFailure(code: errno, "cannot make \(path)") }
        }
    }

    /// Makes the directory if it can; what needs it says so if it could not.
    func makeQuietly() { try? make() }

    /// Writes a file of the attempt anew.
    func write(_ bytes: [UInt8], to path: String) throws(AttemptFailure) { try write([bytes], to: path) }

    /// Writes a file of the attempt anew, from pieces that follow each other.
    func write(_ pieces: [[UInt8]], to path: String) throws(AttemptFailure) {
        unlink(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        var isWhole = descriptor >= 0
        for bytes in pieces {
            var done = 0
            while isWhole, done < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
                }
                if count < 0, errno == EINTR { continue }
                if count <= 0 { isWhole = false } else { done += count }
            }
        }
        let code = errno
        if descriptor >= 0 { close(descriptor) }
        guard isWhole else { throw AttemptFailure(code: code, "cannot write \(path)") }
    }

    /// Reads a file that the command may have written; `nil` when there is none.
    ///
    /// Only a regular file is read, and no more than `limit` bytes.
    func read(_ path: String, limit: Int) throws(AttemptFailure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw AttemptFailure(.invalidOutput, "cannot read the output file: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw AttemptFailure(.invalidOutput, "the output file is no regular file")
        }
        guard status.st_size <= limit else {
            throw AttemptFailure(.invalidOutput, "the output file has \(status.st_size) bytes, more than \(limit)")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }
}
