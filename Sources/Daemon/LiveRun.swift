import GitNames
import Orchestration
import Pipelines

/// A run that this daemon owns, with what only a live one has.
///
/// There is one of each: a run is a large value, and the loop looks at all of them in every turn.
final class LiveRun {
    /// As published.
    var run: Run
    /// The journal's last entry.
    var head: ObjectID?
    /// Refs whose stated moves have landed since that entry.
    var landed: [RefName] = []
    /// The turn that is being decided.
    var turn: Turn?
    /// What waits for nothing but a slot, as of the last turn: only a turn of its own changes that.
    private(set) var ready: [SlotNeed] = []
    /// Whether the last try of its moves found something in the way.
    var isStuck = false

    init(run: Run, head: ObjectID?) {
        self.run = run
        self.head = head
    }

    /// As it is with what is being decided.
    var latest: Run { turn?.run ?? run }

    /// Whether anything can follow from its state: it has not ended, or the last of it is not yet told or done.
    var isBusy: Bool { run.end == nil || turn != nil || !landed.isEmpty || !run.pendingMoves.isEmpty }

    /// Decides a command, in the turn that is under way or a new one; slots are handed out before it is published.
    func decide(_ command: RunCommand, at now: Instant) {
        take((turn ?? run.turn(at: now).landing(landed)).followed(by: command, allowing: nil))
    }

    /// Makes the run.
    func create(_ created: RunCreated) { take(Run.create(created, allowing: nil)) }

    /// Starts what slots were handed out for, in the turn that is under way or a new one.
    func grant(_ share: Allowance, at now: Instant) {
        take((turn ?? run.turn(at: now).landing(landed)).granted(share))
    }

    private func take(_ turn: Turn) {
        self.turn = turn
        ready = turn.ready
    }

    /// The turn, if it has something to say.
    ///
    /// That moves have landed rides on the next entry; alone it is worth one only when the run has ended.
    func takeTurn(at now: Instant) -> Turn? {
        if turn == nil, run.end != nil, !landed.isEmpty { turn = run.turn(at: now).landing(landed) }
        guard let turn else { return nil }
        self.turn = nil
        let isOnlyLanding = turn.events.allSatisfy { if case .landed = $0 { true } else { false } }
        return isOnlyLanding && (turn.events.isEmpty || run.end == nil) ? nil : turn
    }
}
