import Git
import GitNames

/// The work tree that has a branch checked out, if one has: whether its files can go along when the branch moves.
struct BranchFiles {
    /// Where it is.
    private(set) var worktree: String?
    /// What stands in the way there, each in a sentence.
    private(set) var obstacles: [String] = []
    /// Files there that are changed or in the way.
    private(set) var blockedFiles: [String] = []
    /// The files; `nil` where no work tree has the branch, or none that can be touched.
    private(set) var files: UserWorkTree?

    /// Looks, and touches nothing.
    ///
    /// - Parameters:
    ///   - old: the tree that the branch has.
    ///   - new: the tree that it is to have.
    init(of branch: RefName, from old: ObjectID, to new: ObjectID, in repository: Repository) throws(GitError) {
        guard let worktree = try repository.worktrees().first(where: { $0.holds(branch) }) else { return }
        self.worktree = worktree.path
        if worktree.inUse == branch {
            obstacles = ["a rebase or bisect of \(branch.shown) is under way in \(worktree.path)"]
            return
        }
        guard worktree.isPresent else {
            obstacles = ["\(worktree.path) has \(branch.shown) checked out and is gone: git worktree prune"]
            return
        }
        let files = try UserWorkTree.open(at: worktree.path, of: repository)
        self.files = files
        // Laid out by an earlier try that ended before the branch was moved.
        if try files.isAt(new) { return }
        let found = try files.obstacles(from: old, to: new)
        if let operation = found.operation { obstacles.append("\(operation) is under way in \(files.path)") }
        if found.isSparse {
            obstacles.append("\(files.path) has only some files laid out (core.sparseCheckout): git merge there")
        }
        if !found.changed.isEmpty {
            obstacles.append("there are changes in \(files.path) that are not committed:")
        } else if !found.inTheWay.isEmpty {
            obstacles.append("files that nobody tracks are in the way in \(files.path):")
        }
        blockedFiles = (found.changed + found.inTheWay).map(\.exactText)
    }
}

extension UserWorkTree {
    /// Brings the files along, unless they are there.
    func layOut(from old: ObjectID, to new: ObjectID) throws(GitError) {
        guard try !isAt(new) else { return }
        try update(from: old, to: new)
    }
}
