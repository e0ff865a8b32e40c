import ArgumentParser
import Daemon
import GitNames
import Orchestration
import Reporting

/// The whole cascade in a workspace made for it.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the whole cascade in a temporary workspace, and say what to look at next.",
        discussion: """
            Needs no agent and no network. The workspace stays, for you to look at; remove it when you are done.

            Examples:
              taskdaemon demo
            """)

    @Option(help: ArgumentHelp("Make the workspace here; the directory must not exist.", valueName: "dir"))
    var directory: String?

    func run() async throws {
        let path = try DemoWorkspace.make(at: directory)
        Terminal.note("a workspace with one committed plan: \(path)")
        try LeadingDirectory.enter(path)
        let reader = try WorkspaceReader(at: path)
        let local = try LocalWorkspace(reader)
        try local.setCursors()
        try local.allow(local.commandsToTrust())
        try DemoWorkspace.commitPlan(in: path)
        Terminal.note("running its plan through planning, specification and implementation …")
        let daemon = local.daemon(once: true)
        let outcome = try await StopSignals.handling {
            daemon.stop()
        } during: {
            try await Progress.shown { try await daemon.run() }
        }
        guard let run = try reader.runs().runs.first else { throw CommandError(.failure, "the plan started no run") }
        let next = [
            "cd \(ShellWord.quoted(path))", "git log --oneline --first-parent \(run.branch.branchName ?? "")",
            "taskdaemon log @", "taskdaemon diff @ --stat", "taskdaemon accept @", "rm -r \(ShellWord.quoted(path))",
        ]
        Terminal.write(RunReport(run).page(at: Terminal.now, next: next))
        if !outcome.allSucceeded { throw ExitCode.failure }
    }
}
