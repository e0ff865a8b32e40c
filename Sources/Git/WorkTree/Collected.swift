public import GitNames

/// What a work tree was found to hold.
public struct Collected: Sendable {
    /// The tree of it; the base itself when nothing changed.
    public let tree: ObjectID
    /// The tree it is compared with: that of the commit that was laid out or last advanced to.
    public let base: ObjectID
    /// Paths that the base does not have, in order.
    public let added: [RawPath]
    /// Paths whose content, mode or kind changed, in order.
    public let modified: [RawPath]
    /// Paths that are gone, in order.
    public let removed: [RawPath]

    /// What the disk holds now; becomes the trusted index when a commit of the tree has been made.
    let index: TrustedIndex

    /// Whether the tree differs from the base.
    public var isChanged: Bool { tree != base }
}
