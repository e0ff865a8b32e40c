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
        isWhollyIn = base == tip.id
        let ours = try treeWithoutRevert()
        if !report.conflicts.isEmpty {
            // Said by which files.
        } else if report.reverted != nil, method == .fastForward {
            report.obstacles = ["\(target.shown) has a commit that reverts the run: it cannot only be moved"]
        } else if base == tip.id {
            merged = ours
            if ours == onto.tree { report.method = .alreadyThere }
        } else if base == onto.id {
            merged = tip.tree
            if tip.tree == onto.tree, method != .fastForward { report.method = .alreadyThere }
        } else if method == .fastForward {
            report.obstacles = ["\(target.shown) has commits that the run branch has not: it cannot only be moved"]
        } else {
            let baseTree = try base.map { id throws(GitError) in try repository.commit(id).tree }
            switch try repository.merge(base: baseTree, ours: ours, theirs: tip.tree, into: writer) {
            case .conflicts(let paths): report.conflicts = paths.map(\.exactText)
            case .merged(let tree):
                merged = tree
                // A squash that was made before leaves nothing to do.
                if tree == onto.tree { report.method = .alreadyThere }
            }
        }
        if let merged {
            report.files = try repository.changes(from: onto.tree, to: merged).count
            if report.method != .alreadyThere {
                let files = try BranchFiles(of: target, from: onto.tree, to: merged, in: repository)
                self.files = files.files
                report.worktree = files.worktree
                report.obstacles += files.obstacles
                report.blockedFiles = files.blockedFiles
            }
        }
        report.possible = report.conflicts.isEmpty && report.obstacles.isEmpty
    }

    /// No more commits are counted.
    private static let mostUnseen = 10_000

    /// The branch's tree; where it had the run's work and a commit of it took that back, with that commit undone.
    ///
    /// Git takes what was merged once for merged, whatever came later. A squash was never merged.
    private func treeWithoutRevert() throws(GitError) -> ObjectID {
        guard let accepted = run.acceptance, let id = accepted.revertedBy, accepted.branch == target.shown,
            accepted.how != AcceptMethod.squash.rawValue, repository.contains(id),
            try repository.isAncestor(id, of: onto.id)
        else { return onto.tree }
        let revert = try repository.commit(id)
        guard let parent = revert.parents.first else { return onto.tree }
        report.reverted = id.hex
        let before = try repository.commit(parent).tree
        switch try repository.merge(base: revert.tree, ours: onto.tree, theirs: before, into: writer) {
        case .merged(let tree): return tree
        case .conflicts(let paths):
            report.conflicts = paths.map(\.exactText)
            return onto.tree
        }
    }
}
