import ArgumentParser
import Definitions
import Orchestration
import Pipelines
import Reporting

/// Allows what the workspace would run here.
struct Trust: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what the workspace would run on this machine, and allow it.",
        discussion: """
            Nothing of a workspace runs here before you have allowed it; commands that arrive from elsewhere later are \
            shown and asked for again, with + before what is new and - before what is gone. What is allowed is kept in your state directory, never in the repository.

            Examples:
              taskdaemon trust
              taskdaemon trust --yes
            """)

    @Flag(name: [.long, .customShort("y")], help: "Do not ask.") var yes = false
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let local = try LocalWorkspace(reader)
        let commands = try local.commandsToTrust()
        guard try TrustDialog.ask(local.untrusted(commands), yes: yes) else {
            throw CommandError(.refused, "nothing was allowed", hint: "taskdaemon trust --yes allows it without asking")
        }
        try local.allow(commands)
        let waiting = try reader.runs().runs.filter { run in
            try run.end == nil && !run.untrusted.isEmpty && !local.isElsewhere(run)
        }
        for run in waiting {
            try Requests.send(
                "trust", to: reader, run: run.id,
                saying: "asked to let " + StyledText(run.id.rawValue, .name) + " go on",
                next: ["taskdaemon status \(run.id)"])
        }
        if local.settings.settings.trust == .signed {
            for reason in waiting.compactMap(\.distrust) { Terminal.note(StyledText(reason)) }
            Terminal.write("trusted: with `trust: signed`, what has a good signature runs on this machine\n")
        } else if local.settings.settings.trust == .content {
            Terminal.write("trusted: with `trust: content`, what was shown runs on this machine\n")
        } else if waiting.isEmpty {
            Terminal.write("trusted: what you commit here runs on this machine\n")
        }
    }
}
