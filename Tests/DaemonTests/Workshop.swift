import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Synchronization
import TaskDaemonTesting
import Testing

/// What a daemon has reported.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
}

/// A temporary workspace with a daemon in this process.
struct Workshop {
    let repository: TemporaryRepository
    let location: WorkspaceLocation
    var environment: [String: String]
    /// The user's own settings.
    var userConfig = "trust: workspace\n"
    /// Bytes of a value, above which journals keep it once.
    var largeValue = JournalStore.largeValueSize
    /// Whether a lock that is held is waited for.
    var isPatient = true
    /// What daemons take for the time; the machine's clock where there is none.
    var clock: ManualClock?

    init(
        at name: String = "repository", bare: Bool = false, trusted: Bool = true, cloning origin: Workshop? = nil,
        variables: [String: String] = [:], _ arguments: String...
    ) throws {
        repository = try TemporaryRepository(at: name, bare: bare)
        if let origin {
            let fetch = ["fetch", "-q"] + arguments + ["file://" + origin.repository.path, "main"]
            try #require(try repository.tryGit(fetch).status == 0)
            try repository.git("reset", "-q", "--hard", "FETCH_HEAD")
        }
        environment = [
            "HOME": repository.home, "PATH": "/usr/local/bin:/usr/bin:/bin",
            "XDG_STATE_HOME": repository.home + "/state", "XDG_CONFIG_HOME": repository.home + "/config",
        ].merging(variables) { $1 }
        if !bare, origin == nil { _ = try repository.commit("start", ["README.md": "a workspace\n"]) }
        location = try WorkspaceLocation.find(from: repository.path, environment: environment)
        if trusted {
            var trust = TrustRecord()
            trust.isTrusted = true
            try trust.save(to: location.state)
        }
    }

    func options(once: Bool = true, faults: FaultPoints = .none) -> DaemonOptions {
        var options = DaemonOptions(environment: environment)
        options.once = once
        options.userConfig = Array(userConfig.utf8)
        options.faults = faults
        options.largeValue = largeValue
        if let clock {
            options.now = { clock.now }
            options.sleep = { try await clock.sleep(for: $0) }
        }
        return options
    }

    /// Sets the cursors to where the branches are.
    func baseline() async throws { _ = try await once() }

    /// Takes what is there and runs until nothing more can run.
    @discardableResult
    func once(faults: FaultPoints = .none, reporting lines: Lines? = nil) async throws -> DaemonOutcome {
        var options = options(faults: faults)
        if let lines { options.report = { lines.add($0) } }
        // A process that another test forks at this moment has the lock too, until it has closed what is not its own.
        for _ in 0..<100 {
            do {
                return try await WorkspaceDaemon(location, options: options).run()
            } catch let error as JournalError {
                guard case .locked = error.code, isPatient else { throw error }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
        throw Overdue(description: "the lock of the workspace was never free")
    }

    /// Every run, by the journals.
    func runs() throws -> [Run] {
        let journal = JournalStore(try repository.open())
        return try journal.runIDs().map { try journal.run($0).run }
    }

    /// The only run.
    func run() throws -> Run {
        let runs = try runs()
        return try #require(runs.count == 1 ? runs.first : nil, "there are \(runs.count) runs")
    }

    /// Asks the daemon for something, as the command line does.
    func ask(
        _ type: String, of run: RunID? = nil, stage: StageName? = nil, tree: ObjectID? = nil, data: JSON? = nil
    ) throws {
        let inbox = Inbox(try repository.open())
        let at = Instant(milliseconds: 1_700_000_000_000 + Int64.random(in: 0..<1_000_000_000))
        _ = try inbox.write(
            InboxRequest(
                ulid: ULID.make(at: at), type: type, run: run, stage: stage, tree: tree, data: data, by: "ada", at: at))
    }

    /// The tree of a commit.
    func tree(of commit: String) throws -> ObjectID {
        try #require(ObjectID(hex: try repository.git("rev-parse", commit + "^{tree}")))
    }

    /// What `git fsck` has to say; nothing when all is well.
    func complaints() throws -> String {
        let result = try repository.tryGit(["fsck", "--strict", "--no-dangling"])
        return result.status == 0 ? "" : result.text + result.complaint
    }
}

/// Where the shared documents are; `nil` on a clone that stands alone.
func sharedFolder(_ name: String) throws -> String? {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let folder = root.deletingLastPathComponent().appending(path: "shared/\(name)").path
    if FileManager.default.fileExists(atPath: folder) { return folder }
    try #require(ProcessInfo.processInfo.environment["CI"] != "true", "the shared folder is required in CI")
    print("skipped: there is no shared folder \(name) beside this checkout")
    return nil
}
