import GitNames

/// All files of a tree in the order of their paths, checked before any of it is laid out.
struct TreeListing {
    private(set) var files: [TrackedFile] = []

    /// Reads the tree and all below it.
    ///
    /// - Throws: `.invalid` for a name that must not reach a disk; `.limitExceeded` for more entries, or deeper ones,
    ///   than the limits allow. Nothing of a blob is read.
    init(of tree: ObjectID, in repository: Repository, limits: WorkTreeLimits) throws(GitError) {
        var pending: [(prefix: [UInt8], depth: Int, entries: ArraySlice<TreeEntry>)] = []
        pending.append(([], 0, try repository.tree(tree)[...]))
        var count = 0
        while var level = pending.popLast() {
            guard let entry = level.entries.popFirst() else { continue }
            pending.append(level)
            count += 1
            let path = RawPath(bytes: level.prefix + entry.name.bytes)
            guard count <= limits.entries else {
                throw .tooMuch("lay out", "tree \(tree.short) has more than \(limits.entries) entries")
            }
            guard EntryName.isAllowed(entry.name.bytes), path.bytes.count < 4096 else {
                throw .refused("lay out", path, "not a name that git lays out")
            }
            if entry.mode == .tree {
                guard level.depth < limits.depth else {
                    throw .tooMuch("lay out", "\(path.display): more than \(limits.depth) directories deep")
                }
                let prefix = path.bytes + [UInt8(ascii: "/")]
                pending.append((prefix, level.depth + 1, try repository.tree(entry.id)[...]))
            } else {
                files.append(TrackedFile(path: path, mode: entry.mode, id: entry.id))
            }
        }
        try refuseTwins()
    }

    /// A name twice in one tree, or as file and directory both, would be laid out one upon the other.
    private func refuseTwins() throws(GitError) {
        for (file, next) in zip(files, files.dropFirst()) where !(file.path < next.path) {
            throw .refused("lay out", next.path, "stands in its tree twice, or out of order")
        }
    }
}
