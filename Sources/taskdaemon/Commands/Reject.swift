import ArgumentParser
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// A person's refusal of what would start next.
struct Reject: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Refuse what waits for an approval: it fails, or is done again, with your message.",
        discussion: """
            What was done before stays; 'taskdaemon retry' asks for the approval again. Where the stage says 'on_reject: \
            retry', or names a stage before it, nothing fails: that is done again, and an agent is told your message.

            Examples:
              taskdaemon reject greeter/deploy -m 'the changelog is missing'
            """)

    @OptionGroup var target: PathArgument
    @Option(name: .shortAndLong, help: "Why.") var message = ""
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let (run, part) = try target.resolve(in: reader)
        let (stage, instance) = try Judgement.part(part, of: run, verb: "reject")
        try Requests.refuse(.reject(stage, instance, message: message), of: run, in: reader)
        let what = instance.map { "\(stage)/\($0)" } ?? stage.rawValue
        try Requests.send(
            "reject", to: reader, run: run.id, stage: stage, instance: instance,
            data: message.isEmpty ? nil : ["message": .string(message)],
            saying: "rejected \(what) of " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon why \(run.id)/\(what)", "taskdaemon retry \(run.id)"])
    }
}
