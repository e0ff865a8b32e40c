import ArgumentParser
import Orchestration
import Pipelines
import Reporting

/// Start nothing new in a run; what runs goes on to its end.
struct Pause: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start nothing new in a run; what runs goes on to its end.",
        discussion: """
            With --after it goes on until that stage has ended, well or not, and pauses then; 'taskdaemon resume' before \
            that takes it back.

            Examples:
              taskdaemon pause greeter
              taskdaemon pause greeter --after specification
            """)

    @Argument(
        help: ArgumentHelp("The run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String
    @Option(help: ArgumentHelp("Pause once this stage has ended.", valueName: "stage"), completion: .stages)
    var after: String?
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.openToAsk()
        let run = try reader.run(try RunPath(name).run)
        if let after {
            let stage = try run.stage(named: after)
            try Requests.refuse(.pauseAfter(stage), of: run, in: reader)
            try Requests.send(
                "pause", to: reader, run: run.id, stage: stage,
                saying: "asked to pause " + StyledText(run.id.rawValue, .name) + " after \(stage)",
                next: ["taskdaemon status \(run.id)", "taskdaemon resume \(run.id)   # takes it back"])
            return
        }
        try Requests.refuse(.pause, of: run, in: reader)
        try Requests.send(
            "pause", to: reader, run: run.id, saying: "asked to pause " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon resume \(run.id)"])
    }
}
