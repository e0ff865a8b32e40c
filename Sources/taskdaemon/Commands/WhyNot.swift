import ArgumentParser
import Daemon
import Definitions
import Git
import GitNames
import Journaling
import Pipelines
import Reporting

/// What a commit started, or did not.
struct WhyNot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Explain what a commit or an event did not start, and why.",
        discussion: """
            Examples:
              taskdaemon why-not HEAD
              taskdaemon why-not 3fa9c01
              taskdaemon why-not main~2 --json
              taskdaemon why-not 01ARZ3NDEKTSV4RRFFQ69G5FAV
            """)

    @Argument(help: "A commit (digits, a branch, a tag or HEAD, with ~N behind), or the name that emit gave an event.")
    var commit: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        if ULID.instant(of: commit) != nil {
            let report = try EventReport(commit, reader.workspaceEntries(), reader.hasRequest(commit))
            output.write(report, page: report.page())
            return
        }
        let commit = try reader.commit(commit)
        let local = try LocalWorkspace(reader)
        let report = try WhyNotReport(
            commit, reader.workspaceEntries(),
            place: reader.place(
                of: commit, prefix: local.settings.settings.branchPrefix, watch: local.settings.settings.watch))
        output.write(report, page: report.page(hasDaemon: Requests.hasDaemon(reader)))
    }
}
