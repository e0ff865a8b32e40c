import ArgumentParser
import Reporting

/// A run as it was after an operation.
struct OpRestore: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a run back to what it was after an operation.",
        discussion: """
            The run branch goes back to where it was then, and exactly the stages and instances are done that were done \
            then. What has come since is tagged, and no commit is lost. Branches of yours stay where they are.

            Examples:
              taskdaemon op restore 3fa9c01 --dry-run
              taskdaemon op restore 3fa9c01
            """)

    @Argument(
        help: ArgumentHelp("Its number in 'op log', the digits of its entry, or @ for the newest.", valueName: "n"))
    var name: String
    @Flag(help: "Print every ref that would move, and do nothing.") var dryRun = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        try Undoing(try reader.operation(name), .restore, reader).run(isDry: dryRun, output)
    }
}
