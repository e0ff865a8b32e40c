import GitNames
public import Orchestration
import OrderedCollections
public import Pipelines

/// What a rollback would do, decided without doing it: what `rollback --dry-run --json` gives.
public struct RollbackPlan: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// What it goes back to: a stage, a checkpoint `STAGE.N`, or `before STAGE/INSTANCE`.
    public var target: String
    /// Why it cannot be done now.
    @OrNull public var refused: String?
    /// Every ref that moves, in order.
    public var moves: [Move]
    /// Attempts that run now and would be stopped.
    public var stopped: [String]
    /// Instances that would be pending again, what was done last first.
    public var redone: [String]

    /// A ref that moves.
    public struct Move: Codable, Hashable, Sendable {
        /// Its full name.
        public var ref: String
        /// What it holds.
        @OrNull public var old: String?
        /// What it will hold; `null` when it is deleted.
        @OrNull public var new: String?
    }

    /// Decides what a rollback would do to the run as it is; a running attempt may end first and change that.
    public init(_ run: Run, to target: RollbackTarget, named name: String, resume: Bool, at now: Instant) {
        let planned = DryRun(.rollback(to: target, resume: resume), of: run, at: now)
        self.init(
            run: run.id.rawValue, target: name, refused: planned.refused, moves: planned.moves,
            stopped: planned.stopped, redone: [])
        guard refused == nil else { return }
        for integration in run.integrations.reversed() {
            let id = integration.attempt.instance
            guard run.status(of: id) == .succeeded, planned.run.status(of: id) != .succeeded,
                !redone.contains(id.description)
            else { continue }
            redone.append(id.description)
        }
    }

    private init(
        run: String, target: String, refused: String?, moves: [Move], stopped: [String], redone: [String]
    ) {
        self.run = run
        self.target = target
        self.moves = moves
        self.stopped = stopped
        self.redone = redone
        self.refused = refused
    }

    /// Every ref with what it holds and what it will hold.
    public func page() -> Page {
        var page = Page()
        page.add("rollback of " + StyledText(run, .name) + " to " + StyledText(target, .name))
        if let refused {
            page.add(StyledText("refused: \(refused)", .bad), level: 1)
            return page
        }
        page.add(moves: moves)
        if !stopped.isEmpty { page.add("stops: \(stopped.joined(separator: ", "))", level: 1) }
        if !redone.isEmpty { page.add("pending again: \(redone.joined(separator: ", "))", level: 1) }
        return page
    }
}
