import ArgumentParser
import Daemon
import Reporting

/// The metrics of a workspace, once.
struct Metrics: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write metrics in Prometheus' text format.",
        discussion: """
            Runs, stages and attempts by result, what was waited for, durations, tokens and cost, from the journals, and \
            the work trees of this machine. 'taskdaemon daemon --metrics ADDRESS' serves the same page, and what the \
            daemon measures of itself; this command is for a textfile collector, or to see what there is.

            Examples:
              taskdaemon metrics
              taskdaemon metrics > /var/lib/node_exporter/taskdaemon.prom
              taskdaemon daemon --metrics 127.0.0.1:9464
            """)

    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let local = try LocalWorkspace(workspace.open())
        Terminal.write(try MetricsPage(local.reader, state: local.location.state).text())
    }
}
