import Glibc

extension PrivateWorkTree {
    /// Removes the directory and the trusted index; what is gone already is fine.
    public func remove() throws(GitError) {
        try Self.remove(at: directory)
        guard unlink(index) == 0 || errno == ENOENT else {
            throw .workTree("remove work tree", FileError("unlink"), at: index)
        }
    }

    /// Removes a directory with all that is in it, or whatever else stands at the path; nothing is fine too.
    ///
    /// No symbolic link is followed, permissions within are widened as needed, and no depth of nesting is too deep.
    public static func remove(at directory: String) throws(GitError) {
        let path = Array(directory.utf8)
        let end = path.lastIndex { $0 != UInt8(ascii: "/") } ?? 0
        guard let slash = path[...end].lastIndex(of: UInt8(ascii: "/")), slash < end else {
            throw GitError(.invalid, operation: "remove work tree", message: "\(directory) is no absolute path")
        }
        let parent = slash == 0 ? "/" : String(decoding: path[..<slash], as: UTF8.self)
        do throws(FileError) {
            let opened: OpenDirectory
            do throws(FileError) {
                opened = try OpenDirectory.open(trusted: parent)
            } catch  where error.code == ENOENT {
                return
            }
            try opened.removeTree(Array(path[(slash + 1)...end]))
        } catch {
            throw .workTree("remove work tree", error, at: directory)
        }
    }
}
