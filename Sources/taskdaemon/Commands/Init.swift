import ArgumentParser
import Definitions
import Git
import Reporting

/// Makes a repository a workspace.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a repository a workspace: scaffold, hooks, cursors, trust.",
        discussion: """
            Writes .taskdaemon/config.yml and an example plan where they are missing, installs git hooks that tell the \
            daemon what git did (see 'taskdaemon hooks'), and lets what is committed from now on count. Shows what is there already and would run here, and asks.

            Examples:
              taskdaemon init
              taskdaemon init --agent claude
              taskdaemon init --template review-gate
              taskdaemon init --no-hooks
            """)

    @Option(help: "The coding agent that the built-in loops call: claude, codex, gemini, aider, …") var agent: String?
    @Option(
        help: "Also write this pipeline to .taskdaemon/pipelines/; 'taskdaemon templates' lists them.",
        completion: .list(ListTemplates.names))
    var template: String?
    @Flag(name: [.long, .customShort("y")], help: "Do not ask before trusting what is there.") var yes = false
    @Flag(name: .customLong("no-hooks"), help: "Install no git hooks.") var withoutHooks = false
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let settings = try EffectiveSettings.read(EffectiveSettings.workingTree(of: reader)).settings
        for check in DoctorReport.Check.repository(reader.repository, settings: settings) where check.outcome == .bad {
            throw CommandError(.refused, check.detail, hint: check.hint)
        }
        var page = Page()
        if let path = reader.repository.workTree {
            for line in try Scaffold(workTree: path, agent: agent, template: template).write() { page.add(line) }
        } else {
            if template != nil {
                throw CommandError(.refused, "a bare repository has no working tree to write a template to")
            }
            page.add("a bare repository: definitions are read from what is pushed to it")
        }
        page.add(hooksLine(reader))
        Terminal.write(page)
        let local = try LocalWorkspace(reader)
        try local.setCursors()
        let commands = try local.commandsToTrust()
        let isTrusted = try TrustDialog.ask(local.untrusted(commands), yes: yes)
        if isTrusted { try local.allow(commands) }
        var last = Page()
        last.add(
            isTrusted
                ? "trusted: what you commit here runs on this machine"
                : "not trusted: none of it runs on this machine before you allow it")
        let hasFiles = reader.repository.workTree != nil
        last.add(
            next: [isTrusted ? "taskdaemon doctor" : "taskdaemon trust"]
                + (hasFiles
                    ? [
                        "mkdir -p plans && cp .taskdaemon/examples/plan.md plans/my-plan.md",
                        "git add .taskdaemon plans && git commit -m 'plan: my plan'", "taskdaemon daemon",
                    ] : ["taskdaemon daemon", "push a commit that adds a plan below plans/"]))
        Terminal.write(last)
    }

    /// Installs the hooks, where that changes nothing but what is this repository's alone; nothing depends on them.
    private func hooksLine(_ reader: WorkspaceReader) -> StyledText {
        if withoutHooks { return StyledText("no hooks", .faint) }
        do {
            let directory = try HookDirectory(reader.repository)
            _ = try HooksInstall.install(in: directory)
            return "hooks  \(directory.path)"
        } catch {
            let problem = CommandError(error)
            return StyledText("no hooks: \(problem?.sentence ?? "\(error)"); commits are noticed without them", .faint)
        }
    }
}
