import Git
import GitNames
import Orchestration
import Pipelines

extension DaemonLoop {
    /// Looks on the branches that took runs' work for commits that take it back, and for those that take that back.
    ///
    /// What a run knows follows from its own state, so that a commit which a dead daemon saw is seen again.
    mutating func lookForReverts() async throws {
        var accepted: [String: [RunID: Accepted]] = [:]
        for (id, live) in runs {
            if let acceptance = live.latest.acceptance { accepted[acceptance.branch, default: [:]][id] = acceptance }
        }
        for (branch, acceptances) in accepted.sorted(by: { $0.key < $1.key }) {
            let checked = Set(acceptances.keys.map { revertsChecked[$0] ?? nil })
            let since = checked.count == 1 ? checked.first ?? nil : nil
            let (tip, found) = try await store.reverts(
                on: .branch(branch), of: acceptances, since: since)
            for revert in found {
                command(revert.run, .acceptanceReverted(by: revert.commit, holds: revert.holds))
            }
            for id in acceptances.keys { revertsChecked[id] = tip }
        }
    }
}

extension WorkspaceStore {
    /// A commit that takes a run's work back from a branch, or puts it there again.
    struct Revert: Sendable, Hashable {
        var run: RunID
        var commit: ObjectID
        /// Whether the branch has the work again.
        var holds: Bool
    }

    /// The commits of a branch that revert what it took, and those that revert these, oldest first; and its tip.
    ///
    /// A message says which commit is meant, and is believed only when the trees say the same.
    ///
    /// - Parameter since: the tip up to which it was looked at before.
    func reverts(
        on branch: RefName, of accepted: [RunID: Accepted], since: ObjectID?
    ) throws -> (tip: ObjectID?, found: [Revert]) {
        let repository = try repository()
        guard let tip = try repository.ref(branch), tip != since,
            let oldest = accepted.values.min(by: { ($0.at, $0.commit) < ($1.at, $1.commit) })
        else { return (since, []) }
        let commits = try repository.firstParentCommits(
            from: tip, seen: [since ?? oldest.commit], limit: Self.mostLookedAt)
        var found: [Revert] = []
        var reverted = accepted.compactMapValues(\.revertedBy)
        for id in commits {
            let named = try revertedNames(in: id)
            guard !named.isEmpty else { continue }
            for (run, acceptance) in accepted.sorted(by: { $0.key < $1.key }) {
                let (wanted, before) =
                    try reverted[run].map { revert in
                        (revert, try repository.commit(revert).parents.first)
                    } ?? (acceptance.commit, acceptance.onto)
                guard id != wanted, named.contains(where: { wanted.hex.hasPrefix($0) }), let before,
                    try takesBack(id, wanted, before: before)
                else { continue }
                let holds = reverted[run] != nil
                found.append(Revert(run: run, commit: id, holds: holds))
                reverted[run] = holds ? nil : id
            }
        }
        return (tip, found)
    }

    /// The commits that a commit says it reverts; of a merge also those that what it brings says.
    func revertedNames(in id: ObjectID) throws -> [String] {
        let repository = try repository()
        let commit = try repository.commit(id)
        var messages = [commit.message]
        if commit.parents.count == 2 {
            let brought = try repository.firstParentCommits(
                from: commit.parents[1], seen: [commit.parents[0]], limit: Self.mostBrought)
            for other in brought { messages.append(try repository.commit(other).message) }
        }
        return messages.flatMap { message in
            message.matches(of: /[Rr]everts commit ([0-9a-f]{7,40})\b/).map { String($0.output.1) }
        }
    }

    /// Whether a commit leaves nothing of what another one had changed.
    func takesBack(_ id: ObjectID, _ other: ObjectID, before: ObjectID) throws -> Bool {
        let repository = try repository()
        let commit = try repository.commit(id)
        guard let parent = commit.parents.first, repository.contains(other), repository.contains(before) else {
            return false
        }
        let old = try repository.commit(before).tree
        let taken = try repository.commit(other).tree
        let changed = Set(try repository.changes(from: old, to: taken).map(\.path))
        guard !changed.isEmpty else { return false }
        // What is written for it in memory is forgotten.
        let merged = try repository.merge(
            base: taken, ours: repository.commit(parent).tree, theirs: old, into: repository.writer())
        if case .merged(let tree) = merged, tree == commit.tree { return true }
        return changed.isDisjoint(with: try repository.changes(from: old, to: commit.tree).map(\.path))
    }

    /// No more commits of a branch are looked at, the oldest first.
    private static let mostLookedAt = 5000
    /// No more commits that a merge brings are looked at.
    private static let mostBrought = 100
}
