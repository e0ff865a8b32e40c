import Glibc

/// The lock of a file of git's: `<file>.lock`, which only one process can make.
///
/// What is written to it takes the file's place on `commit`; without that, the lock goes and nothing has changed.
///
/// A process that is killed leaves its lock, and git has no way to tell that from a lock in use. Ours can be told: it is
/// made with the sticky bit, which means nothing on a file of Linux and which git never sets, and its maker holds it
/// with `flock(2)` for as long as it lives. One that is marked and that nobody holds is removed by whoever wants it next.
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
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666 | S_ISVTX)
            if descriptor >= 0 {
                if Self.hold(descriptor) {
                    self.descriptor = descriptor
                    return
                }
                close(descriptor)
                continue
            }
            let number = errno
            switch number {
            case EEXIST:
                if Self.removeLeft(path) { continue }
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
        // While it is still held: after that, what is at the path may be another process's lock.
        if !isCommitted { unlink(path) }
        close(descriptor)
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
        Self.unmark(descriptor)
        if isDurable { try FileSystem.synchronise(FileSystem.directory(of: target), operation) }
    }

    /// Holds a lock that was just made; `false` when somebody who wanted it took it for left behind and removed it.
    private static func hold(_ descriptor: Int32) -> Bool {
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno != EWOULDBLOCK else { return false }
            // A file system without such locks: an unmarked lock is everybody's to wait for.
            unmark(descriptor)
        }
        var status = stat()
        return fstat(descriptor, &status) != 0 || status.st_nlink > 0
    }

    private static func unmark(_ descriptor: Int32) {
        var status = stat()
        if fstat(descriptor, &status) == 0 { fchmod(descriptor, status.st_mode & 0o777) }
    }

    /// Removes a lock that a process of ours made and did not live to give back; whether there was one.
    static func removeLeft(_ path: String) -> Bool { withLeft(path) { unlink(path) == 0 } }

    /// Whether a process of ours made the lock and did not live to give it back.
    static func isLeft(_ path: String) -> Bool { withLeft(path) { true } }

    /// Does something while it holds a lock that was left behind; `false` when it was not.
    private static func withLeft(_ path: String, _ body: () -> Bool) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var opened = stat()
        var named = stat()
        guard fstat(descriptor, &opened) == 0, opened.st_mode & S_IFMT == S_IFREG, opened.st_mode & S_ISVTX != 0,
            flock(descriptor, LOCK_EX | LOCK_NB) == 0, lstat(path, &named) == 0, named.st_ino == opened.st_ino,
            named.st_dev == opened.st_dev
        else { return false }
        return body()
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
