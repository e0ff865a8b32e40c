import ArgumentParser
import Reporting

/// Runs newest first, or one run as a tree.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show runs, or one run as a tree with progress and reasons.",
        discussion: """
            Examples:
              taskdaemon status
              taskdaemon status greeter
              taskdaemon status --all
              taskdaemon status --json
            """)

    @Argument(help: ArgumentHelp("A run, or the beginning of its name.", valueName: "run")) var name: String?
    @Flag(help: "Archived runs too.") var all = false
    @Flag(help: "Show it again whenever it changes.") var watch = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        let reader = try workspace.open()
        guard watch else { return Terminal.write(try text(reader)) }
        var last = ""
        while true {
            let text = try text(reader)
            if text != last {
                // On a terminal the new state takes the place of the old one.
                Terminal.write((Terminal.isTerminal ? "\u{1b}[H\u{1b}[2J" : "") + text)
                last = text
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func text(_ reader: WorkspaceReader) throws -> String {
        if let name {
            guard !name.contains("/") else {
                throw CommandError(.usage, "status takes a run, not a part of one", hint: "taskdaemon show \(name)")
            }
            let run = try reader.run(name)
            if output.json { return ReportText.json(StatusReport([run])) }
            return RunReport(run).page(at: Terminal.now).written(in: Terminal.colour)
        }
        var (runs, damaged) = try reader.runs()
        if all {
            let archived = try reader.archivedRuns()
            runs += archived.runs
            damaged += archived.damaged
        }
        let report = StatusReport(runs, damaged: damaged)
        return output.json ? ReportText.json(report) : report.page(at: Terminal.now).written(in: Terminal.colour)
    }
}
