import ArgumentParser
import Pipelines
import Reporting
import Simulating

/// A run without running anything, or history without starting anything.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show how a run would go, or what past commits would have started.",
        discussion: """
            Decides as the daemon does, with each trigger's verdict and each wait, while nothing is run and nothing is \
            written. Definitions are those of the working tree; in a bare repository, those of HEAD. Work takes no time: \
            only waits and time limits do. Approvals are given, and shown; events from outside never come.

            A stage's outputs are those of DIR/STAGE.json (DIR/STAGE/INSTANCE.json for one instance): what its loop would \
            give. Stages of a pipeline that a \
            stage uses are below that stage: --fail USED/STAGE, DIR/USED/STAGE.json. Else built-in loops read the document, and other outputs are invented to fit the stage's schema. FILE is \
            a plan or spec, or JSON: the inputs of a run by hand, a document's values, or an event's data, whichever the \
            pipeline starts on. Without it a pipeline that starts on documents gets the example plan.

            With --since, each commit of the current branch after COMMIT is held against the definitions that it has \
            itself, or against those of --definitions.

            Examples:
              taskdaemon simulate --input plans/greeter.md
              taskdaemon simulate release --fail test --fail build:1
              taskdaemon simulate review --outputs samples/ --timeout check --json
              taskdaemon simulate release --fail checks/lint:1 --timeout checks/unit
              taskdaemon simulate --since HEAD~20
              taskdaemon simulate docs --since v1.0 --definitions HEAD
            """)

    @Argument(
        help: "The pipeline's name; with --since, the only one to tell of (default: taskdaemon; with --since, all).")
    var pipeline: String?
    @Option(
        help: ArgumentHelp("What starts the run: a plan or spec in Markdown, or JSON.", valueName: "file"),
        completion: .file(extensions: ["md", "json"]))
    var input: String?
    @Option(help: ArgumentHelp("Where outputs of stages are.", valueName: "dir"), completion: .directory)
    var outputs: String?
    @Option(
        help: ArgumentHelp(
            "Let attempts fail: all of a stage or an instance, or the first N.",
            valueName: "[used/]stage[/instance][:n]"))
    var fail: [String] = []
    @Option(
        help: ArgumentHelp(
            "Let attempts reach their time limit, as --fail does.", valueName: "[used/]stage[/instance][:n]"))
    var timeout: [String] = []
    @Option(
        help: ArgumentHelp("Tell what the commits after this one would have started.", valueName: "commit"))
    var since: String?
    @Option(
        help: ArgumentHelp("With --since: hold all commits against this one's definitions.", valueName: "commit"))
    var definitions: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if since == nil, definitions != nil { throw ValidationError("--definitions needs --since") }
        let isRun = input != nil || outputs != nil || !fail.isEmpty || !timeout.isEmpty
        if since != nil, isRun {
            throw ValidationError("--since tells of commits: --input, --outputs, --fail and --timeout are for one run")
        }
    }

    func run() throws {
        let reader = try workspace.open()
        if let since {
            let report = try history(since, reader)
            output.write(report, page: report.page(width: Terminal.width))
            return
        }
        let report = try simulation(reader)
        output.write(report, page: report.page(width: Terminal.width))
        if !report.isComplete { throw ExitCode.failure }
    }

    private func simulation(_ reader: WorkspaceReader) throws -> SimulationReport {
        let local = try LocalWorkspace(reader)
        let bench = SimulationBench(local, try local.definitionsAtHand())
        let pipeline = try bench.pipeline(self.pipeline ?? "taskdaemon")
        var notes: [String] = []
        let (cause, files) = try bench.cause(of: pipeline, input: input, &notes)
        var results = StubbedResults(files: files)
        if let outputs { try bench.takeOutputs(in: outputs, of: pipeline, to: &results, &notes) }
        for (texts, kind) in [(fail, StubbedResults.Failing(.failed)), (timeout, StubbedResults.Failing(.timeout))] {
            for text in texts { try bench.add(text, failing: kind, of: pipeline, to: &results) }
        }
        let start = SimulatedStart(of: pipeline, by: cause, in: try bench.place())
        return SimulationReport(.play(start.created, with: results), started: start, notes: notes)
    }
}
