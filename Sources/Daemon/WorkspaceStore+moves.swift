import Git
import GitNames

extension WorkspaceStore {
    /// What came of a stated move.
    enum MoveOutcome: Sendable, Hashable {
        case landed
        /// The ref holds something else: somebody moved it.
        case differs(ObjectID?)
        /// The branch is the HEAD of that worktree.
        case checkedOut(String)
        /// The repository would not do it now.
        case failed(GitError)
    }

    /// Performs stated moves in order; after the first that does not land on a ref, no later one of that ref is tried.
    func perform(_ moves: [RefMove]) throws -> [MoveOutcome] {
        try faults.check()
        let repository = try repository()
        let worktrees = moves.contains { $0.ref.branchName != nil } ? try repository.worktrees() : []
        var stuck: [RefName: MoveOutcome] = [:]
        var skipped: [RefName: Int] = [:]
        var outcomes: [MoveOutcome] = []
        for (index, move) in moves.enumerated() {
            if let before = stuck[move.ref] {
                outcomes.append(before)
                continue
            }
            var outcome = MoveOutcome.landed
            do throws(GitError) {
                if skipped[move.ref] == nil {
                    skipped[move.ref] = try lastLanded(of: moves[index...], on: move.ref) ?? -1
                }
                if index > skipped[move.ref] ?? -1 {
                    outcome = try perform(move, worktrees)
                }
            } catch {
                outcome = .failed(error)
            }
            if outcome == .landed { try faults.pass(.movedRef) } else { stuck[move.ref] = outcome }
            outcomes.append(outcome)
        }
        return outcomes
    }

    private func perform(_ move: RefMove, _ worktrees: [Worktree]) throws(GitError) -> MoveOutcome {
        let repository = try repository()
        if move.old != nil, let holder = worktrees.first(where: { $0.holds(move.ref) }) {
            return try repository.ref(move.ref) == move.new ? .landed : .checkedOut(holder.path)
        }
        switch try repository.move(move, message: "taskdaemon") {
        case .moved: return .landed
        case .differs(let actual): return actual == move.new ? .landed : .differs(actual)
        }
    }

    /// Where several moves of one ref are stated, the last of them that a daemon made before it died: the ref is
    /// where that one ends, which is not where the first one starts.
    private func lastLanded(of moves: ArraySlice<RefMove>, on ref: RefName) throws(GitError) -> Int? {
        let actual = try repository().ref(ref)
        guard moves.first(where: { $0.ref == ref })?.old != actual else { return nil }
        return moves.lastIndex { $0.ref == ref && $0.new == actual }
    }
}
