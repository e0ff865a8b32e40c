import ArgumentParser
import Orchestration
import Reporting

/// A run's journal as a story.
struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what happened in a run, oldest first.",
        discussion: """
            Examples:
              taskdaemon log greeter
              taskdaemon log greeter -n 20
              taskdaemon log greeter --json
            """)

    @Argument(help: ArgumentHelp("The run, or the beginning of its name.", valueName: "run")) var name: String
    @Option(name: [.customShort("n"), .customLong("max-count")], help: "Only so many of the newest entries.")
    var count: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if let count, count < 1 { throw ValidationError("-n needs a number of at least 1") }
    }

    func run() throws {
        let reader = try workspace.open()
        let id = try reader.run(try RunPath(name).run).id
        let report = LogReport(id, try reader.entries(of: id, newest: count))
        output.write(report, page: report.page())
    }
}
