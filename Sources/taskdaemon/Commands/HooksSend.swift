import Definitions
import Git
import ArgumentParser
import Daemon
import Foundation
import Glibc
import JSONValues
import Journaling
import Pipelines
import Reporting

/// What the hooks call in the background: writes events into the inbox, and starts the daemon where that is wanted.
///
/// Nobody waits for it, and nobody sees what it says: whatever goes wrong, it ends well.
struct HooksSend: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Tell the daemon that git ran a hook; the hooks call it.", shouldDisplay: false)

    @Argument var name: String
    @Option var hook: String
    @Option var head = ""
    @Argument var arguments: [String] = []

    func run() throws {
        Self.detach()
        let environment = ProcessInfo.processInfo.environment
        // What is in quarantine may never come to be.
        guard environment["GIT_QUARANTINE_PATH"] == nil else { return }
        let directory = FileManager.default.currentDirectoryPath
        guard let reader = HookRepository.find(hook: hook, from: directory, environment: environment) else { return }
        let events = HookEvents(
            name: name, arguments: arguments, input: Self.input(of: name), head: head, repository: reader.repository)
        try? Self.write(events.data, of: name, to: reader)
        try? Self.startDaemon(reader)
    }

    /// A session of its own, and none of the descriptors that git had: nobody waits for their end.
    private static func detach() {
        setsid()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            // The runtime's own are no files.
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
            guard let descriptor = Int32(name), descriptor > 2, target?.hasPrefix("anon_inode:") == false else {
                continue
            }
            close(descriptor)
        }
    }

    private static func input(of name: String) -> [String] {
        guard ["post-receive", "post-rewrite", "pre-push"].contains(name) else { return [] }
        let data = (try? FileHandle.standardInput.read(upToCount: 4 << 20)) ?? Data()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// No more requests than these may wait for a daemon before hooks add none.
    private static let mostWaiting = 1000

    private static func write(_ events: [JSON], of name: String, to reader: WorkspaceReader) throws {
        let repository = reader.repository
        guard try repository.refs(under: [Inbox.prefix]).count < mostWaiting else { return }
        let by = Requests.requester(reader)
        for data in events {
            let now = Terminal.now
            try Inbox(repository).write(
                InboxRequest(
                    ulid: ULID.make(at: now), type: "hook.\(name)", data: data, cause: .inEnvironment, by: by, at: now),
                signedFor: try LocalWorkspace(reader))
        }
    }

    private static func startDaemon(_ reader: WorkspaceReader) throws {
        let repository = reader.repository
        guard WorkspaceLock.holder(commonDirectory: repository.commonDirectory) == nil else { return }
        try LeadingDirectory.enter(repository.workTree ?? repository.gitDirectory)
        let local = try LocalWorkspace(reader)
        guard local.settings.settings.startFromHooks else { return }
        _ = try BackgroundDaemon.launch(
            program: OwnProgram.path, location: local.location, environment: ProcessInfo.processInfo.environment)
    }
}
