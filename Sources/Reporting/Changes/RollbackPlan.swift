import GitNames
public import Orchestration
import OrderedCollections
public import Pipelines

/// What a rollback would do, decided without doing it: what `rollback --dry-run --json` gives.
public struct RollbackPlan: Codable, Hashable, Sendable {
    /// The run's name.
    public var run: String
    /// The stage whose checkpoint it goes back to.
    public var stage: String
    /// Why it cannot be done now.
    @OrNull public var refused: String?
    /// Every ref that moves, in order.
    public var moves: [Move]
    /// Attempts that run now and would be stopped.
    public var stopped: [String]
    /// Instances that would be pending again.
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
    public init(_ run: Run, to stage: StageName, resume: Bool, at now: Instant) {
        let request = ControlRequest.rollback(to: stage, resume: resume)
        let turn = run.decide(.requested(ulid: "dry-run", by: "dry run", request), at: now)
        self.init(run: run.id.rawValue, stage: stage.rawValue, refused: nil, moves: [], stopped: [], redone: [])
        for event in turn.events {
            switch event {
            case .requestTaken(let taken): refused = taken.refused
            case .moved(let move): moves.append(Move(ref: move.ref.text, old: move.old?.hex, new: move.new?.hex))
            case .attemptEnded(let ended): stopped.append(ended.attempt.description)
            default: break
            }
        }
        guard refused == nil else { return }
        for (name, stage) in run.stages {
            for (instance, _) in stage.instances {
                let id = InstanceID(name, instance)
                guard run.status(of: id) == .succeeded, turn.run.status(of: id) != .succeeded else { continue }
                redone.append(id.description)
            }
        }
    }

    private init(
        run: String, stage: String, refused: String?, moves: [Move], stopped: [String], redone: [String]
    ) {
        self.run = run
        self.stage = stage
        self.moves = moves
        self.stopped = stopped
        self.redone = redone
        self.refused = refused
    }

    /// Every ref with what it holds and what it will hold.
    public func page() -> Page {
        var page = Page()
        page.add("rollback of " + StyledText(run, .name) + " to " + StyledText(stage, .name))
        if let refused {
            page.add(StyledText("refused: \(refused)", .bad), level: 1)
            return page
        }
        page.add(
            rows: moves.map { move in
                [
                    StyledText(move.ref), StyledText(move.old.map { String($0.prefix(7)) } ?? "(new)", .faint), "->",
                    StyledText(move.new.map { String($0.prefix(7)) } ?? "(deleted)"),
                ]
            }, level: 1)
        if moves.isEmpty { page.add("no ref moves", level: 1) }
        if !stopped.isEmpty { page.add("stops: \(stopped.joined(separator: ", "))", level: 1) }
        if !redone.isEmpty { page.add("pending again: \(redone.joined(separator: ", "))", level: 1) }
        return page
    }
}
