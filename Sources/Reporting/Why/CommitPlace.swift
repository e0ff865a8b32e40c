import Git
public import GitNames
import Pipelines

/// Where a commit is that no daemon of the workspace has taken, and so why.
public enum CommitPlace: Hashable, Sendable {
    /// A watched branch leads to it, and its turn will come.
    case pending(branch: String)
    /// It was there before the first start.
    case beforeStart(branch: String)
    /// It came to a branch as a part of what was merged there.
    case merged(branch: String, by: ObjectID)
    /// Branches that the daemon makes lead to it, and no others.
    case ownBranch(String)
    /// Branches lead to it that the setting `watch` leaves out.
    case unwatched(branch: String)
    /// Only branches of another repository lead to it, as far as they were fetched.
    case remote(branch: String)
    /// No branch leads to it.
    case lost

    /// The word for it, stable.
    public var reason: String {
        switch self {
        case .pending: "pending"
        case .beforeStart: "before_start"
        case .merged: "merged"
        case .ownBranch: "own_branch"
        case .unwatched: "unwatched"
        case .remote: "remote"
        case .lost: "lost"
        }
    }

    /// One sentence.
    public var detail: String {
        switch self {
        case .pending(let branch): "no daemon has looked at \(branch) since it was committed"
        case .beforeStart(let branch): "it was on \(branch) before: what is committed after the first start counts"
        case .merged(let branch, let merge):
            "it came to \(branch) with the merge \(merge.short), which was compared with what \(branch) was before"
        case .ownBranch(let branch): "it is on \(branch), and commits on branches that the daemon makes start nothing"
        case .unwatched(let branch): "it is on \(branch), which the setting `watch` leaves out"
        case .remote(let branch): "it is on \(branch), and on no branch of this repository"
        case .lost: "no branch leads to it: it was amended, rebased, reset away, or never on one"
        }
    }
}

extension WorkspaceReader {
    /// Where a commit is that was not taken.
    ///
    /// - Parameters:
    ///   - prefix: before the names of branches that the daemon makes.
    ///   - watch: globs of the branches that are watched; empty means all.
    public func place(of commit: ObjectID, prefix: String, watch: [String]) throws(ReportError) -> CommitPlace {
        do throws(GitError) {
            return try found(commit, prefix: prefix, watch: watch.map { Glob($0) })
        } catch {
            throw ReportError(error)
        }
    }

    private func found(_ commit: ObjectID, prefix: String, watch: [Glob]) throws(GitError) -> CommitPlace {
        var watched: [(name: String, tip: ObjectID)] = []
        var others: [CommitPlace] = []
        for (ref, tip) in try repository.refs(under: ["refs/heads/"]).sorted(by: { $0.key < $1.key }) {
            guard let name = ref.branchName, try isAt(commit, or: tip) else { continue }
            if name.hasPrefix(prefix) {
                others.append(.ownBranch(name))
            } else if watch.isEmpty || watch.contains(where: { $0.matches(name) }) {
                watched.append((name, tip))
            } else {
                others.insert(.unwatched(branch: name), at: 0)
            }
        }
        for tree in try repository.worktrees() {
            if case .detached(let tip)? = tree.head, try isAt(commit, or: tip) { watched.append(("HEAD", tip)) }
        }
        // The way along first parents is the one that is looked at.
        for branch in watched {
            let way = try repository.firstParentCommits(from: branch.tip, seen: Set(parents(of: commit)), limit: .max)
            if way.contains(commit) {
                return try isBehindCursor(commit) ? .beforeStart(branch: branch.name) : .pending(branch: branch.name)
            }
        }
        if let branch = watched.first, let merge = try merge(of: commit, into: branch.tip) {
            return .merged(branch: branch.name, by: merge)
        }
        if let other = others.first { return other }
        for (ref, tip) in try repository.refs(under: ["refs/remotes/"]).sorted(by: { $0.key < $1.key })
        where try isAt(commit, or: tip) {
            return .remote(branch: ref.rest(after: "refs/remotes/") ?? ref.text)
        }
        return .lost
    }

    private func parents(of commit: ObjectID) throws(GitError) -> [ObjectID] { try repository.commit(commit).parents }

    private func isAt(_ commit: ObjectID, or tip: ObjectID) throws(GitError) -> Bool {
        guard let tip = try? repository.peel(tip) else { return false }
        if tip == commit { return true }
        return try repository.isAncestor(commit, of: tip)
    }

    /// Whether a cursor has gone by it: one that was never taken was there before the first start.
    private func isBehindCursor(_ commit: ObjectID) throws(GitError) -> Bool {
        for cursor in try repository.refs(under: ["refs/taskdaemon/cursor/"]).values
        where repository.contains(cursor) {
            if try isAt(commit, or: cursor) { return true }
        }
        return false
    }

    /// The commit of a branch, along first parents, with which another one came to it.
    private func merge(of commit: ObjectID, into tip: ObjectID) throws(GitError) -> ObjectID? {
        let way = try repository.firstParentCommits(from: tip, seen: [commit], limit: .max)
        var (low, high) = (0, way.count)
        while low < high {
            let middle = (low + high) / 2
            if try repository.isAncestor(commit, of: way[middle]) { high = middle } else { low = middle + 1 }
        }
        return low < way.count ? way[low] : nil
    }
}
