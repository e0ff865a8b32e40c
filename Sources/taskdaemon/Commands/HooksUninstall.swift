import ArgumentParser
import Hooks
import Reporting

/// Removes the hooks.
struct HooksUninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Remove the hooks; what was there before them is there again.",
        discussion: """
            Examples:
              taskdaemon hooks uninstall
            """)

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let directory = try HookDirectory(try workspace.open().repository)
        let installer = HookInstaller(directory: directory, program: OwnProgram.path)
        var page = Page()
        // The first one that was installed may have made the directory, which goes with it.
        for name in (HookScripts.events + HookScripts.checks).reversed() {
            switch try installer.uninstall(name) {
            case nil: continue
            case .restored?: page.add("put back  \(name)")
            case .left?:
                page.add(
                    StyledText(
                        "left      \(name), which is not ours any more; an older one is \(name)\(HookScripts.suffix)",
                        .waiting))
            default: page.add("removed   \(name)")
            }
        }
        if page.lines.isEmpty { page.add("no hook of ours is in \(directory.path)") }
        Terminal.write(page)
    }
}
