public import GitNames

/// What an entry of a tree is.
public enum FileMode: UInt32, Hashable, Sendable {
    /// A directory.
    case tree = 0o040000
    /// A file.
    case file = 0o100644
    /// A file that can be executed.
    case executable = 0o100755
    /// A symbolic link; the blob is its target.
    case symlink = 0o120000
    /// A commit of another repository.
    case submodule = 0o160000
}

/// One line of a tree: a name and what is there.
public struct TreeEntry: Hashable, Sendable {
    /// The name, without slashes.
    public var name: RawPath
    /// What it is.
    public var mode: FileMode
    /// The object that holds it.
    public var id: ObjectID

    /// States an entry.
    public init(name: RawPath, mode: FileMode, id: ObjectID) {
        self.name = name
        self.mode = mode
        self.id = id
    }
}
