import CLibgit2
public import GitNames

extension Repository {
    /// The differences of two trees as text and numbers; `nil` is the empty tree. Renames are found.
    ///
    /// The text has no more than `limit` bytes: the first diff that does not fit, and all after it, are left out.
    public func patch(
        from: ObjectID?, to: ObjectID?, contextLines: Int, limit: Int
    ) throws(GitError) -> Patch {
        var patch = Patch(text: [], isTruncated: false, files: [])
        if from == to { return patch }
        return try store.reading { () throws(GitError) in
            patch = Patch(text: [], isTruncated: false, files: [])
            let diff = try TreeDiff(store, from: from, to: to, contextLines: contextLines, renames: true)
            for index in 0..<diff.count { try add(diff, index, limit, to: &patch) }
            return patch
        }
    }

    private func add(
        _ diff: borrowing TreeDiff, _ index: Int, _ limit: Int, to patch: inout Patch
    ) throws(GitError) {
        let operation = "make patch"
        guard let delta = git_diff_get_delta(diff.raw, index), let change = Change(delta.pointee) else { return }
        var raw: OpaquePointer?
        try check(git_patch_from_diff(&raw, diff.raw, index), operation)
        defer { git_patch_free(raw) }
        var insertions = 0
        var deletions = 0
        if let raw { try check(git_patch_line_stats(nil, &insertions, &deletions, raw), operation) }
        let flags = git_diff_get_delta(diff.raw, index)?.pointee.flags ?? 0
        patch.files.append(
            Patch.File(
                change: change, insertions: insertions, deletions: deletions,
                isBinary: flags & GIT_DIFF_FLAG_BINARY.rawValue != 0))
        guard !patch.isTruncated, let raw else { return }
        var buffer = git_buf()
        try check(git_patch_to_buf(&buffer, raw), operation)
        defer { git_buf_dispose(&buffer) }
        guard patch.text.count + buffer.size <= limit else {
            patch.isTruncated = true
            return
        }
        patch.text += UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size)
    }
}
