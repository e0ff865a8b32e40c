import ArgumentParser
import Orchestration
import Reporting

/// What mappings did with the data of a stage.
struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what each mapping and transform of a stage did with the data.",
        discussion: """
            Each step of the newest attempt: the expression, what it read, what stood at its target before, and what \
            stands there afterwards; and between input and output what the loop gave. Of a stage that has not started, \
            what its input would be now.

            Examples:
              taskdaemon trace greeter/specification
              taskdaemon trace greeter/implementation/core --json
            """)

    @OptionGroup var target: PathArgument
    @OptionGroup var pager: PagerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let (run, part) = try target.resolve(in: reader)
        let report = TraceReport(run, part, try reader.entries(of: run.id))
        output.json ? Terminal.write(ReportText.json(report)) : pager.write(report.page(), of: reader)
    }
}
