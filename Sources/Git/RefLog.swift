import GitNames
import Glibc

/// The logs of branches: what each held before. Only `refs/heads/` has any here.
///
/// The ref is the truth and a log is for people, so a log that cannot be written stops nothing.
struct RefLog {
    private let repository: Repository

    init(_ repository: Repository) { self.repository = repository }

    /// Adds a move to the branch's log, and to HEAD's when HEAD is that branch.
    func append(_ move: RefMove, _ message: String) {
        guard move.ref.branchName != nil else { return }
        let path = repository.commonDirectory + "/logs/" + move.ref.text
        let wanted = repository.format.logsRefUpdates ?? !repository.isBare
        guard wanted || FileSystem.exists(path) else { return }
        let subject = message.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var line = "\(move.old?.hex ?? ObjectID.zeroDigits) \(move.new?.hex ?? ObjectID.zeroDigits) "
        line += "taskdaemon <taskdaemon@localhost> \(time(nil)) +0000\t\(subject)\n"
        write(line, to: path)
        guard case .symbolic(move.ref)? = try? repository.content(of: "HEAD") else { return }
        let head = repository.gitDirectory + "/logs/HEAD"
        if wanted || FileSystem.exists(head) { write(line, to: head) }
    }

    /// Removes the log of a ref that is deleted.
    func remove(_ name: RefName) { unlink(repository.commonDirectory + "/logs/" + name.text) }

    private func write(_ line: String, to path: String) {
        let operation = "write reflog"
        try? FileSystem.makeDirectories(FileSystem.directory(of: path), operation)
        if FileSystem.isDirectory(path) { rmdir(path) }
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW, 0o666)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        try? FileSystem.write(Array(line.utf8), to: descriptor, path: path, operation)
    }
}
