public import Reporting

/// How a run's work comes onto a branch.
public enum AcceptMethod: String, Codable, Hashable, Sendable, CaseIterable {
    /// By a commit with two parents.
    case merge
    /// By one ordinary commit that holds all of it.
    case squash
    /// By moving the branch to the run's tip.
    case fastForward = "fast_forward"
    /// The branch has it already.
    case alreadyThere = "already_there"
}

/// What accepting a run comes to: what `accept --check --json` gives.
public struct AcceptReport: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// The run branch's short name.
    public var branch: String
    /// Where the run branch is.
    public var tip: String
    /// The short name of the branch that takes it.
    public var into: String
    /// Where that branch is.
    public var onto: String
    /// One of `merge squash fast_forward already_there`.
    public var method: AcceptMethod
    /// Whether nothing stands in the way.
    public var possible: Bool
    /// Commits of that branch which the run has not seen.
    public var unseen: Int
    /// The commit of that branch which took the run's work back, and which is reverted in turn.
    @OrNull public var reverted: String?
    /// How many files would change.
    public var files: Int
    /// Files that both sides changed.
    public var conflicts: [String]
    /// The work tree in which the branch is checked out.
    @OrNull public var worktree: String?
    /// What stands in the way there, each in a sentence.
    public var obstacles: [String]
    /// Files there that are changed or in the way.
    public var blockedFiles: [String]

    private enum CodingKeys: String, CodingKey {
        case run, branch, tip, into, onto, method, possible, unseen, reverted, files, conflicts, worktree, obstacles
        case blockedFiles = "blocked_files"
    }

    /// What would happen, or what stands in the way of it.
    public func page() -> Page {
        var page = Page()
        page.add(StyledText(run, .name) + " into " + StyledText(into, .name) + ": " + verdict)
        var facts = [
            ("run branch", "\(branch) at \(tip.prefix(7))"),
            ("into", "\(into) at \(onto.prefix(7))" + (worktree.map { ", checked out in \($0)" } ?? "")),
        ]
        if conflicts.isEmpty { facts.append(("changes", files == 1 ? "1 file" : "\(files) files")) }
        page.add(rows: facts.map { [StyledText($0.0, .faint), StyledText($0.1)] }, level: 1)
        if unseen > 0, method != .alreadyThere {
            let commits = unseen == 1 ? "1 commit" : "\(unseen) commits"
            page.add(
                StyledText(
                    "\(into) has \(commits) that the run has not seen: nothing has validated the two together",
                    .waiting), level: 1)
        }
        if let reverted, method != .alreadyThere {
            page.add(
                StyledText(
                    "\(into) had it, and \(reverted.prefix(7)) reverted it: a merge alone would bring nothing, so that is "
                        + "reverted in turn", .waiting), level: 1)
        }
        for conflict in conflicts { page.add(StyledText("conflict  ", .bad) + StyledText(conflict), level: 1) }
        for obstacle in obstacles { page.add(StyledText(obstacle, .bad), level: 1) }
        for file in blockedFiles.prefix(Self.mostFiles) { page.add(StyledText(file), level: 2) }
        if blockedFiles.count > Self.mostFiles {
            page.add(StyledText("and \(blockedFiles.count - Self.mostFiles) more", .faint), level: 2)
        }
        return page
    }

    /// No more files are listed for people.
    static let mostFiles = 20

    private var verdict: StyledText {
        if !conflicts.isEmpty { return StyledText("conflicts", .bad) }
        guard possible else { return StyledText("not now", .bad) }
        switch method {
        case .merge: return StyledText("merges without conflicts", .good)
        case .squash: return StyledText("fits as one commit", .good)
        case .fastForward: return StyledText("fast-forward", .good)
        case .alreadyThere: return StyledText("is in it already", .good)
        }
    }
}
