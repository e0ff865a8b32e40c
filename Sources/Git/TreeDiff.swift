import CLibgit2
import GitNames

/// libgit2's comparison of two trees, freed at the end of its life.
struct TreeDiff: ~Copyable {
    let raw: OpaquePointer

    /// Compares trees; `nil` is the empty one. Renames are found only where they are asked for, as that reads blobs.
    init(
        _ store: ObjectStore, from: ObjectID?, to: ObjectID?, contextLines: Int = 3, renames: Bool
    ) throws(GitError) {
        raw = try Self.compare(store, from, to, contextLines, renames: renames)
    }

    deinit { git_diff_free(raw) }

    /// How many files differ.
    var count: Int { git_diff_num_deltas(raw) }

    private static func compare(
        _ store: ObjectStore, _ from: ObjectID?, _ to: ObjectID?, _ contextLines: Int, renames: Bool
    ) throws(GitError) -> OpaquePointer {
        let operation = "compare trees"
        var options = git_diff_options()
        try check(git_diff_options_init(&options, UInt32(GIT_DIFF_OPTIONS_VERSION)), operation)
        options.flags = GIT_DIFF_INCLUDE_TYPECHANGE.rawValue | GIT_DIFF_SKIP_BINARY_CHECK.rawValue
        if renames { options.flags = GIT_DIFF_INCLUDE_TYPECHANGE.rawValue }
        options.context_lines = UInt32(clamping: max(0, contextLines))
        options.max_size = 64 << 20  // larger files are compared as binary
        let old = try tree(from, store)
        defer { git_tree_free(old) }
        let new = try tree(to, store)
        defer { git_tree_free(new) }
        var diff: OpaquePointer?
        try check(git_diff_tree_to_tree(&diff, store.repository, old, new, &options), operation)
        guard let diff else { throw GitError(.library, operation: operation, message: "no comparison") }
        guard renames else { return diff }
        var find = git_diff_find_options()
        var status = git_diff_find_options_init(&find, UInt32(GIT_DIFF_FIND_OPTIONS_VERSION))
        find.flags = GIT_DIFF_FIND_RENAMES.rawValue
        if status >= 0 { status = git_diff_find_similar(diff, &find) }
        guard status < 0 else { return diff }
        defer { git_diff_free(diff) }
        throw GitError.last(status, operation)
    }

    /// A tree as libgit2 has it, for the caller to free.
    static func tree(_ id: ObjectID?, _ store: ObjectStore) throws(GitError) -> OpaquePointer? {
        guard let id else { return nil }
        guard try store.header(id).kind == .tree else {
            throw GitError(.invalid, operation: "compare trees", message: "\(id) is not a tree")
        }
        var tree: OpaquePointer?
        var oid = id.oid
        let status = git_tree_lookup(&tree, store.repository, &oid)
        guard status >= 0 else {
            let error = GitError.last(status, "compare trees", subject: "tree \(id)")
            throw error.code == .library ? ObjectStore.corrupt(id, "is damaged: \(error.message)") : error
        }
        return tree
    }
}
