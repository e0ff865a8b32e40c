import ArgumentParser
import Reporting

/// Everything that one operation says.
struct OpShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one operation: every ref with old and new, and what else happened in it.",
        discussion: """
            Examples:
              taskdaemon op show 1
              taskdaemon op show 3fa9c01 --json
            """)

    @Argument(
        help: ArgumentHelp("Its number in 'op log', the digits of its entry, or @ for the newest.", valueName: "n"))
    var name: String
    @OptionGroup var pager: PagerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let operation = try reader.operation(name)
        let report = ShowOperation(operation, try reader.moves(of: operation))
        output.json ? Terminal.write(ReportText.json(report)) : pager.write(report.page(), of: reader)
    }
}
