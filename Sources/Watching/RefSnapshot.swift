public import GitNames

/// What a repository's refs and detached HEADs held at one time.
public struct RefSnapshot: Hashable, Sendable {
    /// The refs in scope, not peeled.
    public var refs: [RefName: ObjectID]
    /// The detached HEADs by work tree, empty for the main one.
    public var heads: [String: ObjectID]

    /// States a snapshot.
    public init(refs: [RefName: ObjectID] = [:], heads: [String: ObjectID] = [:]) {
        self.refs = refs
        self.heads = heads
    }

    /// What must change to get from this snapshot to another, by target; empty when they are equal.
    public func changes(to other: RefSnapshot) -> [RefChange] {
        let changes =
            Self.changes(refs, other.refs) { .ref($0) } + Self.changes(heads, other.heads) { .head(worktree: $0) }
        return changes.sorted { $0.target < $1.target }
    }

    private static func changes<Key>(
        _ old: [Key: ObjectID], _ new: [Key: ObjectID], target: (Key) -> RefTarget
    ) -> [RefChange] {
        var changes: [RefChange] = []
        for (key, id) in old where new[key] != id { changes.append(RefChange(target(key), old: id, new: new[key])) }
        for (key, id) in new where old[key] == nil { changes.append(RefChange(target(key), old: nil, new: id)) }
        return changes
    }
}
