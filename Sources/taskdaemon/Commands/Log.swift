import ArgumentParser
import Orchestration
import Reporting

/// A run's journal as a story.
struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell what happened in a run, oldest first.",
        discussion: """
            Times are counted from the run's start.

            Examples:
              taskdaemon log greeter
              taskdaemon log greeter -n 20
              taskdaemon log greeter --json
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @Option(name: [.customShort("n"), .customLong("max-count")], help: "Only so many of the newest entries.")
    var count: Int?
    @OptionGroup var pager: PagerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if let count, count < 1 { throw ValidationError("-n needs a number of at least 1") }
    }

    func run() throws {
        let reader = try workspace.open()
        let run = try reader.run(try RunPath(name).run)
        let entries = try reader.entries(of: run.id, newest: count)
        if output.json { return Terminal.write(ReportText.json(LogReport(run.id, entries))) }
        var page = Story.head(of: RunReport(run), at: Terminal.now)
        var story = Story(of: run)
        page.add(story.page(entries))
        pager.write(page, of: reader)
    }
}
