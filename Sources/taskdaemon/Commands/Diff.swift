import ArgumentParser
import Reporting

/// What a run or a part of it changed.
struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what a run, a stage or an instance changed.",
        discussion: """
            Of a run, its branch against its base; of a stage or an instance, what was put onto the run branch, or its \
            work so far. Into a pipe it is a patch that 'git apply' takes.

            Examples:
              taskdaemon diff greeter --stat
              taskdaemon diff greeter/implementation/core
              taskdaemon diff greeter/implementation/core --attempt 1
            """)

    @OptionGroup var target: PathArgument
    @Flag(help: "Files and numbers of lines only.") var stat = false
    @Flag(help: "Paths only.") var nameOnly = false
    @Option(help: ArgumentHelp("What that attempt did, integrated or not.", valueName: "n")) var attempt: Int?
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if stat, nameOnly { throw ValidationError("--stat and --name-only are two different things") }
    }

    func run() throws {
        let reader = try workspace.open()
        let (run, part) = try target.resolve(in: reader)
        let ranges = try run.diffRanges(of: part, attempt: attempt, branches: reader.branches(of: run))
        let (report, patches) = try DiffReport.make(ranges, in: reader.repository)
        if output.json {
            Terminal.write(ReportText.json(report))
        } else if stat {
            Terminal.write(report.statPage())
        } else if nameOnly {
            Terminal.write(report.namesPage())
        } else if Terminal.isTerminal {
            Terminal.write(report.patchPage())
        } else {
            for patch in patches { Terminal.write(raw: patch) }
        }
    }
}
