import ArgumentParser
import Daemon
import Git
import GitNames
import Journaling
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
        let report = WhyNotReport(commit, try reader.workspaceEntries())
        output.write(report, page: report.page(isBeforeStart: (try? isBehind(commit, reader)) ?? false))
    }

    /// Whether the daemon of this machine starts behind the commit: at a branch's tip, the first time it does.
    private func isBehind(_ commit: ObjectID, _ reader: WorkspaceReader) throws -> Bool {
        let owner = try LocalWorkspace(reader).location.state.owner()
        let cursors = try reader.repository.refs(under: ["refs/taskdaemon/cursor/\(owner)/"])
        return try cursors.isEmpty || cursors.values.contains { try reader.repository.isAncestor(commit, of: $0) }
    }
}
