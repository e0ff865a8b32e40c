import Definitions
public import Git
import GitNames
public import Pipelines

extension DoctorReport.Check {
    /// What can be said of a repository: its kind, its history, who commits, and what stands in the way of our refs.
    public static func repository(_ repository: Repository, settings: Settings) -> [DoctorReport.Check] {
        var checks: [DoctorReport.Check] = []
        checks.append(
            .init("repository", .good, repository.workTree ?? "\(repository.gitDirectory) (bare)"))
        if repository.isShallow {
            checks.append(
                .init(
                    "history", .doubtful, "this is a shallow clone: commits before its boundary are not looked at",
                    hint: "git fetch --unshallow"))
        }
        checks.append(prefix(repository, settings.branchPrefix))
        checks.append(identity(repository))
        if repository.unreadableRefs > 0 {
            checks.append(
                .init(
                    "refs", .doubtful, "\(repository.unreadableRefs) refs cannot be read and are left out",
                    hint: "git fsck names them"))
        }
        return checks
    }

    /// A branch that is named like the prefix leaves no room for the branches below it.
    private static func prefix(_ repository: Repository, _ prefix: String) -> DoctorReport.Check {
        var names: [String] = []
        for part in prefix.split(separator: "/") { names.append((names.last.map { $0 + "/" } ?? "") + part) }
        for name in names {
            if let id = try? repository.ref(.branch(name)) {
                return .init(
                    "branch prefix", .bad, "the branch '\(name)' (\(id.short)) leaves no room for \(prefix)…",
                    hint: "git branch -m \(name) another-name")
            }
        }
        return .init("branch prefix", .good, prefix)
    }

    private static func identity(_ repository: Repository) -> DoctorReport.Check {
        let email = (try? repository.config("user.email")) ?? nil
        guard let email, !email.isEmpty else {
            return .init(
                "identity", .doubtful, "git does not know who you are, so your commits cannot be told from others'",
                hint: "git config user.email you@example.org")
        }
        return .init("identity", .good, email)
    }

    /// Whether the definitions can be used.
    public static func definitions(_ report: ValidationReport) -> DoctorReport.Check {
        let errors = report.diagnostics.count { $0.severity == .error }
        guard errors == 0 else {
            return .init(
                "definitions", .bad, RunReport.count(errors, "error") + " in the working tree",
                hint: "taskdaemon validate")
        }
        return .init("definitions", .good, report.pipelines.joined(separator: ", "))
    }
}
