import Digests
public import Git
import GitNames
import Glibc

/// Where a workspace and what belongs to it on this machine are.
public struct WorkspaceLocation: Sendable, Hashable {
    /// What is opened: a work tree, a `.git` directory, or a bare repository.
    public let repositoryPath: String
    /// The common git directory.
    public let commonDirectory: String
    /// The working tree; `nil` for a bare repository.
    public let workTree: String?
    /// Where this machine keeps work trees, logs, and what its user has trusted; losing it loses no state of a run.
    public let state: StateDirectory

    /// Finds the workspace that a directory lies in.
    ///
    /// - Parameters:
    ///   - directory: where to start; the search goes up from there.
    ///   - environment: says where state directories are (`XDG_STATE_HOME`, `HOME`).
    ///   - machineDirectory: in place of the state directory, from the user's own settings.
    public static func find(
        from directory: String, environment: [String: String], machineDirectory: String? = nil
    ) throws(GitError) -> WorkspaceLocation {
        let path = try Repository.discover(from: directory)
        let repository = try Repository.open(at: path)
        let common = canonical(repository.commonDirectory)
        let root: String
        if let machineDirectory {
            root = machineDirectory
        } else {
            let base = environment["XDG_STATE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            root = (base ?? (environment["HOME"] ?? "/tmp") + "/.local/state") + "/taskdaemon"
        }
        // Of the repository, not of the work tree it was found from: linked ones share all that is kept.
        let stem = common.split(separator: "/").last { $0 != ".git" }.map(String.init) ?? "workspace"
        let id = "\(Slug.make(stem))-\(SHA256.hex(common).prefix(12))"
        return WorkspaceLocation(
            repositoryPath: path, commonDirectory: common, workTree: repository.workTree,
            state: StateDirectory(path: "\(root)/\(id)"))
    }

    private static func canonical(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
