public import Git
public import GitNames
import JSONValues
import Orchestration
import Pipelines
public import Reporting

extension Acceptance {
    /// Makes the commit, lays it out where the branch is checked out, and moves the branch; answers its new tip.
    ///
    /// The files first: ended in between, the same command goes on from there.
    ///
    /// - Parameters:
    ///   - user: who accepts, and when.
    ///   - message: in place of the usual one; a fast-forward has none.
    /// - Throws: `.refused` when something stands in the way, or came into it meanwhile.
    public func perform(by user: Signature, message: String? = nil) throws(ReportError) -> ObjectID {
        guard report.possible, let merged else { throw refusal() }
        do throws(GitError) {
            let text = Self.ended(message ?? usualMessage)
            let new =
                switch report.method {
                case .alreadyThere: onto.id
                case .fastForward: tip.id
                case .squash:
                    try writer.commit(tree: merged, parents: [onto.id], author: user, committer: user, message: text)
                case .merge:
                    try writer.commit(
                        tree: merged, parents: isWhollyIn ? [onto.id] : [onto.id, tip.id], author: user,
                        committer: user, message: text)
                }
            guard new != onto.id else { return new }
            let pack = try writer.finish()
            defer { if let pack { try? repository.release(pack) } }
            try files?.layOut(from: onto.tree, to: merged)
            let move = RefMove(ref: target, old: onto.id, new: new)
            guard try repository.move(move, message: "taskdaemon accept \(run.id)") == .moved else {
                try files?.layOut(from: merged, to: onto.tree)
                throw GitError(
                    .mismatch, operation: "accept", message: "\(target.shown) was moved meanwhile",
                    hint: "nothing was changed: accept it again")
            }
            return new
        } catch {
            let moved = error.code == .mismatch || error.code == .conflict
            throw moved ? ReportError(.refused, error.message, hint: error.hint) : ReportError(error)
        }
    }

    /// Why it cannot be done, as an error.
    public func refusal() -> ReportError {
        if let reverted = report.reverted, !report.conflicts.isEmpty {
            return ReportError(
                .failed, "\(report.into) took the run's work back in \(reverted.prefix(7)), and has changed it since",
                hint: "git switch \(report.into) && git revert \(reverted.prefix(7))")
        }
        if !report.conflicts.isEmpty {
            let files = report.conflicts.count == 1 ? "1 file" : "\(report.conflicts.count) files"
            return ReportError(
                .failed, "\(report.branch) and \(report.into) conflict in \(files)",
                hint: "merge it into the run and accept again: git switch \(report.branch) && git merge \(report.into)")
        }
        let what = report.method == .fastForward && report.worktree == nil ? "leave --ff-only out" : nil
        let clean = report.blockedFiles.isEmpty ? what : "commit or stash them: git stash --include-untracked"
        let sentence = report.obstacles.first ?? "it is not possible now"
        return ReportError(.refused, sentence.hasSuffix(":") ? String(sentence.dropLast()) : sentence, hint: clean)
    }

    private var usualMessage: String {
        let title = run.creation.documents.first?["title"]?.stringValue.map { ": \($0)" } ?? ""
        let trailer = "Taskdaemon-Run: \(run.id)"
        if let reverted = report.reverted {
            return "Merge run \(run.id) again\(title)\n\nThis reverts commit \(reverted).\n\n\(trailer)"
        }
        guard report.method == .squash else { return "Merge run \(run.id)\(title)\n\n\(trailer)" }
        let parts = run.integrations.map { "* \($0.attempt.instance)" }.joined(separator: "\n")
        return "Run \(run.id)\(title)\n\n" + (parts.isEmpty ? "" : parts + "\n\n") + trailer
    }

    /// As git keeps a message: no NUL, one line break at the end.
    private static func ended(_ text: String) -> String {
        let clean = text.replacing("\0", with: "")
        return clean.hasSuffix("\n") ? clean : clean + "\n"
    }
}
