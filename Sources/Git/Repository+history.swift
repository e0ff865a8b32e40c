import CLibgit2
public import GitNames

extension Repository {
    /// Whether `a` is `b` or one of what it came from.
    public func isAncestor(_ a: ObjectID, of b: ObjectID) throws(GitError) -> Bool {
        for id in [a, b] { try requireCommit(id, "compare history") }
        if a == b { return true }
        if isShallow { return try History(self).ancestors(of: [b]).contains(a) }
        return try store.reading { () throws(GitError) in
            var ancestor = a.oid
            var descendant = b.oid
            return try check(
                git_graph_descendant_of(store.repository, &descendant, &ancestor), "compare history") == 1
        }
    }

    /// The best common ancestor of two commits, or `nil` when their histories have nothing in common.
    ///
    /// Where there are several equally good ones, one of them.
    public func mergeBase(_ a: ObjectID, _ b: ObjectID) throws(GitError) -> ObjectID? {
        for id in [a, b] { try requireCommit(id, "find merge base") }
        if isShallow { return try History(self).mergeBase(a, b) }
        return try store.reading { () throws(GitError) in
            var base = git_oid()
            var one = a.oid
            var two = b.oid
            let status = git_merge_base(&base, store.repository, &one, &two)
            if status == GIT_ENOTFOUND.rawValue { return nil }
            try check(status, "find merge base")
            return ObjectID(base)
        }
    }

    /// The commits along the first parent from `tip` back to what `seen` reaches, oldest first.
    ///
    /// Like `git rev-list --first-parent --reverse tip --not seen…`: a commit that is reachable from a seen one by any
    /// parent is not listed. Seen commits that do not exist any more are ignored. At most the `limit` oldest.
    public func firstParentCommits(
        from tip: ObjectID, seen: Set<ObjectID>, limit: Int
    ) throws(GitError) -> [ObjectID] {
        let operation = "walk history"
        try requireCommit(tip, operation)
        if seen.contains(tip) { return [] }
        let known = seen.filter { contains($0) }
        let newestFirst =
            try isShallow
            ? History(self).firstParents(from: tip, hiding: known)
            : store.reading { () throws(GitError) in try walk(from: tip, hiding: known, operation) }
        return newestFirst.suffix(max(0, limit)).reversed()
    }

    private func walk(
        from tip: ObjectID, hiding seen: Set<ObjectID>, _ operation: String
    ) throws(GitError) -> [ObjectID] {
        var walk: OpaquePointer?
        try check(git_revwalk_new(&walk, store.repository), operation)
        defer { git_revwalk_free(walk) }
        try check(git_revwalk_sorting(walk, GIT_SORT_TOPOLOGICAL.rawValue), operation)
        try check(git_revwalk_simplify_first_parent(walk), operation)
        var oid = tip.oid
        try check(git_revwalk_push(walk, &oid), operation)
        for id in seen {
            oid = id.oid
            try check(git_revwalk_hide(walk, &oid), operation)
        }
        var commits: [ObjectID] = []
        while true {
            let status = git_revwalk_next(&oid, walk)
            if status == GIT_ITEROVER.rawValue { return commits }
            try check(status, operation)
            commits.append(ObjectID(oid))
        }
    }

    private func requireCommit(_ id: ObjectID, _ operation: String) throws(GitError) {
        let kind = try header(id).kind
        guard kind == .commit else {
            throw GitError(.invalid, operation: operation, message: "\(id) is a \(kind.rawValue), not a commit")
        }
    }
}
