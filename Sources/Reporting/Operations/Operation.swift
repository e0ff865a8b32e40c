public import GitNames
public import Journaling
public import Orchestration
public import Pipelines

/// One entry of a run's journal that changed refs: what can be looked at, and gone back behind.
public struct Operation: Sendable {
    /// Whose journal.
    public var run: RunID
    /// What the entry says.
    public var entry: JournalEntry<RunEvent>
    /// Among what people asked for or did, over all runs, the newest being 1; `nil` for what the daemon did by itself.
    public var number: Int?

    /// An entry's operation; `nil` where it changes no ref.
    init?(_ run: RunID, _ entry: JournalEntry<RunEvent>) {
        guard entry.events.contains(where: \.changesRefs) else { return nil }
        self.run = run
        self.entry = entry
    }

    /// Who asked for it; `nil` where the daemon did it by itself.
    public var by: String? {
        for event in entry.events {
            if case .requestTaken(let taken) = event, taken.refused == nil, !taken.by.isEmpty { return taken.by }
            if event.placeByHand != nil { return Self.byHand }
        }
        return nil
    }

    /// When: to the millisecond where a person asked.
    public var at: Instant {
        for case .requestTaken(let taken) in entry.events where taken.refused == nil { return taken.at }
        return entry.time
    }

    /// Every ref with what it held and holds, those of the user's first.
    ///
    /// - Parameter tip: where the run branch was before, for what somebody did to it by hand.
    public func moves(from tip: ObjectID?, branch: RefName?) -> [RefMove] {
        var moves: [RefMove] = []
        for event in entry.events {
            switch event {
            case .moved(let move): moves.append(move)
            case .accepted(let accepted) where accepted.commit != accepted.onto:
                moves.insert(
                    RefMove(ref: .branch(accepted.branch), old: accepted.onto, new: accepted.commit), at: 0)
            case .acceptUndone(let undone) where undone.commit != undone.onto:
                moves.insert(RefMove(ref: .branch(undone.branch), old: undone.commit, new: undone.onto), at: 0)
            default:
                guard let branch, let place = event.placeByHand else { continue }
                moves.insert(RefMove(ref: branch, old: tip, new: place), at: 0)
            }
        }
        return moves
    }

    /// How many refs change.
    public var refCount: Int { Set(moves(from: nil, branch: RefName("the run branch")).map(\.ref)).count }

    /// A change of a branch of the user's that asked for it.
    public struct BranchChange: Hashable, Sendable {
        /// What it was.
        public enum Kind: Hashable, Sendable {
            case accepted
            /// An accept, of that kind, was taken back.
            case undone(how: String)
        }

        /// What it was.
        public var kind: Kind
        /// The branch's short name.
        public var branch: String
        /// Where it was before.
        public var old: ObjectID
        /// Where it was then.
        public var new: ObjectID
        /// Whether the run's tags moved too.
        public var movesTags: Bool
    }

    /// The accept, or the end of one, that it is; `nil` for all else.
    public var acceptance: BranchChange? {
        let movesTags = entry.events.contains { if case .moved = $0 { true } else { false } }
        for event in entry.events {
            switch event {
            case .accepted(let accepted):
                return BranchChange(
                    kind: .accepted, branch: accepted.branch, old: accepted.onto, new: accepted.commit,
                    movesTags: movesTags)
            case .acceptUndone(let undone):
                return BranchChange(
                    kind: .undone(how: undone.how), branch: undone.branch, old: undone.commit, new: undone.onto,
                    movesTags: movesTags)
            default: continue
            }
        }
        return nil
    }

    /// Who moved a run branch.
    static let byHand = "by hand"
}

extension RunEvent {
    /// Whether it says that a ref changes, or was changed by somebody.
    fileprivate var changesRefs: Bool {
        switch self {
        // That a finished run is rejected changes none, nor does taking that back, which can be taken back all the same.
        case .moved, .accepted, .acceptUndone, .rejected, .restored: true
        default: placeByHand != nil
        }
    }

    /// Where somebody put the run branch by hand: nowhere, where it was deleted; `nil` where nobody did.
    fileprivate var placeByHand: ObjectID?? {
        switch self {
        case .amended(let amended): .some(amended.tip)
        case .integrationsWithdrawn(let withdrawn): .some(withdrawn.tip)
        case .rolledBack(let rollback) where rollback.isByHand: .some(rollback.tip)
        case .paused(let pause) where pause.cause == .branchMoved: .some(pause.tip)
        default: nil
        }
    }
}
