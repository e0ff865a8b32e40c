/// Which names of a tree may be written to a disk, and taken from one.
enum EntryName {
    /// The name of a repository's own directory.
    static let git = Array(".git".utf8)
    /// The name of a file of patterns.
    static let gitignore = Array(".gitignore".utf8)

    /// Whether a name may be laid out: what may stand in a tree (`TreeNames`) and a file system takes.
    static func isAllowed(_ name: [UInt8]) -> Bool {
        guard name.count <= 255 else { return false }
        return (try? TreeNames.check(RawPath(bytes: name))) != nil
    }

    /// Whether a name may be that of an entry of this mode: `.gitmodules` must be no symbolic link.
    static func isAllowed(_ entry: TreeEntry) -> Bool {
        entry.name.bytes.count <= 255 && (try? TreeNames.check(entry)) != nil
    }
}
