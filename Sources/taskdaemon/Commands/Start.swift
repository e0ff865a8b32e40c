import Git
import ArgumentParser
import Daemon
import Foundation
import Journaling
import Reporting

/// The daemon in the background.
struct Start: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon in the background.",
        discussion: """
            Waits until it is ready, or says why it is not. With --systemd it starts nothing: it writes a unit for \
            systemd to run the daemon as this user's service, and says how to enable it.

            Examples:
              taskdaemon start
              taskdaemon start --systemd
            """)

    @Flag(help: "Write a systemd user unit instead.") var systemd = false
    @OptionGroup var workspace: WorkspaceOptions

    /// How long a daemon may take to become ready before it is left to itself.
    private static let patience = Duration.seconds(30)

    func run() async throws {
        let reader = try workspace.open()
        let local = try LocalWorkspace(reader)
        if systemd {
            Terminal.write(try ServiceUnit(local.location).write())
            return
        }
        if let holder = WorkspaceLock.holder(commonDirectory: reader.repository.commonDirectory) {
            Terminal.write(page("a daemon is running already (\(holder))", ["taskdaemon status", "taskdaemon stop"]))
            return
        }
        if !local.isTrusted {
            Terminal.note(
                StyledText("this workspace is not trusted: runs with commands wait (taskdaemon trust)", .waiting))
        }
        let daemon = try BackgroundDaemon.launch(
            program: OwnProgram.path, location: local.location, environment: ProcessInfo.processInfo.environment)
        switch try await daemon.wait(atMost: Self.patience) {
        case .ready:
            Terminal.write(
                page("the daemon is ready (process \(daemon.process)), its log is \(daemon.log)", ["taskdaemon status"])
            )
        case .starting:
            Terminal.write(
                page(
                    "the daemon has started (process \(daemon.process)) and is not ready yet, its log is \(daemon.log)",
                    ["tail -f \(ShellWord.quoted(daemon.log))"]))
        case .ended(let words):
            let last = words.split(separator: "\n").suffix(5).joined(separator: "\n")
            if !last.isEmpty { Terminal.writeError(text: last) }
            throw CommandError(.failure, "the daemon has ended before it was ready", hint: "its log is \(daemon.log)")
        }
    }

    private func page(_ sentence: String, _ next: [String]) -> Page {
        var page = Page()
        page.add(StyledText(sentence))
        page.add(next: next)
        return page
    }
}
