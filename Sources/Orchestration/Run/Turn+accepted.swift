public import GitNames
public import Pipelines

extension Turn {
    /// The run's work stands on a branch of the user's: that is written down, and the tags of a run that has ended leave
    /// the names that `git describe` and `push --follow-tags` look at. A run that goes on needs them where they are.
    mutating func accept(
        onto branch: String, as commit: ObjectID, _ how: String, keepsTags: Bool, by: String
    ) {
        keep(commit)
        keep(run.tip)
        emit(.accepted(Accepted(branch: branch, commit: commit, how: how, by: by, at: now)))
        guard !keepsTags, run.end != nil else { return }
        let prefix = "refs/tags/"
        for (ref, tag) in run.refs.sorted(by: { $0.key < $1.key }) where ref.text.hasPrefix(prefix) {
            move(RefName("refs/taskdaemon/tags/" + ref.text.dropFirst(prefix.count)), to: tag)
            move(ref, to: nil)
        }
    }
}

/// The run's work was put onto a branch of the user's.
public struct Accepted: Hashable, Sendable, Codable {
    /// The branch's short name.
    public var branch: String
    /// Its commit that holds the work.
    public var commit: ObjectID
    /// `merge`, `squash`, `fast_forward` or `already_there`.
    public var how: String
    /// Who accepted.
    public var by: String
    /// When.
    public var at: Instant
}
