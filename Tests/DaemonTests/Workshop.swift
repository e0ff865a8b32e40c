import Daemon
import Foundation
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// A temporary workspace with a daemon in this process.
struct Workshop {
    let repository: TemporaryRepository
    let location: WorkspaceLocation
    let environment: [String: String]

    init(bare: Bool = false, trusted: Bool = true) throws {
        repository = try TemporaryRepository(bare: bare)
        environment = [
            "HOME": repository.home, "PATH": "/usr/local/bin:/usr/bin:/bin",
            "XDG_STATE_HOME": repository.home + "/state", "XDG_CONFIG_HOME": repository.home + "/config",
        ]
        if !bare { _ = try repository.commit("start", ["README.md": "a workspace\n"]) }
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
        options.userConfig = Array("trust: workspace\n".utf8)
        options.faults = faults
        return options
    }

    /// Sets the cursors to where the branches are.
    func baseline() async throws { _ = try await once() }

    /// Takes what is there and runs until nothing more can run.
    @discardableResult
    func once(faults: FaultPoints = .none) async throws -> DaemonOutcome {
        try await WorkspaceDaemon(location, options: options(faults: faults)).run()
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
    func ask(_ type: String, of run: RunID, stage: StageName? = nil) throws {
        let inbox = Inbox(try repository.open())
        let at = Instant(milliseconds: 1_700_000_000_000 + Int64.random(in: 0..<1_000_000_000))
        _ = try inbox.write(
            InboxRequest(ulid: ULID.make(at: at), type: type, run: run, stage: stage, by: "ada", at: at))
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
