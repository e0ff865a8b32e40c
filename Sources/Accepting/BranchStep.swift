public import Git
public import GitNames
public import Reporting

/// A branch of the user's about to be put from one commit to another: an accept taken back, or done again.
///
/// With the same care as an accept: only from where that left the branch, and where it is checked out only with a clean
/// work tree, whose files go along. Confined to its repository's thread.
public final class BranchStep {
    /// The branch.
    public let branch: RefName
    /// The work tree that has it checked out.
    public let worktree: String?
    /// Why it cannot be done; `nil` when it can.
    public private(set) var obstacle: ReportError?

    private let repository: Repository
    private let old: Commit
    private let new: Commit
    private let files: UserWorkTree?

    /// Works out whether it can be done; writes nothing.
    public init(
        of branch: RefName, from old: ObjectID, to new: ObjectID, in repository: Repository
    ) throws(ReportError) {
        self.branch = branch
        self.repository = repository
        do throws(GitError) {
            self.old = try repository.commit(old)
            self.new = try repository.commit(new)
            let actual = try repository.ref(branch)
            guard actual == old || actual == new else {
                worktree = nil
                files = nil
                obstacle = Self.elsewhere(branch, actual, self.old)
                return
            }
            let found = try BranchFiles(of: branch, from: self.old.tree, to: self.new.tree, in: repository)
            worktree = found.worktree
            files = found.files
            if let first = found.obstacles.first {
                let names = found.blockedFiles.prefix(AcceptReport.mostFiles).joined(separator: ", ")
                obstacle = ReportError(
                    .refused, names.isEmpty ? first : "\(first) \(names)",
                    hint: names.isEmpty ? nil : "commit or stash them: git stash --include-untracked")
            }
        } catch {
            throw ReportError(error)
        }
    }

    /// Lays the files out where the branch is checked out, and moves the branch; one that is there already stays.
    ///
    /// - Throws: `.refused` when something stands in the way, or came into it meanwhile.
    public func perform(saying message: String) throws(ReportError) {
        if let obstacle { throw obstacle }
        do throws(GitError) {
            guard try repository.ref(branch) != new.id else { return }
            try files?.layOut(from: old.tree, to: new.tree)
            let move = RefMove(ref: branch, old: old.id, new: new.id)
            guard try repository.move(move, message: message) == .moved else {
                try files?.layOut(from: new.tree, to: old.tree)
                throw GitError(
                    .mismatch, operation: "undo", message: "\(branch.shown) was moved meanwhile",
                    hint: "nothing was changed: try it again")
            }
        } catch {
            let moved = error.code == .mismatch || error.code == .conflict
            throw moved ? ReportError(.refused, error.message, hint: error.hint) : ReportError(error)
        }
    }

    private static func elsewhere(_ branch: RefName, _ actual: ObjectID?, _ old: Commit) -> ReportError {
        guard let actual else {
            return ReportError(.refused, "the branch \(branch.shown) is gone")
        }
        let isMerge = old.parents.count > 1
        return ReportError(
            .refused, "\(branch.shown) has moved on since, to \(actual.short), which would be lost",
            hint: "git revert \(isMerge ? "-m 1 " : "")\(old.id.short)   # on \(branch.shown)")
    }
}
