import Glibc
import Pipelines

/// Writes files below a work tree, never through a symbolic link: what stands in the way is replaced.
struct TreeFiles {
    let root: String

    /// Writes a file anew with the directories that lead to it.
    ///
    /// - Parameter path: names joined by slashes, none of them `.` or `..`.
    func write(_ bytes: [UInt8], to path: String) throws(AttemptFailure) {
        let parts = path.split(separator: "/").map(String.init)
        guard let name = parts.last, !parts.contains(".."), !parts.contains(".") else {
            throw AttemptFailure(.config, "\(path) is no path inside the work tree")
        }
        var directory = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
        guard directory >= 0 else { throw failed("open", root) }
        for part in parts.dropLast() {
            let next = enter(part, of: directory)
            close(directory)
            guard next >= 0 else { throw failed("make the directory of", path) }
            directory = next
        }
        defer { close(directory) }
        unlinkat(directory, name, 0)
        let file = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o666)
        guard file >= 0 else { throw failed("write", path) }
        defer { close(file) }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failed("write", path) }
            done += count
        }
    }

    private func enter(_ name: String, of directory: Int32) -> Int32 {
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW
        let opened = openat(directory, name, flags)
        if opened >= 0 { return opened }
        if errno == ENOTDIR || errno == ELOOP { unlinkat(directory, name, 0) }
        guard mkdirat(directory, name, 0o777) == 0 else { return -1 }
        return openat(directory, name, flags)
    }

    private func failed(_ what: String, _ path: String) -> AttemptFailure {
        AttemptFailure(code: errno, "cannot \(what) \(path)")
    }
}
