import ArgumentParser
import Daemon
import Definitions
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines
import Reporting

/// What starts by the clock.
struct Schedules: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what starts by the clock: when next, and what became of the times before.",
        discussion: """
            Schedules are those of the pipelines at the commit that HEAD is at. A time that comes while no daemon runs is \
            made up for when one starts: once, for the latest.

            Examples:
              taskdaemon schedules
              taskdaemon schedules nightly --limit 30
              taskdaemon schedules --json
            """)

    @Argument(help: "Only this pipeline.") var pipeline: String?
    @Option(help: ArgumentHelp("How many times of each schedule are shown.", valueName: "count")) var limit = 5
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        guard limit >= 0 else { throw CommandError(.usage, "--limit is a number of times, not \(limit)") }
        let reader = try workspace.open()
        let local = try LocalWorkspace(reader)
        let loaded = try local.definitions(at: try reader.commit("HEAD"))
        var pipelines = loaded.validPipelines.sorted { $0.name < $1.name }
        if let pipeline {
            pipelines.removeAll { $0.name.rawValue != pipeline }
            guard !pipelines.isEmpty else { throw loaded.missing(pipeline) }
        }
        let branch =
            switch try reader.repository.head() {
            case .branch(let ref, _): ref.branchName ?? ref.text
            case .detached: "HEAD"
            }
        let taken = try reader.workspaceEntries().flatMap(\.events).compactMap { event in
            if case .scheduleTaken(let taken) = event { taken } else { nil }
        }
        let report = SchedulesReport(
            pipelines, on: branch, in: try reader.workspace(), taken: taken, here: try local.location.state.owner(),
            now: Terminal.now, limit: limit)
        output.write(report, page: report.page(at: Terminal.now))
    }
}
