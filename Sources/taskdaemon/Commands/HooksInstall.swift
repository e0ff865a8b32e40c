import Daemon
import ArgumentParser
import Hooks
import Reporting

/// Installs the hooks.
struct HooksInstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Install the hooks, in front of what is there.",
        discussion: """
            They go where git looks for hooks; a hook that is there runs as before, with its arguments, input and exit \
            status. No config is written. Where that directory belongs to all of your repositories, or is a part of what \
            is committed, nothing is installed.

            Examples:
              taskdaemon hooks install
              taskdaemon hooks install --check pre-commit
              taskdaemon hooks install --check pre-receive
            """)

    @Option(
        help: ArgumentHelp(
            "Also refuse invalid definitions and documents: in what is committed (pre-commit), or pushed (pre-receive).",
            valueName: "hook")) var check: [String] = []
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        for name in check where !HookScripts.checks.contains(name) {
            throw CommandError(
                .usage, "'\(name)' cannot check", hint: "there are \(HookScripts.checks.joined(separator: " and "))")
        }
        let reader = try workspace.open()
        let directory = try HookDirectory(reader.repository)
        Terminal.write(try Self.install(in: directory, checks: check))
        // A directory that is shared tells of this workspace alone once this user is known to use it.
        _ = try LocalWorkspace(reader).location.state.owner()
    }

    /// Installs hooks and answers what was done; those that check and are there already are kept up to date.
    static func install(in directory: HookDirectory, checks: [String] = []) throws -> Page {
        let installer = HookInstaller(directory: directory, program: OwnProgram.path)
        let standing = HookScripts.checks.filter { installer.state(of: $0) == .outdated }
        var page = Page()
        for name in HookScripts.events + Set(checks + standing).sorted() {
            switch try installer.install(name) {
            case .kept: page.add(StyledText("kept   \(name)", .faint))
            default:
                page.add(
                    "wrote  \(name)"
                        + StyledText(installer.hasBefore(name) ? ", which runs the one that was there" : "", .faint))
            }
        }
        page.add(StyledText("in     \(directory.path)", .faint))
        return page
    }
}
