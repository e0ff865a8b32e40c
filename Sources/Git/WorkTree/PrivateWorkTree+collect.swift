import GitNames

extension PrivateWorkTree {
    /// Reads what the directory now holds into a tree.
    ///
    /// Tracked files are taken whatever `.gitignore` says, new ones unless it ignores them; only files that were
    /// touched are read. Links are taken as links, submodules stay as the base has them, empty directories are nothing.
    /// The objects are in the writer: the tree exists for others once that has finished.
    ///
    /// - Parameters:
    ///   - writer: A writer of the workspace.
    ///   - leftOut: Files that are not taken though nothing ignores them, unless the base has them: those that were put
    ///     there beside it.
    ///   - inspect: Sees what is new.
    /// - Throws: `.notFound` when the directory or its trusted index is gone; `.invalid` with the path for what cannot
    ///   be in a tree: a repository inside, a pipe, a socket, a device, a name that git refuses; `.limitExceeded` for
    ///   too much of anything. These speak of the work tree, all others of the machine or the workspace.
    public func collect(
        into writer: ObjectWriter, leavingOut leftOut: Set<RawPath> = [], inspecting inspect: ContentInspection? = nil
    ) throws(GitError) -> Collected {
        let index = try loadIndex()
        let root = try openRoot(for: "collect")
        let start = FileTime.now
        var walk = WorkTreeWalk(
            of: index, in: root, into: writer, leavingOut: leftOut, limits: limits, inspecting: inspect)
        try walk.run()
        let result = walk.result
        let tree = result.changes.isEmpty ? index.tree : try writer.tree(updating: index.tree, result.changes)
        var taken = TrustedIndex(tree: tree, files: result.files, directoryMode: index.directoryMode)
        taken.distrust(since: start)
        return Collected(
            tree: tree, base: index.tree, added: result.added, modified: result.modified, removed: result.removed,
            index: taken)
    }
}
