import GitNames

/// History as a shallow clone has it. libgit2 1.5 does not know where such a clone was cut off, and fails there.
///
/// Plain walks over everything: what a shallow clone has is short.
struct History {
    private let repository: Repository

    init(_ repository: Repository) { self.repository = repository }

    /// The commits and all they came from.
    func ancestors(of tips: some Sequence<ObjectID>) throws(GitError) -> Set<ObjectID> {
        var found: Set<ObjectID> = []
        var pending = Array(tips)
        while let id = pending.popLast() {
            guard found.insert(id).inserted else { continue }
            pending += try repository.commit(id).parents
        }
        return found
    }

    /// A common ancestor that is no ancestor of another one; of several, the youngest.
    func mergeBase(_ a: ObjectID, _ b: ObjectID) throws(GitError) -> ObjectID? {
        let common = try ancestors(of: [a]).intersection(ancestors(of: [b]))
        var best = common
        for id in common { best.subtract(try ancestors(of: repository.commit(id).parents)) }
        var youngest: (id: ObjectID, seconds: Int64)?
        for id in best.sorted() {
            let seconds = try repository.commit(id).committer.seconds
            if youngest.map({ seconds > $0.seconds }) ?? true { youngest = (id, seconds) }
        }
        return youngest?.id
    }

    /// The first parents from a commit back to what is hidden, newest first.
    func firstParents(from tip: ObjectID, hiding seen: Set<ObjectID>) throws(GitError) -> [ObjectID] {
        let hidden = try ancestors(of: seen)
        var commits: [ObjectID] = []
        var next: ObjectID? = tip
        while let id = next, !hidden.contains(id) {
            commits.append(id)
            next = try repository.commit(id).parents.first
        }
        return commits
    }
}
