import GitNames

/// What one tree has otherwise than another, file by file, read at the price of what differs.
struct TreeDifference {
    /// Files that are new or other, in the order of the bytes of their paths.
    private(set) var put: [TrackedFile] = []
    /// Paths that are gone or other, in the order of their bytes.
    private(set) var removed: [RawPath] = []

    /// Compares two trees.
    ///
    /// - Throws: As `TreeListing` for what is new.
    init(
        from old: ObjectID, to new: ObjectID, in repository: Repository, limits: WorkTreeLimits
    ) throws(GitError) {
        var pending: [(path: [UInt8], old: ObjectID?, new: ObjectID?, depth: Int)] = [([], old, new, 0)]
        while let next = pending.popLast() {
            if next.old == next.new { continue }
            var before: [RawPath: TreeEntry] = [:]
            if let old = next.old {
                for entry in try repository.tree(old) { before[entry.name] = entry }
            }
            let after = if let new = next.new { try repository.tree(new) } else { [TreeEntry]() }
            var names: Set<RawPath> = []
            for entry in after {
                let path = next.path + entry.name.bytes
                let was = before.removeValue(forKey: entry.name)
                guard names.insert(entry.name).inserted else {
                    throw .refused("lay out", RawPath(bytes: path), "stands in its tree twice, or out of order")
                }
                if was == entry { continue }
                guard EntryName.isAllowed(entry.name.bytes), path.count < 4096 else {
                    throw .refused("lay out", RawPath(bytes: path), "not a name that git lays out")
                }
                if entry.mode == .tree {
                    guard next.depth < limits.depth else {
                        throw .tooMuch(
                            "lay out", "\(RawPath(bytes: path).display): more than \(limits.depth) directories deep")
                    }
                } else {
                    put.append(TrackedFile(path: RawPath(bytes: path), mode: entry.mode, id: entry.id))
                    guard put.count <= limits.entries else {
                        throw .tooMuch("lay out", "tree \(new.short) has more than \(limits.entries) entries")
                    }
                }
                try goInto(path, was, entry)
            }
            for was in before.values { try goInto(next.path + was.name.bytes, was, nil) }

            func goInto(_ path: [UInt8], _ was: TreeEntry?, _ entry: TreeEntry?) throws(GitError) {
                if let was, was.mode != .tree { removed.append(RawPath(bytes: path)) }
                let old = was.flatMap { $0.mode == .tree ? $0.id : nil }
                let new = entry.flatMap { $0.mode == .tree ? $0.id : nil }
                guard old != nil || new != nil else { return }
                pending.append((path + [UInt8(ascii: "/")], old, new, next.depth + 1))
            }
        }
        put.sort { $0.path < $1.path }
        removed.sort()
    }

    /// The files of the new tree, made of those of the old one.
    func applied(to files: [TrackedFile]) -> [TrackedFile] {
        var result: [TrackedFile] = []
        result.reserveCapacity(files.count + put.count)
        var put = put[...]
        var removed = removed[...]
        for file in files {
            while let new = put.first, new.path < file.path {
                result.append(new)
                put.removeFirst()
            }
            while let gone = removed.first, gone < file.path { removed.removeFirst() }
            if removed.first != file.path { result.append(file) }
        }
        return result + put
    }
}
