import ArgumentParser
import Reporting

/// The details of a run or a part of one.
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the details of a run, a stage or an instance.",
        discussion: """
            Examples:
              taskdaemon show greeter
              taskdaemon show greeter/implementation
              taskdaemon show greeter/implementation/core --json
            """)

    @OptionGroup var target: PathArgument
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let (run, part) = try target.resolve(in: workspace.open())
        switch part {
        case .run:
            let report = ShowRun(run)
            output.write(report, page: report.page(at: Terminal.now))
        case .stage(let stage):
            if let report = ShowStage(run, stage) { output.write(report, page: report.page()) }
        case .instance(let id):
            if let report = ShowInstance(run, id) { output.write(report, page: report.page()) }
        }
    }
}
