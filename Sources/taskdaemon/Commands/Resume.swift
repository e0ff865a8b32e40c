import ArgumentParser
import Orchestration
import Pipelines
import Reporting

/// Let a paused run go on.
struct Resume: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Let a paused run go on.",
        discussion: """
            Examples:
              taskdaemon resume greeter
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let run = try reader.run(try RunPath(name).run)
        try Requests.refuse(.resume, of: run, in: reader)
        try Requests.send(
            "resume", to: reader, run: run.id, saying: "asked to resume " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon status \(run.id)"])
    }
}
