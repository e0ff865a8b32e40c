import Glibc

/// The lock of a file of git's: `<file>.lock`, which only one process can make.
///
/// What is written to it takes the file's place on `commit`; without that, the lock goes and nothing has changed.
struct LockFile: ~Copyable {
    private let target: String
    private let path: String
    private let descriptor: Int32
    private let operation: String
    private var isCommitted = false

    /// Takes the lock, waiting for somebody else to give it back for as long as `patience`.
    init(_ target: String, patience: Duration, _ operation: String) throws(GitError) {
        self.target = target
        path = target + ".lock"
        self.operation = operation
        let deadline = ContinuousClock.now + patience
        var pause: UInt32 = 1_000
        while true {
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            if descriptor >= 0 {
                self.descriptor = descriptor
                return
            }
            let number = errno
            switch number {
            case EEXIST:
                guard ContinuousClock.now < deadline else { throw Self.locked(path, operation) }
            case ENOENT:
                // The directory is made here, and may be removed as empty by another process at the same time.
                guard ContinuousClock.now < deadline else { throw GitError.system(number, operation, path: path) }
                try FileSystem.makeDirectories(FileSystem.directory(of: path), operation)
                continue
            case EINTR: continue
            default: throw GitError.system(number, operation, path: path)
            }
            // Not all waiters at once, and ever more patiently.
            usleep(pause + UInt32.random(in: 0...pause))
            pause = min(pause * 2, 50_000)
        }
    }

    deinit {
        close(descriptor)
        if !isCommitted { unlink(path) }
    }

    /// Writes what the file shall hold.
    func write(_ bytes: [UInt8]) throws(GitError) {
        try FileSystem.write(bytes, to: descriptor, path: path, operation)
    }

    /// Puts what was written in the place of the file.
    mutating func commit() throws(GitError) {
        let isDurable = GitLibrary.durability == .power
        if isDurable, fsync(descriptor) != 0 { throw GitError.system(errno, operation, path: path) }
        guard rename(path, target) == 0 else { throw GitError.system(errno, operation, path: target) }
        isCommitted = true
        if isDurable { try FileSystem.synchronise(FileSystem.directory(of: target), operation) }
    }

    private static func locked(_ path: String, _ operation: String) -> GitError {
        var status = stat()
        var age = ""
        if stat(path, &status) == 0 { age = ", \(max(0, time(nil) - status.st_mtim.tv_sec)) s old" }
        return GitError(
            .locked, operation: operation, message: "\(path) exists\(age): another process is writing",
            hint: "if no git process is running there, one was ended half-way: remove \(path)")
    }
}
