import ArgumentParser
import Reporting

/// Take back what somebody asked for.
struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take back the last thing that somebody asked for.",
        discussion: """
            A rollback, a retry, a cancel, an approval, an accept, a run branch that was moved by hand, or an undo: the refs \
            go back to where they were, and the run stands as it stood. What is left behind is tagged, and no commit is \
            lost. A process that ran has run: an attempt that was stopped starts anew.

            Refused where the run branch, or the branch that took an accept, has moved since; 'taskdaemon op restore' goes \
            back all the same, and tags what is there now.

            Examples:
              taskdaemon undo --dry-run
              taskdaemon undo
              taskdaemon undo 2
              taskdaemon undo 3fa9c01
            """)

    @Argument(
        help: ArgumentHelp("Its number in 'op log', the newest being 1, or the digits of any entry.", valueName: "n"))
    var name: String = "1"
    @Flag(help: "Print every ref that would move, and do nothing.") var dryRun = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        try Undoing.refuseWhileAsked(reader)
        try Undoing(try reader.operation(name), .undo, reader).run(isDry: dryRun, output)
    }
}
