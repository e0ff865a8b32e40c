public import GitNames

extension PrivateWorkTree {
    /// Makes the work tree that of another commit, as if it had been created for it, at the price of what differs.
    ///
    /// What does not match the trusted index is removed and laid out again, and so is the whole `.git`; new files are
    /// removed. The value it is called on says branch and identity.
    ///
    /// - Parameters:
    ///   - commit: What is checked out.
    ///   - repository: The workspace.
    ///   - kept: Patterns of `.gitignore`'s kind; new files and directories that they match stay.
    /// - Throws: As `create`, and `.notFound` or `.corrupt` for a work tree that cannot be used again. After an error
    ///   beyond the checks the directory is of no use but to be removed.
    public func reset(
        to commit: ObjectID, borrowing repository: Repository, keeping kept: [String] = []
    ) throws(GitError) {
        let tree = try repository.commit(commit).tree
        let listing = try TreeListing(of: tree, in: repository, limits: limits)
        try TreeLayout.check(listing.files, in: repository, limits: limits)
        let known = try loadIndex()
        let root = try openRoot(for: "reset work tree")
        var clearing = WorkTreeClearing(of: known, for: listing.files, keeping: kept, in: root)
        do throws(FileError) {
            try root.removeTree(EntryName.git)
            try clearing.run()
        } catch {
            throw .workTree("reset work tree", error, at: directory)
        }
        var layout = TreeLayout(into: root, from: repository, limits: limits)
        var files = listing.files
        for position in files.indices {
            if let status = clearing.left[files[position].path] {
                files[position].status = status
            } else {
                try layout.lay(&files[position])
            }
        }
        var index = TrustedIndex(tree: tree, files: files)
        index.settle()
        try install(index, at: commit, in: root, borrowing: repository)
    }
}
