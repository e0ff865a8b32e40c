import ArgumentParser
import Orchestration
import Pipelines
import Reporting

/// The captured output of attempts.
struct Logs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the output of a stage or an instance.",
        discussion: """
            Of what runs, its output so far; else that of the last attempt. On a terminal control characters are \
            escaped; into a file or pipe the bytes go as they are.

            Examples:
              taskdaemon logs greeter/planning
              taskdaemon logs greeter/implementation/core -f
              taskdaemon logs greeter/implementation/core --attempt 1
            """)

    @OptionGroup var target: PathArgument
    @Flag(name: [.customShort("f"), .customLong("follow")], help: "Go on until the attempt ends.") var follow = false
    @Option(help: ArgumentHelp("That attempt's output.", valueName: "n")) var attempt: Int?
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        let reader = try workspace.open()
        let (run, part) = try target.resolve(in: reader)
        let history = attempt == nil ? nil : try reader.history(of: run.id)
        let outputs = try run.outputs(of: part, attempt: attempt, history: history)
        if follow, outputs.count > 1 {
            throw CommandError(
                .usage, "-f follows one instance at a time",
                hint: "taskdaemon logs \(run.id)/\(outputs[0].attempt.instance) -f")
        }
        for (index, output) in outputs.enumerated() {
            if outputs.count > 1 {
                var heading = Page()
                if index > 0 { heading.add("") }
                heading.add(StyledText("==> \(run.id)/\(output.attempt) <==", .faint))
                Terminal.write(heading)
            }
            if run.definition(output.attempt.instance.stage)?.loop.pipeline != nil {
                throw CommandError(
                    .nothingMatches, "\(run.id)/\(output.attempt) is a run of its own, whose stages have the output",
                    hint: run.subrun(of: output.attempt).map { "taskdaemon logs \($0)" })
            }
            switch output.place {
            case .kept(let blob): Terminal.write(raw: try reader.log(run.id, blob))
            case .nothing: Terminal.note(StyledText("\(run.id)/\(output.attempt) wrote nothing", .faint))
            case .live: try await live(output.attempt, of: run, reader)
            }
        }
    }

    private func live(_ attempt: AttemptID, of run: Orchestrated, _ reader: WorkspaceReader) async throws {
        guard let path = try LocalWorkspace(reader).liveLog(attempt, of: run.id) else {
            throw CommandError(
                .nothingMatches, "the output of \(run.id)/\(attempt) is on the machine that runs it",
                hint: "it comes into the journal when the attempt ends")
        }
        var tail = FileTail(path: path)
        repeat {
            // Whether it has ended is asked before the file is read: then nothing can come after.
            let isOver = follow ? try !isRunning(attempt, run.id, reader) : true
            while let bytes = try tail.next() { Terminal.write(raw: bytes) }
            if isOver { return }
            try await Task.sleep(for: .milliseconds(200))
        } while true
    }

    private func isRunning(_ attempt: AttemptID, _ run: RunID, _ reader: WorkspaceReader) throws -> Bool {
        try reader.run(run.rawValue).instance(attempt.instance)?.running?.attempt == attempt.number
    }
}
