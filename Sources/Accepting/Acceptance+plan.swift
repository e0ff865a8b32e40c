import Git
import GitNames
import Orchestration
import Reporting

extension Acceptance {
    /// Finds the tree that the branch will have, and what stands in the way of it.
    func work(out method: AcceptMethod) throws(GitError) {
        let base = try repository.mergeBase(onto.id, tip.id)
        report.unseen = try repository.firstParentCommits(
            from: onto.id, seen: [tip.id], limit: Self.mostUnseen
        ).count
        if base == tip.id {
            merged = onto.tree
            report.method = .alreadyThere
        } else if base == onto.id {
            merged = tip.tree
            if tip.tree == onto.tree, method != .fastForward { report.method = .alreadyThere }
        } else if method == .fastForward {
            report.obstacles = ["\(target.shown) has commits that the run branch has not: it cannot only be moved"]
        } else {
            let baseTree = try base.map { id throws(GitError) in try repository.commit(id).tree }
            switch try repository.merge(base: baseTree, ours: onto.tree, theirs: tip.tree, into: writer) {
            case .conflicts(let paths): report.conflicts = paths.map(\.exactText)
            case .merged(let tree):
                merged = tree
                // A squash that was made before leaves nothing to do.
                if tree == onto.tree { report.method = .alreadyThere }
            }
        }
        if let merged {
            report.files = try repository.changes(from: onto.tree, to: merged).count
            if report.method != .alreadyThere { try lookAtFiles(merged) }
        }
        report.possible = report.conflicts.isEmpty && report.obstacles.isEmpty
    }

    /// No more commits are counted.
    private static let mostUnseen = 10_000

    /// Looks at the work tree that has the branch checked out, if there is one.
    private func lookAtFiles(_ merged: ObjectID) throws(GitError) {
        guard let worktree = try repository.worktrees().first(where: { $0.holds(target) }) else { return }
        report.worktree = worktree.path
        if worktree.inUse == target {
            report.obstacles = ["a rebase or bisect of \(target.shown) is under way in \(worktree.path)"]
            return
        }
        guard worktree.isPresent else {
            report.obstacles = ["\(worktree.path) has \(target.shown) checked out and is gone: git worktree prune"]
            return
        }
        let files = try UserWorkTree.open(at: worktree.path, of: repository)
        self.files = files
        // Laid out by an earlier try that ended before the branch was moved.
        if try files.isAt(merged) { return }
        let found = try files.obstacles(from: onto.tree, to: merged)
        if let operation = found.operation { report.obstacles.append("\(operation) is under way in \(files.path)") }
        if found.isSparse {
            report.obstacles.append("\(files.path) has only some files laid out (core.sparseCheckout): git merge there")
        }
        if !found.changed.isEmpty {
            report.obstacles.append("there are changes in \(files.path) that are not committed:")
        } else if !found.inTheWay.isEmpty {
            report.obstacles.append("files that nobody tracks are in the way in \(files.path):")
        }
        report.blockedFiles = (found.changed + found.inTheWay).map(\.exactText)
    }
}
