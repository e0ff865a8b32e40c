/// How one path differs between two trees.
public struct Change: Hashable, Sendable {
    /// What happened to it.
    public enum Kind: String, Hashable, Sendable {
        /// It is only in the new tree.
        case added
        /// It is only in the old tree.
        case removed
        /// Its content or its executable bit is another.
        case modified
        /// It has become another kind of thing: a link, a submodule.
        case typeChanged
        /// It was at another path, with the same or similar content.
        case renamed
    }

    /// What happened.
    public var kind: Kind
    /// Where it is; where it was, when it was removed.
    public var path: RawPath
    /// Where it was, when that is another path.
    public var oldPath: RawPath?
    /// What was there.
    public var old: TreeEntry?
    /// What is there.
    public var new: TreeEntry?

    /// States a change.
    public init(kind: Kind, path: RawPath, oldPath: RawPath? = nil, old: TreeEntry?, new: TreeEntry?) {
        self.kind = kind
        self.path = path
        self.oldPath = oldPath
        self.old = old
        self.new = new
    }
}
