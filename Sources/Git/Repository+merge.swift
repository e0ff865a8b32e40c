import CLibgit2
public import GitNames
import Glibc

extension Repository {
    /// Merges two trees that came from a third, in memory; without a `base` from the empty tree.
    ///
    /// Lines are merged as by `git merge` with its defaults, renames included; no attributes and no merge drivers of
    /// the repository have a say. On conflicts the writer gets nothing.
    public func merge(
        base: ObjectID?, ours: ObjectID, theirs: ObjectID, into writer: ObjectWriter
    ) throws(GitError) -> MergeResult {
        precondition(writer.repository === self, "the writer belongs to another repository")
        if ours == theirs || base == theirs { return .merged(tree: ours) }
        if base == ours { return .merged(tree: theirs) }
        let start = writer.count
        do {
            let result = try store.reading { () throws(GitError) in
                writer.truncate(to: start)
                store.memory.collector = writer
                defer { store.memory.collector = nil }
                return try merged(base, ours, theirs, writer)
            }
            if case .conflicts = result { writer.truncate(to: start) }
            return result
        } catch {
            writer.truncate(to: start)
            throw error
        }
    }

    private func merged(
        _ base: ObjectID?, _ ours: ObjectID, _ theirs: ObjectID, _ writer: ObjectWriter
    ) throws(GitError) -> MergeResult {
        let operation = "merge trees"
        let trees = try MergeTrees(store, base, ours, theirs)
        var options = git_merge_options()
        try check(git_merge_options_init(&options, UInt32(GIT_MERGE_OPTIONS_VERSION)), operation)
        options.flags = GIT_MERGE_FIND_RENAMES.rawValue | GIT_MERGE_SKIP_REUC.rawValue
        var index: OpaquePointer?
        try check(
            git_merge_trees(&index, store.repository, trees.base, trees.ours, trees.theirs, &options), operation)
        defer { git_index_free(index) }
        if git_index_has_conflicts(index) == 1 { return .conflicts(try Self.conflicts(index, operation)) }
        var root = MergedTree()
        for position in 0..<git_index_entrycount(index) {
            guard let entry = git_index_get_byindex(index, position)?.pointee else { continue }
            let path = RawPath(bytes: UnsafeRawBufferPointer(start: entry.path, count: strlen(entry.path)))
            root.add(path.components[...], mode: FileMode(rawValue: entry.mode) ?? .file, id: ObjectID(entry.id))
        }
        return .merged(tree: try write(root, like: [ours, theirs], writer))
    }

    /// Writes a merged tree; where it equals the one of a side it is taken from there, unwritten.
    private func write(
        _ tree: MergedTree, like sides: [ObjectID], _ writer: ObjectWriter
    ) throws(GitError) -> ObjectID {
        var known: [[RawPath: TreeEntry]] = []
        for side in sides {
            known.append(Dictionary(try self.tree(side).map { ($0.name, $0) }, uniquingKeysWith: { $1 }))
        }
        var entries: [TreeEntry] = []
        for (name, child) in tree.children {
            let there = known.compactMap { $0[name] }
            switch child {
            case .leaf(let mode, let id):
                // What libgit2 merged may be in the repository already, held by nothing.
                if mode != .submodule, !there.contains(where: { $0.id == id }), !writer.holds(id) {
                    writer.take(id, try store.read(id))
                }
                entries.append(TreeEntry(name: name, mode: mode, id: id))
            case .below(let inner):
                let likes = there.filter { $0.mode == .tree }.map(\.id)
                entries.append(TreeEntry(name: name, mode: .tree, id: try write(inner, like: likes, writer)))
            }
        }
        entries.sort(by: TreeText.precedes)
        for (side, id) in zip(known, sides) where side.count == entries.count {
            if entries.allSatisfy({ side[$0.name] == $0 }) { return id }
        }
        return try writer.write(.tree, TreeText.bytes(of: entries))
    }

    private static func conflicts(_ index: OpaquePointer?, _ operation: String) throws(GitError) -> [RawPath] {
        var iterator: OpaquePointer?
        try check(git_index_conflict_iterator_new(&iterator, index), operation)
        defer { git_index_conflict_iterator_free(iterator) }
        var paths: Set<RawPath> = []
        while true {
            var base: UnsafePointer<git_index_entry>?
            var ours: UnsafePointer<git_index_entry>?
            var theirs: UnsafePointer<git_index_entry>?
            let status = git_index_conflict_next(&base, &ours, &theirs, iterator)
            if status == GIT_ITEROVER.rawValue { return paths.sorted() }
            try check(status, operation)
            for entry in [base, ours, theirs] {
                guard let path = entry?.pointee.path else { continue }
                paths.insert(RawPath(bytes: UnsafeRawBufferPointer(start: path, count: strlen(path))))
            }
        }
    }
}

/// The trees of a merge as libgit2 has them, freed at the end of its life.
private struct MergeTrees: ~Copyable {
    private(set) var base: OpaquePointer?
    private(set) var ours: OpaquePointer?
    private(set) var theirs: OpaquePointer?

    init(_ store: ObjectStore, _ base: ObjectID?, _ ours: ObjectID, _ theirs: ObjectID) throws(GitError) {
        if let base { self.base = try TreeDiff.tree(base, store) }
        self.ours = try TreeDiff.tree(ours, store)
        self.theirs = try TreeDiff.tree(theirs, store)
    }

    deinit {
        git_tree_free(base)
        git_tree_free(ours)
        git_tree_free(theirs)
    }
}

/// The files of a merge, gathered into directories.
private struct MergedTree {
    indirect enum Child {
        case leaf(FileMode, ObjectID)
        case below(MergedTree)
    }

    private(set) var children: [RawPath: Child] = [:]

    mutating func add(_ names: ArraySlice<RawPath>, mode: FileMode, id: ObjectID) {
        guard let name = names.first else { return }
        guard names.count > 1 else {
            children[name] = .leaf(mode, id)
            return
        }
        var inner = MergedTree()
        // Taken out while it grows, so that it is not copied.
        if case .below(let existing)? = children.removeValue(forKey: name) { inner = existing }
        inner.add(names.dropFirst(), mode: mode, id: id)
        children[name] = .below(inner)
    }
}
