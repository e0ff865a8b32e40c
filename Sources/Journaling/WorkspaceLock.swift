import Git
public import Glibc
public import Pipelines

/// The lock that makes one daemon of each workspace: `taskdaemon.lock` in the common git directory.
///
/// Held for as long as the value lives, and by nothing that outlives the process: neither its death nor a child
/// keeps it. The file itself stays.
public final class WorkspaceLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or throws `locked` with what its holder says of itself.
    ///
    /// - Parameter now: when this process started, for others to read.
    public static func acquire(commonDirectory: String, at now: Instant) throws(JournalError) -> WorkspaceLock {
        let path = path(in: commonDirectory)
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw failure(errno, path) }
        // Whoever asks for the holder has the lock for a moment, and so has what a daemon that was killed had just
        // forked.
        for pause in [0, 1, 5, 20, 50, 100, 200, 300, 400].map({ $0 * 1_000 }) as [UInt32] {
            if pause > 0 { usleep(pause) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                let lock = WorkspaceLock(descriptor)
                lock.write("process \(getpid()), started \(timestamp(now))\n")
                return lock
            }
            let number = errno
            guard number == EWOULDBLOCK || number == EINTR else {
                close(descriptor)
                throw failure(number, path)
            }
        }
        let holder = text(of: descriptor)
        close(descriptor)
        throw JournalError(
            .locked(holder: holder), subject: path,
            message: "another daemon has this workspace" + (holder.isEmpty ? "" : ": \(holder)"),
            hint: "end that one first, or let it do the work: every command speaks to it through refs")
    }

    /// Takes the lock now.
    public static func acquire(commonDirectory: String) throws(JournalError) -> WorkspaceLock {
        let seconds = Int64(Glibc.time(nil))
        return try acquire(commonDirectory: commonDirectory, at: Instant(milliseconds: seconds * 1000))
    }

    /// What the holder of the lock says of itself, or `nil` when nobody has it.
    public static func holder(commonDirectory: String) -> String? {
        let descriptor = open(path(in: commonDirectory), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return text(of: descriptor)
    }

    /// The process that has the lock, or `nil` when nobody has it or none that is seen from here.
    ///
    /// That it has the file open is what counts: the number in the file may be a dead daemon's, and another's by now.
    public static func holderProcess(commonDirectory: String) -> pid_t? {
        guard let text = holder(commonDirectory: commonDirectory), text.hasPrefix("process "),
            let process = pid_t(text.dropFirst("process ".count).prefix { $0.isNumber }), process > 1
        else { return nil }
        var lock = stat()
        guard stat(path(in: commonDirectory), &lock) == 0, let files = opendir("/proc/\(process)/fd") else {
            return nil
        }
        defer { closedir(files) }
        while let entry = readdir(files) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            var file = stat()
            guard stat("/proc/\(process)/fd/\(name)", &file) == 0 else { continue }
            if file.st_dev == lock.st_dev, file.st_ino == lock.st_ino { return process }
        }
        return nil
    }

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        write("")
        close(descriptor)
    }

    /// What the file says is for people: that it cannot be written keeps nobody from holding the lock.
    private func write(_ text: String) {
        guard ftruncate(descriptor, 0) == 0 else { return }
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }

    private static func text(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return EntrySubject.line(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self), limit: 100)
    }

    private static func path(in commonDirectory: String) -> String { commonDirectory + "/taskdaemon.lock" }

    private static func failure(_ number: Int32, _ path: String) -> JournalError {
        let reason = String(cString: strerror(number))
        return JournalError(
            GitError(number == ENOSPC ? .noSpace : .os, operation: "lock workspace", message: "\(path): \(reason)"),
            subject: path)
    }

    /// RFC 3339, UTC, whole seconds.
    private static func timestamp(_ instant: Instant) -> String {
        var seconds = time_t(instant.seconds)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "at an unknown time" }
        var text = [CChar](repeating: 0, count: 40)
        let count = strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
