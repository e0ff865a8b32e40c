/// The open directories on the way to the one last used, so that its neighbours are reached in one step.
///
/// Paths are relative to a root that is held open, and each step is taken without following a link; asked for in an
/// order that keeps neighbours together, each directory is opened about once.
struct DirectoryChain {
    let root: OpenDirectory
    private var names: [ArraySlice<UInt8>] = []
    private var directories: [OpenDirectory] = []

    init(root: OpenDirectory) { self.root = root }

    /// Opens the directory at a path; the empty path is the root.
    ///
    /// With `making`, steps that do not exist are made.
    mutating func directory(at path: ArraySlice<UInt8>, making: Bool = false) throws(FileError) -> OpenDirectory {
        let wanted = path.split(separator: UInt8(ascii: "/"))
        var shared = 0
        while shared < min(wanted.count, names.count), wanted[shared] == names[shared] { shared += 1 }
        names.removeLast(names.count - shared)
        directories.removeLast(directories.count - shared)
        for name in wanted[shared...] {
            let parent = directories.last ?? root
            let next = making ? try parent.directoryMaking(Array(name)) : try parent.directory(Array(name))
            names.append(name)
            directories.append(next)
        }
        return directories.last ?? root
    }

    /// Closes what was opened at a path and below it, for when that directory has gone or been replaced.
    mutating func forget(at path: ArraySlice<UInt8>) {
        let gone = path.split(separator: UInt8(ascii: "/"))
        guard names.starts(with: gone, by: ==) else { return }
        names.removeLast(names.count - max(0, gone.count - 1))
        directories.removeLast(directories.count - max(0, gone.count - 1))
    }
}
