import Digests
public import GitNames
public import Pipelines

extension JournalStore {
    /// What the names of all runs' journals begin with.
    public static let runPrefix = "refs/taskdaemon/journal/"

    /// The workspace's journal.
    public static let workspaceRef: RefName = "refs/taskdaemon/workspace"

    /// A run's journal.
    public static func runRef(_ id: RunID) -> RefName { RefName(runPrefix + id.rawValue) }

    /// The cursor of a watched branch: `refs/taskdaemon/cursor/<owner>/<16 hex digits of the branch name's SHA-256>`.
    ///
    /// - Parameter branch: the short name, or the worktree's for a detached HEAD.
    public static func cursorRef(owner: String, branch: String) -> RefName {
        RefName(cursorPrefix(owner: owner) + SHA256.hex(branch).prefix(16))
    }

    static func cursorPrefix(owner: String) -> String { "refs/taskdaemon/cursor/\(owner)/" }
}
