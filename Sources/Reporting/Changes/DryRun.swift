import GitNames
import Orchestration
import Pipelines

/// What a request would do to a run as it is, decided without doing it.
struct DryRun {
    /// The run with all that was decided.
    let run: Run
    /// Why it cannot be done now.
    private(set) var refused: String?
    /// Every ref that would move, in order.
    private(set) var moves: [RollbackPlan.Move] = []
    /// Attempts that run now and would be stopped.
    private(set) var stopped: [String] = []

    init(_ request: ControlRequest, of run: Run, at now: Instant) {
        let turn = run.decide(.requested(ulid: "dry-run", by: "dry run", request), at: now)
        self.run = turn.run
        for event in turn.events {
            switch event {
            case .requestTaken(let taken): refused = taken.refused
            case .moved(let move): moves.append(.init(move))
            case .attemptEnded(let ended): stopped.append(ended.attempt.description)
            default: break
            }
        }
    }
}
