import ArgumentParser
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// Go on without a stage, or without an instance of one.
struct Skip: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Go on without a stage, or without one of its instances.",
        discussion: """
            What has not finished of it counts as skipped, and what runs of it is ended. A run that has failed goes on. What \
            comes after goes on as it does after a 'when' that is false: what needs its outputs without a default waits. \
            'taskdaemon retry RUN --from STAGE' and a rollback bring it back.

            Examples:
              taskdaemon skip greeter/implementation
              taskdaemon skip greeter/implementation/core -m 'done by hand'
            """)

    @OptionGroup var target: PathArgument
    @Option(name: .shortAndLong, help: "Why.") var message = ""
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.openToAsk()
        let (run, part) = try target.resolve(in: reader)
        let stage: StageName
        var instance: InstanceName?
        switch part {
        case .run:
            throw CommandError(
                .usage, "skip takes a stage or an instance of a run", hint: "taskdaemon status \(run.id)")
        case .stage(let name): stage = name
        case .instance(let id):
            stage = id.stage
            instance = id.name
        }
        try Requests.refuse(.skip(stage, instance, message: message), of: run, in: reader)
        let what = instance.map { "\(stage)/\($0)" } ?? stage.rawValue
        try Requests.send(
            "skip", to: reader, run: run.id, stage: stage, instance: instance,
            data: message.isEmpty ? nil : ["message": .string(message)],
            saying: "asked to skip \(what) of " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon status \(run.id)", "taskdaemon retry \(run.id) --from \(stage)   # brings it back"])
    }
}
