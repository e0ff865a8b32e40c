public import GitNames
public import Pipelines

/// What one command comes to: one journal entry, and the run as it is once that is published.
public struct Turn: Hashable, Sendable {
    /// The run, with all events of this turn applied.
    public internal(set) var run: Run
    /// What the entry will say; empty when the command changes nothing.
    public private(set) var events: [RunEvent] = []
    /// Objects that the events refer to; written before the entry.
    public private(set) var objects: [ObjectDraft] = []
    /// Commits that must stay reachable from the entry.
    public private(set) var keeps: [ObjectID] = []
    /// What waits for nothing but a slot that all runs share, in the order in which it starts.
    public internal(set) var ready: [SlotNeed] = []
    /// How many attempts it may still start; `nil` while slots have not been handed out.
    var allowance: Allowance?
    /// When.
    public let now: Instant

    init(_ run: Run, at now: Instant, allowing allowance: Allowance?) {
        self.run = run
        self.now = now
        self.allowance = allowance
    }

    /// Adds an event that `apply` accepts.
    ///
    /// The core only makes events that fit; one that does not is our mistake, and stops here before it is written.
    mutating func emit(_ event: RunEvent) {
        do {
            try run.apply(event)
        } catch {
            preconditionFailure("decide made an event that apply refuses: \(error)")
        }
        events.append(event)
    }

    /// States a ref's move from what it holds; nothing when it holds that already.
    mutating func move(_ ref: RefName, to new: ObjectID?) {
        let old = run.refs[ref]
        guard old != new else { return }
        if let old { keep(old) }
        if let new { keep(new) }
        emit(.moved(RefMove(ref: ref, old: old, new: new)))
    }

    /// Asks that a commit stay reachable.
    mutating func keep(_ commit: ObjectID) {
        if !keeps.contains(commit) { keeps.append(commit) }
    }

    /// Asks for an object; answers its name.
    mutating func write(_ draft: ObjectDraft) -> ObjectID {
        if !objects.contains(draft) { objects.append(draft) }
        return draft.id
    }
}

extension Run {
    /// Decides what follows from a command: pure, so that it can be tried, refused and tried again.
    ///
    /// - Parameter allowance: how many attempts may start; `nil` where slots are handed out afterwards, to what the turn
    ///   then says is `ready`.
    public func decide(_ command: RunCommand, at now: Instant, allowing allowance: Allowance? = .unbounded) -> Turn {
        turn(at: now).followed(by: command, allowing: allowance)
    }

    /// The turn that creates a run: its first entry.
    public static func create(_ created: RunCreated, allowing allowance: Allowance? = .unbounded) -> Turn {
        var turn = Turn(Run(created), at: created.at, allowing: allowance)
        turn.open(created)
        turn.advance()
        turn.endWaits()
        return turn
    }
}

extension Turn {
    /// The same turn with one more command decided in it.
    public func followed(by command: RunCommand, allowing allowance: Allowance? = .unbounded) -> Turn {
        var turn = self
        turn.allowance = allowance
        turn.handle(command)
        turn.advance()
        turn.endWaits()
        return turn
    }

    /// The same turn, now that slots have been handed out.
    public func granted(_ allowance: Allowance) -> Turn {
        var turn = self
        turn.allowance = allowance
        if allowance != .none { turn.advance() }
        turn.endWaits()
        return turn
    }

    /// The turn with a statement that earlier moves have happened.
    public func landing(_ refs: [RefName]) -> Turn {
        guard !refs.isEmpty else { return self }
        var turn = self
        turn.emit(.landed(refs))
        return turn
    }

    /// The first event cannot be applied to a run; it makes one.
    fileprivate mutating func open(_ created: RunCreated) {
        events.append(.created(created))
        keep(created.request.commit)
        move(run.branch, to: created.request.commit)
    }

    mutating func handle(_ command: RunCommand) {
        switch command {
        case .proceed: break
        case .iterationEnded(let attempt, let iteration, let tip, let verdict, let usage):
            iterationEnded(attempt, iteration, tip, verdict, usage)
        case .attemptEnded(let attempt, let report): attemptEnded(attempt, report)
        case .mergeTried(let attempt, let onto, let report): mergeTried(attempt, onto, report)
        case .dayUsedUp(let detail, let until): dayUsedUp(detail, until: until)
        case .agentFound(let agent): agentFound(agent)
        case .interrupted(let attempts): for attempt in attempts { interrupted(attempt) }
        case .branchMoved(let tip, let relation): branchMoved(to: tip, relation)
        case .projectionMoved(let ref, let value): projectionMoved(ref, to: value)
        case .journalMoved(let detail): pause(.journalMoved, detail)
        case .checkedOut(let worktree):
            if run.checkedOutIn != worktree { emit(.checkedOut(CheckedOut(worktree: worktree))) }
        case .requested(let ulid, let by, let request): requested(ulid, by, request)
        case .eventCame(let event, let by): eventCame(event, by: by)
        case .trusted(let by):
            if !run.untrusted.isEmpty { emit(.trusted(Trusted(by: by, at: now))) }
        case .adoptionAsked(let ulid, let by, let adoption): adoptionAsked(ulid, by, adoption)
        case .superseded(let newer):
            guard run.end == nil, run.cancel == nil, run.closing == nil else { return }
            emit(.cancelRequested(CancelRequested(status: .superseded, by: newer.rawValue, at: now)))
        case .approvalCompared(let check, let changed): approvalCompared(check, changed)
        case .acceptanceReverted(let commit, let holds): acceptanceReverted(by: commit, holds: holds)
        case .parentMayGoOn(let mayGoOn): parentMayGoOn(mayGoOn)
        case .parentLeft(let isFinal): parentLeft(isFinal)
        case .predecessorEnded(let other):
            if run.waitsFor.contains(other) { emit(.predecessorEnded(PredecessorEnded(run: other))) }
        }
    }
}

extension Run {
    /// A turn in which nothing has been decided yet.
    public func turn(at now: Instant) -> Turn { Turn(self, at: now, allowing: nil) }
}
