import ArgumentParser
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// Back to a checkpoint, or before an instance.
struct Rollback: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take a run back to a checkpoint, or to before an instance.",
        discussion: """
            Stops what runs, tags the abandoned tip, moves the run branch back, and makes pending again what was done since, \
            the last first. The run is paused afterwards, unless --resume. No commit is lost, and 'taskdaemon undo' takes it \
            back.

            --to takes a stage (its newest checkpoint), a checkpoint as the tags name it (STAGE.N), or its number alone: any \
            that is in the run branch's history. --instance goes back to before that instance's result was put onto the run \
            branch; what was put there after it may build on it, so that is done again too.

            Examples:
              taskdaemon rollback greeter --to specification --dry-run
              taskdaemon rollback greeter --to specification.2
              taskdaemon rollback greeter --instance implementation/core
              taskdaemon rollback greeter --to specification --resume
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @Option(help: "The stage, STAGE.N or N whose checkpoint it goes back to.", completion: .stages) var to: String?
    @Option(help: ArgumentHelp("The instance before which it goes back.", valueName: "stage/instance"))
    var instance: String?
    @Flag(help: "Print every ref that would move, and do nothing.") var dryRun = false
    @Flag(help: "Let the run go on from there.") var resume = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        guard (to == nil) != (instance == nil) else {
            throw ValidationError("a rollback needs either --to STAGE or --instance STAGE/INSTANCE")
        }
    }

    func run() throws {
        let reader = try workspace.open()
        let run = try reader.run(try RunPath(name).run)
        let (target, shown) = try target(in: run)
        let plan = RollbackPlan(run, to: target, named: shown, resume: resume, at: Terminal.now)
        if let refused = plan.refused {
            let others = run.openCheckpoints.joined(separator: ", ")
            throw CommandError(
                .refused, "\(run.id) cannot be rolled back: \(refused)",
                hint: others.isEmpty ? nil : "its checkpoints are \(others)")
        }
        output.write(plan, page: plan.page())
        guard !dryRun else { return }
        var data: [String: JSON] = ["resume": .bool(resume)]
        var stage: StageName?
        var instance: InstanceName?
        switch target {
        case .stage(let name): stage = name
        case .checkpoint(let number): data["checkpoint"] = .int(Int64(number))
        case .before(let id): (stage, instance) = (id.stage, id.name)
        }
        try Requests.send(
            "rollback", to: reader, run: run.id, stage: stage, instance: instance, data: .object(data),
            saying: "asked to roll back " + StyledText(run.id.rawValue, .name) + " to " + StyledText(shown, .name),
            next: ["taskdaemon status \(run.id)"] + (resume ? [] : ["taskdaemon resume \(run.id)"])
                + ["taskdaemon undo   # to undo it"])
    }

    /// What is meant, and how it is called.
    private func target(in run: Orchestrated) throws -> (RollbackTarget, String) {
        if let instance {
            let part = try run.part(RunPath("\(run.id)/\(instance)"))
            guard case .instance(let id) = part else {
                throw CommandError(
                    .usage, "'\(instance)' is a stage with several instances",
                    hint: "name one: --instance \(instance)/INSTANCE, or go back to the checkpoint before: --to STAGE")
            }
            return (.before(id), "before \(id)")
        }
        let text = to ?? ""
        let digits = text.split(separator: ".", omittingEmptySubsequences: false).last ?? ""
        if let number = Int(digits), number > 0, !digits.isEmpty {
            let stage = text.dropLast(digits.count).dropLast()
            let known = run.passedCheckpoints.first { $0.number == number }
            if stage.isEmpty || known?.stage.rawValue == String(stage) {
                return (.checkpoint(number), known.map { "\($0.stage).\(number)" } ?? text)
            }
            let others = run.openCheckpoints.joined(separator: ", ")
            throw CommandError(
                .nothingMatches, "\(run.id) has no checkpoint \(text)",
                hint: others.isEmpty ? nil : "its checkpoints are \(others)")
        }
        let stage = try run.stage(named: text)
        return (.stage(stage), stage.rawValue)
    }
}
