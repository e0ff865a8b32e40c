public import GitNames

/// What came of merging two trees.
public enum MergeResult: Hashable, Sendable {
    /// Everything fitted together; the tree is in the writer.
    case merged(tree: ObjectID)
    /// Both sides changed the same thing, at these paths, in order.
    case conflicts([RawPath])
}
