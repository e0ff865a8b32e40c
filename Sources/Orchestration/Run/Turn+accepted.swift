public import GitNames
public import Pipelines

extension Turn {
    /// Why an acceptance says nothing new; `nil` when it does.
    func refusal(of acceptance: AcceptedWork) -> String? {
        guard let known = run.acceptance, known.branch == acceptance.branch, known.commit == acceptance.commit,
            known.revertedBy == nil
        else { return nil }
        let leavesTags =
            !acceptance.keepsTags && run.end != nil && run.refs.keys.contains { $0.rest(after: RefName.tags) != nil }
        return leavesTags ? nil : "\(known.branch) has it already, as \(known.commit.short)"
    }

    /// The run's work stands on a branch of the user's: that is written down, and the tags of a run that has ended leave
    /// the names that `git describe` and `push --follow-tags` look at. A run that goes on needs them where they are.
    mutating func accept(_ acceptance: AcceptedWork, by: String) {
        keep(acceptance.commit)
        keep(acceptance.onto)
        keep(run.tip)
        emit(
            .accepted(
                Accepted(
                    branch: acceptance.branch, onto: acceptance.onto, commit: acceptance.commit, how: acceptance.how,
                    by: by, at: now)))
        guard !acceptance.keepsTags, run.end != nil else { return }
        moveTags(from: RefName.tags, to: Self.acceptedTags)
    }

    /// The branch is back to where it was: that is written down, and the tags have their names again, unless the run was
    /// accepted before.
    mutating func undoAccept(of commit: ObjectID, by: String) {
        guard let accepted = run.acceptance else { return }
        keep(commit)
        emit(
            .acceptUndone(
                AcceptUndone(
                    branch: accepted.branch, onto: accepted.onto, commit: commit, how: accepted.how, by: by, at: now)))
        guard run.acceptance == nil else { return }
        moveTags(from: Self.acceptedTags, to: RefName.tags)
    }

    /// What took the run's work has it no more, or again.
    mutating func acceptanceReverted(by commit: ObjectID, holds: Bool) {
        guard let accepted = run.acceptance, (accepted.revertedBy != nil) == holds, accepted.revertedBy != commit else {
            return
        }
        keep(commit)
        emit(
            .acceptReverted(
                AcceptReverted(
                    branch: accepted.branch, commit: accepted.commit, by: commit, holds: holds, at: now)))
    }

    /// The run's tags have the same names below another prefix.
    private mutating func moveTags(from old: String, to new: String) {
        for (ref, tag) in run.refs.sorted(by: { $0.key < $1.key }) {
            guard let name = ref.rest(after: old) else { continue }
            move(RefName(new + name), to: tag)
            move(ref, to: nil)
        }
    }

    /// Where the tags of accepted runs are.
    private static let acceptedTags = "refs/taskdaemon/tags/"
}

extension RefName {
    fileprivate static let tags = "refs/tags/"
}

/// The run's work was put onto a branch of the user's.
public struct Accepted: Hashable, Sendable, Codable {
    /// The branch's short name.
    public var branch: String
    /// Where it was before.
    public var onto: ObjectID
    /// Its commit that holds the work.
    public var commit: ObjectID
    /// `merge`, `squash`, `fast_forward` or `already_there`.
    public var how: String
    /// Who accepted.
    public var by: String
    /// When.
    public var at: Instant
    /// The commit of the branch that takes the work back, once one has come.
    public var revertedBy: ObjectID?
}

/// A commit of the user's takes the accepted work back from its branch, or puts it there again by reverting that one.
public struct AcceptReverted: Hashable, Sendable, Codable {
    /// The branch's short name.
    public var branch: String
    /// Its commit that holds the work.
    public var commit: ObjectID
    /// The commit that was seen.
    public var by: ObjectID
    /// Whether the branch has the work again.
    public var holds: Bool
    /// When it was seen.
    public var at: Instant
}

/// A branch of the user's was put back to where it was before it took the run's work.
public struct AcceptUndone: Hashable, Sendable, Codable {
    /// The branch's short name.
    public var branch: String
    /// Where it is again.
    public var onto: ObjectID
    /// Its commit that held the work.
    public var commit: ObjectID
    /// How that had come there.
    public var how: String
    /// Who asked.
    public var by: String
    /// When.
    public var at: Instant
}
