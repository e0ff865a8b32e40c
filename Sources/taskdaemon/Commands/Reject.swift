import ArgumentParser
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// A person's refusal of what would start next.
struct Reject: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Refuse a stage that waits for an approval, or a run's work as a whole.",
        discussion: """
            A stage that waits for an approval fails, with your message. What was done before stays; 'taskdaemon retry' asks \
            for the approval again. Where the stage says 'on_reject: retry', or names a stage before it, nothing fails: that \
            is done again, and an agent is told your message.

            A run that is rejected ends, or is closed where it has ended: it is not offered to be accepted any more. Its \
            branch and tags stay until they are archived, 'taskdaemon undo' takes it back, and 'taskdaemon run --plan' \
            starts another run for its document.

            Examples:
              taskdaemon reject greeter -m 'not this way'
              taskdaemon reject greeter/deploy -m 'the changelog is missing'
            """)

    @OptionGroup var target: PathArgument
    @Option(name: .shortAndLong, help: "Why.") var message = ""
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let (run, part) = try target.resolve(in: reader)
        if part == .run { return try reject(run, reader) }
        let (stage, instance) = try Judgement.part(part, of: run, verb: "reject")
        try Requests.refuse(.reject(stage, instance, message: message), of: run, in: reader)
        let what = instance.map { "\(stage)/\($0)" } ?? stage.rawValue
        try Requests.send(
            "reject", to: reader, run: run.id, stage: stage, instance: instance,
            data: message.isEmpty ? nil : ["message": .string(message)],
            saying: "rejected \(what) of " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon why \(run.id)/\(what)", "taskdaemon retry \(run.id)"])
    }

    private func reject(_ run: Orchestrated, _ reader: WorkspaceReader) throws {
        try Requests.refuse(.rejectRun(message: message), of: run, in: reader)
        let again = run.creation.request.documents.first.map { "taskdaemon run --plan \(ShellWord.quoted($0.path))" }
        try Requests.send(
            "reject", to: reader, run: run.id, data: message.isEmpty ? nil : ["message": .string(message)],
            saying: "rejected " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon status \(run.id)", again].compactMap { $0 })
    }
}
