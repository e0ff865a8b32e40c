import CLibgit2
public import GitNames
import Glibc

/// What stands in the way of bringing a work tree of the user's to another commit.
public struct Obstacles: Hashable, Sendable {
    /// What is under way there, such as a rebase; `nil` when nothing is.
    public var operation: String?
    /// Whether only some of the files are laid out (`core.sparseCheckout`).
    public var isSparse = false
    /// Tracked files that are changed, staged or not, in order.
    public var changed: [RawPath] = []
    /// What nobody tracks and the new tree has a file of, in order.
    public var inTheWay: [RawPath] = []

    /// Whether nothing stands in the way.
    public var isEmpty: Bool { operation == nil && !isSparse && changed.isEmpty && inTheWay.isEmpty }
}

extension UserWorkTree {
    /// Whether index and files are at a tree already, so that there is nothing to bring anywhere.
    public func isAt(_ tree: ObjectID) throws(GitError) -> Bool {
        try changed(since: tree, touching: []).isEmpty
    }

    /// What stands in the way of going from the tree that HEAD has to another one. Changes nothing.
    public func obstacles(from: ObjectID, to: ObjectID) throws(GitError) -> Obstacles {
        var found = Obstacles()
        found.operation = operationUnderWay
        found.isSparse = try isSparse()
        let changes = try objects.changes(from: from, to: to)
        found.changed = try changed(since: from, touching: Set(changes.map(\.path)))
        // What was staged but never committed is both.
        let staged = Set(found.changed)
        found.inTheWay = try untracked(inTheWayOf: changes).filter { !staged.contains($0) }
        return found
    }

    private var operationUnderWay: String? {
        switch UInt32(bitPattern: git_repository_state(repository)) {
        case GIT_REPOSITORY_STATE_NONE.rawValue: nil
        case GIT_REPOSITORY_STATE_MERGE.rawValue: "a merge"
        case GIT_REPOSITORY_STATE_REVERT.rawValue, GIT_REPOSITORY_STATE_REVERT_SEQUENCE.rawValue: "a revert"
        case GIT_REPOSITORY_STATE_CHERRYPICK.rawValue, GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE.rawValue:
            "a cherry-pick"
        case GIT_REPOSITORY_STATE_BISECT.rawValue: "a bisect"
        default: "a rebase"
        }
    }

    private func isSparse() throws(GitError) -> Bool {
        var config: OpaquePointer?
        try check(git_repository_config_snapshot(&config, repository), "read config")
        defer { git_config_free(config) }
        var value: Int32 = 0
        return git_config_get_bool(&value, config, "core.sparsecheckout") == 0 && value != 0
    }

    /// Tracked files whose staged or present content is not that of the tree.
    ///
    /// What a filter program wrote cannot be compared with what is stored, since none is run: such a file counts only
    /// where it would be touched.
    private func changed(since tree: ObjectID, touching touched: Set<RawPath>) throws(GitError) -> [RawPath] {
        let operation = "compare work tree"
        let tree = try self.tree(tree, operation)
        defer { git_tree_free(tree) }
        var options = git_diff_options()
        try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), operation)
        options.flags = GIT_DIFF_INCLUDE_TYPECHANGE.rawValue | GIT_DIFF_SKIP_BINARY_CHECK.rawValue
        options.ignore_submodules = GIT_SUBMODULE_IGNORE_ALL
        var staged: OpaquePointer?
        try check(git_diff_tree_to_index(&staged, repository, tree, index, &options), operation, subject: path)
        defer { git_diff_free(staged) }
        var present: OpaquePointer?
        try check(git_diff_index_to_workdir(&present, repository, index, &options), operation, subject: path)
        defer { git_diff_free(present) }
        let changed = Set(paths(of: staged)).union(
            paths(of: present).filter { touched.contains($0) || !hasFilter($0) })
        return changed.sorted()
    }

    private func hasFilter(_ path: RawPath) -> Bool {
        var value: UnsafePointer<CChar>?
        var bytes = path.bytes.map { CChar(bitPattern: $0) } + [0]
        let status = git_attr_get(&value, repository, UInt32(GIT_ATTR_CHECK_FILE_THEN_INDEX), &bytes, "filter")
        return status == 0 && git_attr_value(value) == GIT_ATTR_VALUE_STRING
    }

    /// What nobody tracks and stands where a new file has to go: a file, a link, or what is in a directory there.
    private func untracked(inTheWayOf changes: [Change]) throws(GitError) -> [RawPath] {
        // What goes makes room.
        let leaving = Set(changes.filter { $0.kind == .removed }.map(\.path))
        var found: Set<RawPath> = []
        for change in changes where change.kind == .added {
            var parent = RawPath(bytes: [])
            for name in change.path.components.dropLast() {
                parent = parent.appending(name)
                guard let kind = kind(of: parent) else { break }
                if kind != .directory, !leaving.contains(parent) { found.insert(parent) }
                if kind != .directory { break }
            }
            switch kind(of: change.path) {
            case nil: continue
            case .directory: try gather(below: change.path, except: leaving, into: &found)
            default: if !leaving.contains(change.path) { found.insert(change.path) }
            }
        }
        return found.sorted()
    }

    private func gather(
        below directory: RawPath, except leaving: Set<RawPath>, into found: inout Set<RawPath>
    ) throws(GitError) {
        for name in try FileSystem.names(in: full(directory), "compare work tree") ?? [] {
            let path = directory.appending(RawPath(bytes: name))
            if kind(of: path) == .directory {
                try gather(below: path, except: leaving, into: &found)
            } else if !leaving.contains(path) {
                found.insert(path)
            }
        }
    }

    private enum Kind {
        case directory
        case other
    }

    private func kind(of path: RawPath) -> Kind? {
        var status = stat()
        let isThere = (Array(self.path.utf8) + [UInt8(ascii: "/")] + path.bytes + [0]).withUnsafeBufferPointer {
            bytes in
            bytes.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { lstat($0, &status) == 0 } ?? false }
        }
        guard isThere else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? .directory : .other
    }

    private func full(_ path: RawPath) -> String { self.path + "/" + String(decoding: path.bytes, as: UTF8.self) }
}
