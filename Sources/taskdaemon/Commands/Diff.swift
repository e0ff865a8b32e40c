import ArgumentParser
import Orchestration
import Reporting

/// What a run or a part of it changed.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a run, a stage or an instance changed.",
        discussion: """
            Of a run, its branch against its base; of a stage or an instance, what was put onto the run branch, or its \
            work so far. With two, what makes the second one's result another than the first one's. On a terminal it goes \
            through git's pager; into a pipe it is a patch that 'git apply' takes.

            Examples:
              taskdaemon diff @ --stat
              taskdaemon diff greeter/implementation/core
              taskdaemon diff greeter/implementation/core --attempt 1
              taskdaemon diff greeter/implementation/core --iteration 3
              taskdaemon diff greeter-3fa9c01 greeter-77ab012
            """)

    @OptionGroup var target: PathArgument
    @Argument(
        help: ArgumentHelp("Another run or part of one, to compare with.", valueName: "other"), completion: .parts)
    var other: String?
    @Flag(help: "Files and numbers of lines only.") var stat = false
    @Flag(help: "Paths only.") var nameOnly = false
    @Option(help: ArgumentHelp("What that attempt did, integrated or not.", valueName: "n")) var attempt: Int?
    @Option(help: ArgumentHelp("What that pass of the attempt did.", valueName: "n")) var iteration: Int?
    @OptionGroup var pager: PagerOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if stat, nameOnly { throw ValidationError("--stat and --name-only are two different things") }
        if other != nil, attempt != nil || iteration != nil {
            throw ValidationError("--attempt and --iteration go with one instance, not with two things to compare")
        }
    }

    func run() throws {
        let reader = try workspace.open()
        let (report, patches) = try DiffReport.make(try ranges(reader), in: reader.repository)
        if output.json {
            Terminal.write(ReportText.json(report))
        } else if stat {
            pager.write(report.statPage(), of: reader)
        } else if nameOnly {
            pager.write(report.namesPage(), of: reader)
        } else if Terminal.isTerminal {
            pager.write(report.patchPage(), of: reader)
        } else {
            for patch in patches { Terminal.write(raw: patch) }
        }
    }

    private func ranges(_ reader: WorkspaceReader) throws -> [DiffRange] {
        let (run, part) = try target.resolve(in: reader)
        if let other {
            let path = try RunPath(other)
            let second = try reader.run(path.run)
            let secondPart = try second.part(path)
            return [
                DiffRange(
                    title: "\(target.path)..\(other)", from: try run.end(of: part, branches: reader.branches(of: run)),
                    to: try second.end(of: secondPart, branches: reader.branches(of: second)))
            ]
        }
        // The whole journal is read only for what may no longer stand in the run's state.
        guard attempt != nil || iteration != nil else {
            return try run.diffRanges(of: part, attempt: nil, branches: reader.branches(of: run))
        }
        let history = try reader.history(of: run.id)
        guard let iteration else {
            return try run.diffRanges(of: part, attempt: attempt, branches: reader.branches(of: run), history: history)
        }
        guard case .instance(let instance) = part else {
            throw CommandError(.usage, "--iteration needs an instance: RUN/STAGE or RUN/STAGE/INSTANCE")
        }
        return [try run.diffRange(of: instance, attempt: attempt, iteration: iteration, history: history)]
    }
}
