import ArgumentParser
import Orchestration
import Pipelines
import Reporting

/// End a run; everything it made is kept.
struct Cancel: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End a run; everything it made is kept.",
        discussion: """
            What runs is ended (TERM, then KILL), and the stages of 'finally' run. Asked again, those are left out, or ended \
            too.

            Examples:
              taskdaemon cancel greeter
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.openToAsk()
        let run = try reader.run(try RunPath(name).run)
        try Requests.refuse(.cancel, of: run, in: reader)
        try Requests.send(
            "cancel", to: reader, run: run.id, saying: "asked to cancel " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon status \(run.id)"])
    }
}
