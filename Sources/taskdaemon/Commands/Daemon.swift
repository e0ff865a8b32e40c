import ArgumentParser
import Daemon
import Orchestration
import Reporting

/// Watches and runs.
struct Daemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Watch the workspace in the foreground and run what commits ask for.",
        discussion: """
            Prints 'ready' on a line of its own once it watches. With --once it takes what is there, runs until nothing \
            more can run, and exits 0 if every run it touched succeeded, else 1.

            Examples:
              taskdaemon daemon
              taskdaemon daemon --once
            """)

    @Flag(help: "Take what is there, run until nothing more can run, and end.") var once = false
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        let local = try LocalWorkspace(workspace.open())
        if !local.isTrusted {
            Terminal.note(
                StyledText("this workspace is not trusted: runs with commands wait (taskdaemon trust)", .waiting))
        }
        let daemon = local.daemon(once: once)
        let outcome = try await StopSignals.handling {
            daemon.stop()
        } during: {
            guard once else {
                return try await daemon.run {
                    Terminal.write("ready\n")
                    tell(next: ["taskdaemon status --watch   # in another terminal; Ctrl-C ends the daemon"])
                }
            }
            return try await Progress.shown { try await daemon.run { Terminal.write("ready\n") } }
        }
        guard once else { return }
        if let newest = try? local.reader.run("@") { tell(next: ["taskdaemon status \(newest.id)"]) }
        if !outcome.allSucceeded { throw ExitCode.failure }
    }

    /// Says what can be done next to somebody who looks on.
    private func tell(next: [String]) {
        guard Terminal.isTerminal else { return }
        var page = Page()
        page.add(next: next)
        Terminal.note(page)
    }
}
