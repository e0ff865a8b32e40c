public import GitNames

/// Something in a repository that points at a commit and can move.
public enum RefTarget: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// A ref by its full name.
    case ref(RefName)
    /// The detached HEAD of a work tree: the name that git gives a linked one, empty for the main one.
    case head(worktree: String)

    /// The ref's name, or `HEAD` and the work tree's name.
    public var description: String {
        switch self {
        case .ref(let name): name.text
        case .head(let worktree): worktree.isEmpty ? "HEAD" : "worktrees/\(worktree)/HEAD"
        }
    }

    /// Refs before heads, each by name.
    public static func < (left: RefTarget, right: RefTarget) -> Bool {
        switch (left, right) {
        case (.ref(let one), .ref(let other)): one < other
        case (.head(let one), .head(let other)): one < other
        case (.ref, .head): true
        case (.head, .ref): false
        }
    }
}

/// How one target differs between two snapshots; `nil` is "it does not exist".
///
/// A HEAD exists here only while it is detached.
public struct RefChange: Hashable, Sendable {
    /// What moved.
    public var target: RefTarget
    /// What it held.
    public var old: ObjectID?
    /// What it holds.
    public var new: ObjectID?

    /// States a change.
    public init(_ target: RefTarget, old: ObjectID?, new: ObjectID?) {
        self.target = target
        self.old = old
        self.new = new
    }
}
