public import GitNames

extension Repository {
    /// What is at a path in a tree, or `nil` when nothing is. The empty path is the tree itself.
    public func entry(at path: RawPath, in tree: ObjectID) throws(GitError) -> TreeEntry? {
        var found = TreeEntry(name: "", mode: .tree, id: tree)
        if path.bytes.isEmpty { return found }
        for name in path.components {
            guard found.mode == .tree, let next = try self.tree(found.id).first(where: { $0.name == name }) else {
                return nil
            }
            found = next
        }
        return found
    }

    /// Every entry at any depth that is not a tree, in git's order. More than `limit` are an error.
    public func files(
        in tree: ObjectID, limit: Int
    ) throws(GitError) -> [(path: RawPath, entry: TreeEntry)] {
        var files: [(path: RawPath, entry: TreeEntry)] = []
        // A stack of its own: trees can be nested deeper than a thread's stack is.
        var pending = [(path: RawPath(bytes: []), entry: TreeEntry(name: "", mode: .tree, id: tree))]
        while let (path, entry) = pending.popLast() {
            guard entry.mode == .tree else {
                guard files.count < limit else {
                    throw GitError(
                        .limitExceeded, operation: "list files", message: "tree \(tree) has more than \(limit) files")
                }
                files.append((path, entry))
                continue
            }
            guard path.bytes.count <= 65_536 else {
                throw GitError(
                    .limitExceeded, operation: "list files", message: "tree \(tree) has paths of more than 64 KiB")
            }
            for child in try self.tree(entry.id).reversed() { pending.append((path.appending(child.name), child)) }
        }
        return files
    }
}
