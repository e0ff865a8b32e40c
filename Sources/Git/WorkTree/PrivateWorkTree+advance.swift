public import GitNames

extension PrivateWorkTree {
    /// Puts the private repository at the commit that was made of what was collected.
    ///
    /// The agent's next `git status` is clean and its `git log` ends in that commit. Config, HEAD, index and the work
    /// branch are written anew whatever stands there; hooks, locks and all else in `.git` but objects, other refs and
    /// their logs are removed, and a `.git` that is gone is made again. The files are not touched.
    ///
    /// - Parameters:
    ///   - commit: A commit whose tree is that of `collected`, finished and reachable in the workspace.
    ///   - collected: What the last `collect` of this work tree gave.
    ///   - repository: The workspace.
    /// - Throws: `.mismatch` when the commit has another tree.
    public func advance(
        to commit: ObjectID, after collected: Collected, borrowing repository: Repository
    ) throws(GitError) {
        let tree = try repository.commit(commit).tree
        guard tree == collected.tree else {
            throw GitError(
                .mismatch, operation: "advance work tree",
                message: "commit \(commit.short) has the tree \(tree.short), collected was \(collected.tree.short)")
        }
        let root = try openRoot(for: "advance work tree")
        try install(collected.index, at: commit, in: root, borrowing: repository)
    }
}
