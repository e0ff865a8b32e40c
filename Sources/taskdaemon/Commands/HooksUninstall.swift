import ArgumentParser
import Hooks
import Reporting

/// Removes the hooks.
struct HooksUninstall: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uninstall",
        abstract: "Remove the hooks; what was there before them is there again.",
        discussion: """
            Also looks into the repository's own hooks directory, should git have been sent elsewhere since.

            Examples:
              taskdaemon hooks uninstall
            """)

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        var page = Page()
        for directory in HookDirectory.all(of: try workspace.open().repository) {
            try Self.uninstall(in: directory, telling: &page)
        }
        if page.lines.isEmpty { page.add("no hook of ours is here") }
        Terminal.write(page)
    }

    private static func uninstall(in directory: HookDirectory, telling page: inout Page) throws {
        let installer = HookInstaller(directory: directory, program: OwnProgram.path)
        // The first one that was installed may have made the directory, which goes with it.
        for name in (HookScripts.events + HookScripts.checks).reversed() {
            let path = "\(directory.path)/\(name)"
            switch try installer.uninstall(name) {
            case nil: continue
            case .restored?: page.add("put back  \(path)")
            case .left?:
                page.add(
                    StyledText(
                        "left      \(path), which is not ours; an older one is beside it, \(name)\(HookScripts.suffix)",
                        .waiting))
            default: page.add("removed   \(path)")
            }
        }
    }
}
