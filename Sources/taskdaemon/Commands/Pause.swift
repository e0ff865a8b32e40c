import ArgumentParser
import Orchestration
import Pipelines
import Reporting

/// Start nothing new in a run; what runs goes on to its end.
struct Pause: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start nothing new in a run; what runs goes on to its end.",
        discussion: """
            Examples:
              taskdaemon pause greeter
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let run = try reader.run(try RunPath(name).run)
        try Requests.refuse(.pause, of: run, in: reader)
        try Requests.send(
            "pause", to: reader, run: run.id, saying: "asked to pause " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon resume \(run.id)"])
    }
}
