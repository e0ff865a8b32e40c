import CLibgit2
public import GitNames
import Glibc

extension Repository {
    /// The files that differ between two trees, by path; `nil` is the empty tree.
    ///
    /// Like `git diff-tree -r`. With `renames`, a removed and an added file that are alike by half are one change, as
    /// in `git diff -M`; that reads their content.
    public func changes(
        from: ObjectID?, to: ObjectID?, renames: Bool = false
    ) throws(GitError) -> [Change] {
        if from == to { return [] }
        return try store.reading { () throws(GitError) in
            let diff = try TreeDiff(store, from: from, to: to, renames: renames)
            var changes: [Change] = []
            changes.reserveCapacity(diff.count)
            for index in 0..<diff.count {
                if let delta = git_diff_get_delta(diff.raw, index) {
                    if let change = Change(delta.pointee) { changes.append(change) }
                }
            }
            return changes
        }
    }
}

extension Change {
    /// What libgit2 found about one file, or nothing for what is no change.
    init?(_ delta: git_diff_delta) {
        let old = Self.entry(delta.old_file)
        let new = Self.entry(delta.new_file)
        switch delta.status {
        case GIT_DELTA_ADDED, GIT_DELTA_COPIED: self.init(kind: .added, path: new.path, old: nil, new: new.entry)
        case GIT_DELTA_DELETED: self.init(kind: .removed, path: old.path, old: old.entry, new: nil)
        case GIT_DELTA_MODIFIED: self.init(kind: .modified, path: new.path, old: old.entry, new: new.entry)
        case GIT_DELTA_TYPECHANGE: self.init(kind: .typeChanged, path: new.path, old: old.entry, new: new.entry)
        case GIT_DELTA_RENAMED:
            self.init(kind: .renamed, path: new.path, oldPath: old.path, old: old.entry, new: new.entry)
        default: return nil
        }
    }

    private static func entry(_ file: git_diff_file) -> (path: RawPath, entry: TreeEntry?) {
        let path = RawPath(bytes: UnsafeRawBufferPointer(start: file.path, count: file.path.map { strlen($0) } ?? 0))
        let mode = FileMode(rawValue: UInt32(file.mode)) ?? .file
        return (path, TreeEntry(name: path.components.last ?? path, mode: mode, id: ObjectID(file.id)))
    }
}
