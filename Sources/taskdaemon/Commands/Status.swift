import ArgumentParser
import Git
import Orchestration
import Reporting

/// Runs newest first, or one run as a tree.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show runs, or one run as a tree with progress and reasons.",
        discussion: """
            With --watch on a terminal it is drawn anew as things change; '?' there lists the keys.

            Examples:
              taskdaemon status
              taskdaemon status greeter
              taskdaemon status --all
              taskdaemon status @ --watch
              taskdaemon status greeter --at 2h
              taskdaemon status --json
            """)

    @Argument(
        help: ArgumentHelp("A run, the beginning of its name, or @ for the newest.", valueName: "run"),
        completion: .runs)
    var name: String?
    @Flag(help: "Archived runs too.") var all = false
    @Flag(help: "A live view; without a terminal, a line for each thing that happens.") var watch = false
    @OptionGroup var past: PastOption
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func validate() throws {
        if watch, past.at != nil { throw ValidationError("--watch shows what comes, and --at what was") }
    }

    func run() async throws {
        let reader = try workspace.open()
        if let name, name.contains("/") {
            throw CommandError(.usage, "status takes a run, not a part of one", hint: "taskdaemon show \(name)")
        }
        try past.enter(reader, near: name)
        let run = try name.map { try reader.run($0) }
        guard watch else { return try show(run, reader) }
        // The screen is drawn otherwise.
        reader.progress = nil
        guard TerminalScreen.isPossible, !output.json else {
            var lines = WatchLines(reader, only: run?.id, json: output.json)
            return try await lines.run()
        }
        var session = WatchSession(reader, only: run?.id)
        try session.run()
    }

    private func show(_ run: Orchestrated?, _ reader: WorkspaceReader) throws {
        if let run {
            let runs = [run] + (try reader.parts(of: run))
            let report = StatusReport(runs, among: try reader.slots(for: runs))
            write(report, report.pageOfRun(at: reader.now), next: ["taskdaemon status \(run.id)"], reader)
        } else {
            var (runs, damaged) = try reader.runs()
            if all {
                let archived = try reader.archivedRuns()
                runs += archived.runs
                damaged += archived.damaged
            }
            var report = StatusReport(runs, damaged: damaged, among: try reader.slots(for: runs))
            if reader.moment == nil {
                report.schedules = ScheduledStart.all(in: try reader.workspace(), after: Terminal.now)
            }
            let next = reader.moment == nil ? try firstSteps(report, reader) : []
            write(report, report.page(at: reader.now, next: next), next: ["taskdaemon status"], reader)
        }
    }

    private func write(_ report: StatusReport, _ page: Page, next: [String], _ reader: WorkspaceReader) {
        output.json ? Terminal.write(reader.json(report)) : Terminal.write(reader.dated(page, next: next))
    }

    /// What to do where there is no run yet; `nil` where there is one.
    private func firstSteps(_ report: StatusReport, _ reader: WorkspaceReader) throws -> [String]? {
        guard report.runs.isEmpty, report.damaged.isEmpty else { return nil }
        guard try !reader.repository.refs(under: ["refs/taskdaemon/cursor/"]).isEmpty else {
            return ["taskdaemon init"]
        }
        let plan = "commit a plan below plans/, or: taskdaemon run --plan FILE"
        return Requests.hasDaemon(reader) ? [plan] : [plan, "taskdaemon daemon"]
    }
}
