import ArgumentParser
import Reporting

/// What a commit started, or did not.
struct WhyNot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain what a commit did not start, and why.",
        discussion: """
            Examples:
              taskdaemon why-not HEAD
              taskdaemon why-not 3fa9c01
              taskdaemon why-not main~2 --json
            """)

    @Argument(help: "A commit: hexadecimal digits, a branch, a tag or HEAD, with ~N behind.") var commit: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let report = WhyNotReport(try reader.commit(commit), try reader.workspaceEntries())
        output.write(report, page: report.page())
    }
}
