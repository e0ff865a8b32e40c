import ArgumentParser
import Orchestration
import Pipelines
import Reporting

/// New attempts of what failed.
struct Retry: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try again what failed, or everything from a stage on.",
        discussion: """
            Old attempts are kept: 'taskdaemon diff RUN/STAGE/INSTANCE --attempt N' shows any.

            Examples:
              taskdaemon retry greeter
              taskdaemon retry greeter/implementation/core
              taskdaemon retry greeter --from specification
              taskdaemon retry greeter --from implementation --instance core
            """)

    @OptionGroup var target: PathArgument
    @Option(
        help: ArgumentHelp("Everything from this stage on, also what succeeded.", valueName: "stage"),
        completion: .stages)
    var from: String?
    @Option(
        help: ArgumentHelp(
            "Only this instance of that stage, and nothing after it: as RUN/STAGE/INSTANCE.", valueName: "instance"))
    var instance: String?
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if from != nil, target.path.contains("/") {
            throw ValidationError("--from goes with a run, not with a part of one")
        }
        if instance != nil, from == nil { throw ValidationError("--instance goes with --from") }
    }

    func run() throws {
        let reader = try workspace.open()
        let (run, part) = try target.resolve(in: reader)
        var stage: StageName?
        var instance: InstanceName?
        var what = "what failed"
        if let from {
            let name = try run.stage(named: from)
            stage = name
            what = "everything from \(name) on"
            if let one = self.instance {
                let only = try run.instance(named: one, of: name)
                instance = only
                what = "\(name)/\(only)"
            }
        }
        switch part {
        case .run: break
        case .stage(let name):
            throw CommandError(
                .usage, "retry takes a run or an instance", hint: "taskdaemon retry \(run.id) --from \(name)")
        case .instance(let id):
            stage = id.stage
            instance = id.name
            what = id.description
        }
        try Requests.refuse(.retry(from: stage, instance: instance), of: run, in: reader)
        try Requests.send(
            "retry", to: reader, run: run.id, stage: stage, instance: instance,
            saying: "asked to retry \(what) of " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon status \(run.id)"])
    }
}
