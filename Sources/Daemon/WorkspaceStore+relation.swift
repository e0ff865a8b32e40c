import Git
import GitNames
import Orchestration

extension WorkspaceStore {
    /// How a run branch that was moved stands to where the run had put it.
    func relation(of actual: ObjectID, to run: Run) throws -> BranchRelation {
        let repository = try repository()
        let actual = try repository.peel(actual)
        if try repository.isAncestor(run.tip, of: actual) {
            let reverted = try integrations(of: run, revertedIn: actual)
            return reverted.isEmpty ? .ahead : .reverting(reverted)
        }
        guard try repository.isAncestor(actual, of: run.tip) else {
            return try isReplacement(actual, of: run.tip) ? .replaced : .elsewhere
        }
        var kept: [ObjectID] = []
        for commit in run.landmarks where try repository.isAncestor(commit, of: actual) { kept.append(commit) }
        return .behind(kept: kept)
    }

    /// Whether a commit has another one in its history, or is that one.
    func isAhead(_ actual: ObjectID, of old: ObjectID) throws -> Bool {
        let repository = try repository()
        return try repository.isAncestor(old, of: repository.peel(actual))
    }

    /// Whether a commit stands in the place of another one, as `git commit --amend` leaves it.
    private func isReplacement(_ actual: ObjectID, of old: ObjectID) throws -> Bool {
        let repository = try repository()
        guard repository.contains(old) else { return false }
        let parents = try repository.commit(old).parents
        return try !parents.isEmpty && repository.commit(actual).parents == parents
    }

    /// The integrations that commits on top of the run's tip take back.
    private func integrations(of run: Run, revertedIn tip: ObjectID) throws -> [ObjectID] {
        let repository = try repository()
        var found: [ObjectID] = []
        for id in try repository.firstParentCommits(from: tip, seen: [run.tip], limit: Self.mostOnTop) {
            let named = try revertedNames(in: id)
            for integration in run.integrations.reversed() {
                let commit = integration.commit
                guard named.contains(where: { commit.hex.hasPrefix($0) }), !found.contains(commit),
                    try takesBack(id, commit, before: integration.onto)
                else { continue }
                found.append(commit)
            }
        }
        return found
    }

    /// No more commits on top of a run branch are looked at for reverts.
    private static let mostOnTop = 100
}
