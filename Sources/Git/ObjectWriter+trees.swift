public import GitNames

extension ObjectWriter {
    /// Writes a tree. The entries may come in any order.
    ///
    /// Names are checked as `git fsck --strict` does, and every object but a submodule's commit must be there and be
    /// of the kind that its mode says.
    @discardableResult
    public func tree(_ entries: [TreeEntry]) throws(GitError) -> ObjectID {
        for entry in entries { try checkNew(entry) }
        return try write(.tree, TreeText.bytes(of: TreeNames.sorted(entries)))
    }

    /// Writes the trees that differ from `base` in what is at some paths, and returns the new root.
    ///
    /// `nil` removes a path, which need not be there; directories that become empty go with it. A file may become a
    /// directory and the other way round: what is put below a path replaces a file there, and a file replaces all
    /// below it. To put something both at a path and below it is an error. Trees that stay as they are are not read.
    public func tree(
        updating base: ObjectID?, _ changes: [RawPath: (mode: FileMode, id: ObjectID)?]
    ) throws(GitError) -> ObjectID {
        var root = TreeChanges()
        for (path, change) in changes {
            let names = path.components
            for name in names { try TreeNames.check(name) }
            if let change, let name = names.last {
                try checkNew(TreeEntry(name: name, mode: change.mode, id: change.id))
            }
            try root.add(names[...], change)
        }
        if let tree = try updated(base, root) { return tree }
        return try write(.tree, [])
    }

    /// The tree with the changes made, or `nil` when nothing is left in it.
    private func updated(_ base: ObjectID?, _ changes: TreeChanges) throws(GitError) -> ObjectID? {
        let old = if let base { try repository.tree(base) } else { [TreeEntry]() }
        var entries: [RawPath: TreeEntry] = [:]
        for entry in old { entries[entry.name] = entry }
        for (name, change) in changes.entries {
            switch change {
            case .put(let mode, let id): entries[name] = TreeEntry(name: name, mode: mode, id: id)
            case .remove: entries[name] = nil
            case .below(let inner):
                let existing = entries[name]
                // Below a file there is nothing to remove.
                if existing.map({ $0.mode != .tree }) ?? false, !inner.puts { continue }
                let tree = existing.flatMap { $0.mode == .tree ? $0.id : nil }
                let id = try updated(tree, inner)
                entries[name] = id.map { TreeEntry(name: name, mode: .tree, id: $0) }
            }
        }
        if entries.isEmpty { return nil }
        if let base, entries.count == old.count, old.allSatisfy({ entries[$0.name] == $0 }) { return base }
        return try write(.tree, TreeText.bytes(of: entries.values.sorted(by: TreeText.precedes)))
    }

    private func checkNew(_ entry: TreeEntry) throws(GitError) {
        try TreeNames.check(entry)
        switch entry.mode {
        case .submodule: break
        case .tree: try require(entry.id, .tree, "write tree")
        case .file, .executable, .symlink: try require(entry.id, .blob, "write tree")
        }
    }
}

/// Changes to one directory, by name.
private struct TreeChanges {
    indirect enum Change {
        case put(FileMode, ObjectID)
        case remove
        case below(TreeChanges)
    }

    private(set) var entries: [RawPath: Change] = [:]
    /// Whether anything is put anywhere in here.
    private(set) var puts = false

    mutating func add(
        _ names: ArraySlice<RawPath>, _ change: (mode: FileMode, id: ObjectID)?
    ) throws(GitError) {
        guard let name = names.first else { return }
        puts = puts || change != nil
        guard names.count > 1 else {
            switch (entries[name], change) {
            case (.below(let inner)?, nil) where inner.puts: return  // a file goes, a directory comes
            case (.below(let inner)?, _?) where inner.puts: throw Self.contradiction(name)
            case (_, let (mode, id)?): entries[name] = .put(mode, id)
            case (_, nil): entries[name] = .remove
            }
            return
        }
        var inner = TreeChanges()
        switch entries[name] {
        case .below(let existing)?: inner = existing
        case .put?:
            if change != nil { throw Self.contradiction(name) }
            return
        case .remove?:
            // The removal of a file whose place the directory takes; the removal of a directory stays the stronger.
            if change == nil { return }
        case nil: break
        }
        try inner.add(names.dropFirst(), change)
        entries[name] = .below(inner)
    }

    private static func contradiction(_ name: RawPath) -> GitError {
        GitError(.invalid, operation: "write tree", message: "'\(name.display)' cannot be a file and a directory")
    }
}
