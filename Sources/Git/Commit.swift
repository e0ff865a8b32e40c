public import GitNames

/// A commit.
public struct Commit: Hashable, Sendable {
    /// Its name.
    public var id: ObjectID
    /// The tree it records.
    public var tree: ObjectID
    /// Its parents; none where a shallow clone was cut off, as `git log` has it.
    public var parents: [ObjectID]
    /// Who made the change.
    public var author: Signature
    /// Who made the commit.
    public var committer: Signature
    /// The message; bytes that are not text are replaced by U+FFFD.
    public var message: String

    /// States a commit.
    public init(
        id: ObjectID, tree: ObjectID, parents: [ObjectID], author: Signature, committer: Signature, message: String
    ) {
        self.id = id
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer
        self.message = message
    }
}
