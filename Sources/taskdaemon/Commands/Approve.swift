import ArgumentParser
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// A person's consent to what would start next.
struct Approve: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a stage that waits for an approval start.",
        discussion: """
            Prints what is approved: the tree that the stage would start from, and what the run has changed in it. The \
            approval holds for that tree alone: when a file changes before the stage starts, a new one is needed; other \
            commits with the same tree do no harm. Each attempt needs an approval of its own.

            Examples:
              taskdaemon approve greeter/deploy
              taskdaemon approve greeter/implementation/core
              taskdaemon approve greeter/deploy --dry-run
            """)

    @OptionGroup var target: PathArgument
    @Flag(help: "Print what would be approved, and do nothing.") var dryRun = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let (run, part) = try target.resolve(in: reader)
        let (stage, instance) = try Judgement.part(part, of: run, verb: "approve")
        let report = try ApprovalReport(run, stage, instance, in: reader.repository)
        try Judgement.refuse(
            .approve(stage, instance, tree: report.treeID, tip: run.tip, actual: report.treeID), of: run, in: reader)
        output.write(report, page: report.page())
        guard !dryRun else { return }
        try Requests.send(
            "approve", to: reader, run: run.id, stage: stage, instance: instance, tree: report.treeID,
            saying: "approved", next: ["taskdaemon status \(run.id)"], isQuiet: output.json)
    }
}

/// What `approve` and `reject` share.
enum Judgement {
    /// The stage and instance that are meant: an answer is given to a part of a run, never to all of it.
    static func part(
        _ part: RunPart, of run: Orchestrated, verb: String
    ) throws -> (stage: StageName, instance: InstanceName?) {
        switch part {
        case .stage(let stage): return (stage, nil)
        case .instance(let id): return (id.stage, id.name)
        case .run:
            let waiting = run.stagesAwaitingApproval
            if let only = waiting.first, waiting.count == 1 { return (only, nil) }
            let hint = waiting.map { "taskdaemon \(verb) \(run.id)/\($0)" }.joined(separator: ", or ")
            throw CommandError(
                waiting.isEmpty ? .refused : .usage,
                waiting.isEmpty
                    ? "nothing of \(run.id) waits for an approval"
                    : "more than one stage of \(run.id) waits for an approval",
                hint: waiting.isEmpty ? "taskdaemon status \(run.id)" : hint)
        }
    }

    static func refuse(_ request: ControlRequest, of run: Orchestrated, in reader: WorkspaceReader) throws {
        try Requests.refuse(request, of: run, in: reader)
    }
}
