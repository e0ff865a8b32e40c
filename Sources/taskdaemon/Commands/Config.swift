import ArgumentParser
import Definitions
import Reporting

/// Each effective setting.
struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show each effective setting and where it came from.",
        discussion: """
            From lowest to highest: defaults, your own config.yml, .taskdaemon/config.yml, TASKDAEMON_… variables.

            Examples:
              taskdaemon config
              TASKDAEMON_MAX_PARALLEL=2 taskdaemon config --json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        try workspace.enter()
        // The settings of the user alone can be asked for anywhere.
        let reader = try? workspace.open()
        let tree = reader.flatMap { EffectiveSettings.workingTree(of: $0) }
        let effective = try EffectiveSettings.read(tree)
        let report = ConfigReport(effective)
        output.write(report, page: report.page())
        for diagnostic in report.diagnostics where !output.json {
            Terminal.writeError(text: diagnostic.rendered())
        }
        if report.diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode.usage }
    }
}
