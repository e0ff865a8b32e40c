import ArgumentParser
import Pipelines
import Reporting

/// What runs came to and took.
struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what runs came to, what was slow, what failed, and what was waited for.",
        discussion: """
            From the journals alone, archived runs included. Times of stages are those of attempts: half of them took at \
            most the median. The time until an approval counts as one that was waited for.

            Examples:
              taskdaemon stats
              taskdaemon stats careful
              taskdaemon stats --since 30d
              taskdaemon stats --since 2026-01-01 --json
              taskdaemon stats --since start
            """)

    @Argument(help: ArgumentHelp("Only the runs of that pipeline.", valueName: "pipeline"), completion: .pipelines)
    var pipeline: String?
    @Option(
        help: ArgumentHelp(
            "What has happened since: 24h, 7d, 2026-01-31, '2026-01-31 14:00', RFC 3339 (UTC where no zone is given), or "
                + "'start' for everything.", valueName: "time"))
    var since = "7d"
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let now = Terminal.now
        var start: Instant?
        if since != "start" {
            start = TimeText.parse(since, now: now)
            guard start != nil else {
                throw CommandError(
                    .usage, "'\(since)' is no time", hint: "24h, 7d, 2026-01-31, 2026-01-31T14:00:00Z, or start")
            }
        }
        let reader = try workspace.open()
        var cache = MeasuresCache()
        var measures = try cache.measures(from: reader, since: start)
        if let pipeline {
            let names = Set(measures.runs.map(\.pipeline.rawValue))
            measures.runs.removeAll { $0.pipeline.rawValue != pipeline }
            guard !measures.runs.isEmpty else {
                let known =
                    names.isEmpty
                    ? "nothing has run in this time" : "there are: \(names.sorted().joined(separator: ", "))"
                throw CommandError(.nothingMatches, "no run of a pipeline '\(pipeline)' in this time", hint: known)
            }
        }
        let report = StatsReport(measures, since: start, now: now)
        output.write(report, page: report.page(width: Terminal.width))
    }
}
