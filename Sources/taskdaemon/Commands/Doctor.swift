import ArgumentParser
import Daemon
import Definitions
import Git
import Journaling
import Pipelines
import Reporting

/// What is in order and what is not.
struct Doctor: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the workspace and this machine.",
        discussion: """
            Exits 1 when something must be put right before runs can work.

            Examples:
              taskdaemon doctor
              taskdaemon doctor --json
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() throws {
        let reader = try workspace.open()
        let tree = EffectiveSettings.workingTree(of: reader)
        let settings = try EffectiveSettings.read(tree).settings
        var checks = DoctorReport.Check.repository(reader.repository, settings: settings)
        if let tree { checks.append(.definitions(try Checking(tree: tree).check(files: []).report)) }
        if let agent = settings.agent { checks.append(SearchPath.check(agent: agent)) }
        checks.append(SearchPath.check(program: "git", hint: "hooks and people need it"))
        checks += try journals(reader)
        if let holder = WorkspaceLock.holder(commonDirectory: reader.repository.commonDirectory) {
            checks.append(.init("daemon", .good, holder))
        } else {
            checks.append(.init("daemon", .doubtful, "none is running", hint: "taskdaemon daemon"))
        }
        checks.append(hooks(reader))
        let local = try LocalWorkspace(reader)
        checks.append(
            local.isTrusted
                ? .init("trust", .good, "this user has allowed this workspace")
                : .init("trust", .doubtful, "nothing of this workspace may run here", hint: "taskdaemon trust"))
        checks.append(.init("state", .good, local.location.state.path))
        if let trees = MachineCheck.processTrees {
            checks.append(.init("processes", trees.isContained ? .good : .doubtful, trees.explanation))
        } else {
            checks.append(.init("processes", .bad, "no process could be started to try"))
        }
        let report = DoctorReport(checks: checks)
        output.write(report, page: report.page())
        if !report.isHealthy { throw ExitCode.failure }
    }

    private func hooks(_ reader: WorkspaceReader) -> DoctorReport.Check {
        do {
            let report = HooksReport(try HookDirectory(reader.repository))
            if report.isWhole { return .init("hooks", .good, "installed in \(report.directory)") }
            return .init(
                "hooks", .doubtful, "not all are installed; commits are noticed without them",
                hint: "taskdaemon hooks install")
        } catch {
            return .init("hooks", .doubtful, CommandError(error)?.sentence ?? "\(error)")
        }
    }

    private func journals(_ reader: WorkspaceReader) throws -> [DoctorReport.Check] {
        let (runs, damaged) = try reader.runs()
        guard !damaged.isEmpty else {
            return [.init("journals", .good, runs.count == 1 ? "1 run" : "\(runs.count) runs")]
        }
        return damaged.map { .init("journals", .doubtful, "\($0.id): \($0.error)", hint: "no other run suffers") }
    }
}
