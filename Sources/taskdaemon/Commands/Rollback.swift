import ArgumentParser
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// Back to a stage's checkpoint.
struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take a run back to the checkpoint of a stage.",
        discussion: """
            Stops what runs, tags the abandoned tip, moves the run branch back, and makes later stages pending. The run is \
            paused afterwards, unless --resume. No commit is lost.

            Examples:
              taskdaemon rollback greeter --to specification --dry-run
              taskdaemon rollback greeter --to specification
              taskdaemon rollback greeter --to specification --resume
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @Option(help: "The stage whose checkpoint it goes back to.", completion: .stages) var to: String
    @Flag(help: "Print every ref that would move, and do nothing.") var dryRun = false
    @Flag(help: "Let the run go on from there.") var resume = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let run = try reader.run(try RunPath(name).run)
        let stage = try run.stage(named: to)
        let plan = RollbackPlan(run, to: stage, resume: resume, at: Terminal.now)
        if let refused = plan.refused { throw CommandError(.refused, "\(run.id) cannot be rolled back: \(refused)") }
        output.write(plan, page: plan.page())
        guard !dryRun else { return }
        try Requests.send(
            "rollback", to: reader, run: run.id, stage: stage, data: ["resume": .bool(resume)],
            saying: "asked to roll back " + StyledText(run.id.rawValue, .name) + " to "
                + StyledText(stage.rawValue, .name),
            next: ["taskdaemon status \(run.id)"] + (resume ? [] : ["taskdaemon resume \(run.id)"]))
    }
}
