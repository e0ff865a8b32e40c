import ArgumentParser
import Daemon
import Definitions
import Foundation
import Git
import Journaling
import Pipelines
import Reporting

/// What is in order and what is not.
struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check the workspace and this machine.",
        discussion: """
            Exits 1 when something must be put right before runs can work.

            Examples:
              taskdaemon doctor
              taskdaemon doctor --agents
              taskdaemon doctor --json
            """)

    @Flag(help: "Look for every coding agent, and hold what it would be given against its --help.") var agents = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var workspace: WorkspaceOptions

    func run() async throws {
        let reader = try workspace.open()
        let tree = EffectiveSettings.workingTree(of: reader)
        let settings = try EffectiveSettings.read(tree).settings
        var checks = DoctorReport.Check.repository(reader.repository, settings: settings)
        checks += DoctorReport.Check.conversions(reader.repository)
        if let tree { checks.append(.definitions(try Checking(tree: tree).check(files: []).report)) }
        checks += try await agentChecks(tree, configured: settings.agent)
        let git = MachineCheck.program("git", in: ProcessInfo.processInfo.environment)
        checks.append(
            git.map { .init("git", .good, $0) }
                ?? .init("git", .doubtful, "not found on PATH", hint: "hooks and people need it"))
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
        if local.settings.settings.trust == .signed { checks += signatures(local) }
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

    /// Whether signatures can be looked at, and whether what is asked for can be signed.
    private func signatures(_ local: LocalWorkspace) -> [DoctorReport.Check] {
        if let obstacle = local.signedTrust.obstacle {
            return [.init("signatures", .bad, obstacle, hint: "without it nothing runs under `trust: signed`")]
        }
        do {
            _ = try local.signer()
            return [.init("signatures", .good, local.signedTrust.clause)]
        } catch {
            return [
                .init(
                    "signatures", .doubtful, "\(error)",
                    hint: "git config --global user.signingkey ~/.ssh/id_ed25519.pub")
            ]
        }
    }

    private func hooks(_ reader: WorkspaceReader) -> DoctorReport.Check {
        do {
            let report = HooksReport(try HookDirectory(reader.repository))
            if report.isWhole { return .init("hooks", .good, "installed in \(report.directory)") }
            return .init(
                "hooks", .doubtful, "not all are installed; commits are noticed without them",
                hint: "taskdaemon hooks install")
        } catch {
            let problem = CommandError(error)
            return .init("hooks", .doubtful, problem?.sentence ?? "\(error)", hint: problem?.hint)
        }
    }

    /// The agent of the settings, and with `--agents` all others; only the first is needed.
    private func agentChecks(_ tree: WorkingTree?, configured: String?) async throws -> [DoctorReport.Check] {
        guard agents || configured != nil else { return [] }
        let environment = ProcessInfo.processInfo.environment
        let files = try tree?.definitions() ?? DefinitionFiles()
        let builtIn = BuiltInFiles.shipped(with: UserConfig.agents(environment))
        let all = Definitions.load(files, builtIn: builtIn).agents
        guard agents else {
            guard let agent = all.first(where: { $0.name == configured }) else { return [] }
            let path = MachineCheck.program(agent.program, in: environment)
            return [
                path.map { .init("agent", .good, $0) }
                    ?? .init(
                        "agent", .bad, "'\(agent.program)' is not found on PATH",
                        hint: "install it, or set 'agent' in config.yml")
            ]
        }
        return await AgentCheck.make(all, environment: environment).map { check in
            let name = "agent \(check.agent)"
            guard let path = check.path else {
                let install = all.first { $0.name == check.agent }?.install
                return .init(
                    name, check.agent == configured ? .bad : .doubtful, "not found on PATH",
                    hint: install.map { "to install it: \($0)" })
            }
            if let problem = check.problem { return .init(name, .doubtful, "\(path): \(problem)") }
            guard !check.unknownOptions.isEmpty else { return .init(name, .good, "\(path), its options are known") }
            return .init(
                name, .doubtful, "\(path): its help does not name \(check.unknownOptions.joined(separator: ", "))",
                hint: "another version may need other arguments: put an agent of that name into .taskdaemon/agents/")
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
