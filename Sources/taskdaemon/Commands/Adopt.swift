import ArgumentParser
import Daemon
import JSONValues
import Orchestration
import Pipelines
import Reporting

/// Takes a run over from another machine.
struct Adopt: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take over a run that another machine has started.",
        discussion: """
            A daemon acts only on runs of its own machine. On a clone that has refs/taskdaemon/*, this makes a run this \
            machine's; commands of it that are new here wait for 'taskdaemon trust'. Stop the daemon of the other machine \
            first: two machines that act on one run contradict each other. What starts by the clock is one machine's too: \
            with --schedules it becomes this one's, from now on.

            Examples:
              git fetch origin 'refs/taskdaemon/*:refs/taskdaemon/*'
              taskdaemon adopt greeter
              taskdaemon adopt --schedules
            """)

    @Argument(help: ArgumentHelp("The run, or the beginning of its name.", valueName: "run"), completion: .runs)
    var name: String?
    @Flag(help: "Start runs by the clock here, rather than on another machine.") var schedules = false
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        guard !schedules else {
            guard name == nil else { throw CommandError(.usage, "adopt takes a run or --schedules, not both") }
            try Requests.send(
                "adopt", to: reader, data: ["schedules": true], saying: "asked to start runs by the clock here",
                next: ["taskdaemon schedules"])
            return
        }
        guard let name else {
            throw CommandError(.usage, "adopt takes a run, or --schedules", hint: "taskdaemon status lists the runs")
        }
        let path = try RunPath(name)
        guard path.stage == nil else { throw CommandError(.usage, "adopt takes a run, not a part of one") }
        let run = try reader.run(path.run)
        try Requests.refuseArchived(run.id, in: reader)
        guard try LocalWorkspace(reader).isElsewhere(run) else {
            throw CommandError(
                .refused, "\(run.id) is this machine's already", hint: "taskdaemon status \(run.id)")
        }
        try Requests.send(
            "adopt", to: reader, run: run.id, saying: "asked to adopt " + StyledText(run.id.rawValue, .name),
            next: ["taskdaemon status \(run.id)", "taskdaemon trust"])
    }
}
