public import GitNames

extension PrivateWorkTree {
    /// Makes the work tree that of another commit, as if it had been created for it, at the price of what differs.
    ///
    /// What is not exactly as we laid it out is removed and laid out again, and so is the whole `.git`; new files are
    /// removed. The value it is called on says branch and identity. Stopped at any point and called again, it comes to
    /// the same.
    ///
    /// - Parameters:
    ///   - commit: What is checked out.
    ///   - repository: The workspace.
    ///   - kept: Patterns of `.gitignore`'s kind; what they match stays if the commit's own ignore files ignore it and
    ///     neither the old nor the new tree has it.
    /// - Throws: As `create`, and `.notFound` or `.corrupt` for a work tree that cannot be used again. After an error
    ///   beyond the checks the directory is of no use but to be removed.
    public func reset(
        to commit: ObjectID, borrowing repository: Repository, keeping kept: [String] = []
    ) throws(GitError) {
        let tree = try repository.commit(commit).tree
        let known = try loadIndex()
        var files = try files(of: tree, knowing: known, in: repository)
        try TreeLayout.check(files, in: repository, limits: limits)
        let root = try openRoot(for: "reset work tree")
        var clearing = WorkTreeClearing(
            for: files, before: known, keeping: kept, in: root, repository: repository, limits: limits)
        do throws(FileError) {
            root.widenOwnAccess(0o700)
            try root.removeTree(EntryName.git)
            try clearing.run()
        } catch {
            throw .workTree("reset work tree", error, at: directory)
        }
        var layout = TreeLayout(into: root, from: repository, limits: limits)
        for position in clearing.missing { try layout.lay(&files[position]) }
        var index = TrustedIndex(tree: tree, files: files, directoryMode: known.directoryMode)
        index.settle()
        try install(index, at: commit, in: root, borrowing: repository)
    }

    /// The files of a tree; those that may be left where they are have a status.
    private func files(
        of tree: ObjectID, knowing known: TrustedIndex, in repository: Repository
    ) throws(GitError) -> [TrackedFile] {
        var files: [TrackedFile]
        // The tree that was laid out may be gone from the workspace by now.
        if repository.contains(known.tree) {
            let difference = try TreeDifference(from: known.tree, to: tree, in: repository, limits: limits)
            files = difference.applied(to: known.files)
        } else {
            files = try TreeListing(of: tree, in: repository, limits: limits).files
        }
        for position in files.indices where !files[position].isPristine { files[position].status = nil }
        return files
    }
}
