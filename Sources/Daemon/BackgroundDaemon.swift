public import Glibc
import Journaling

/// A daemon that runs on its own: nobody's child, in a session of its own, its words in a file.
public struct BackgroundDaemon: Sendable {
    /// Its process.
    public let process: pid_t
    /// Where it writes what happens.
    public let log: String
    /// How long the log was before it.
    private let offset: Int

    /// The file in which the background daemon of a workspace writes.
    public static func log(of location: WorkspaceLocation) -> String { location.state.path + "/daemon.log" }

    /// A log that is longer when a daemon starts is put aside; the one put aside before goes.
    private static let longestLog = 8 << 20

    /// Starts the daemon of a workspace and returns at once.
    ///
    /// It keeps nothing of the caller's: no descriptor, no terminal, none of git's variables, nor of a stage's.
    ///
    /// - Parameters:
    ///   - program: the absolute path of this program.
    ///   - location: the workspace.
    ///   - environment: what the daemon and, in part, its commands see.
    public static func launch(
        program: String, location: WorkspaceLocation, environment: [String: String]
    ) throws(StateError) -> BackgroundDaemon {
        try location.state.make()
        let log = log(of: location)
        var status = stat()
        if stat(log, &status) == 0, status.st_size > longestLog { rename(log, log + ".1") }
        let offset = stat(log, &status) == 0 ? Int(status.st_size) : 0

        closeOnStart()
        let kept = environment.filter { name, _ in !name.hasPrefix("GIT_") && !stageVariables.contains(name) }
        let place = location.workTree ?? location.repositoryPath
        let child = try ProcessStart.start(
            program, ["-C", place, "daemon"], environment: kept, hasOwnSession: true
        ) { files in
            posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
            posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
            posix_spawn_file_actions_adddup2(&files, 1, 2)
        }
        return BackgroundDaemon(process: child, log: log, offset: offset)
    }

    /// How a daemon that was started stands.
    public enum Readiness: Hashable, Sendable {
        /// It watches.
        case ready
        /// It has ended: what it said last.
        case ended(String)
        /// It is still at what it does first.
        case starting
    }

    /// Waits until the daemon says that it is ready, or has ended; only its parent may ask.
    public func wait(atMost limit: Duration) async throws -> Readiness {
        let deadline = ContinuousClock.now + limit
        while true {
            var status: Int32 = 0
            let hasEnded = waitpid(process, &status, WNOHANG) == process
            let said = try words
            if said.split(separator: "\n").contains("ready") { return .ready }
            if hasEnded { return .ended(said) }
            if ContinuousClock.now > deadline { return .starting }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// What it has said since it started.
    private var words: String {
        get throws {
            let descriptor = open(log, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return "" }
            defer { close(descriptor) }
            var bytes = [UInt8](repeating: 0, count: 64 << 10)
            let count = pread(descriptor, &bytes, bytes.count, offset)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    /// What a stage's command sees of its run: a daemon that one starts is none of the run's.
    private static let stageVariables = Set(
        ["RUN", "PIPELINE", "STAGE", "INSTANCE", "ATTEMPT", "ITERATION", "INPUT", "OUTPUT", "PROMPT"].map {
            "TASKDAEMON_\($0)"
        })

    /// Nothing that is open here is open in what is started from here.
    private static func closeOnStart() {
        guard let stream = opendir("/proc/self/fd") else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
    }
}
