import Execution
import Git
import GitNames
import Orchestration
import Pipelines

/// Something that has come to the daemon's loop.
enum LoopInput: Sendable {
    /// Refs or worktrees may have changed.
    case look
    /// The timer that was set for this instant: some run may go on because of the time.
    case timer(Instant)
    /// The daemon is to stop.
    case stop
    case iterationEnded(RunID, AttemptID, IterationResult)
    case attemptEnded(RunID, AttemptID, AttemptResult)
    case mergeEnded(RunID, AttemptID, onto: ObjectID, MergeEnd)
}

/// What came of a merge.
struct MergeEnd: Sendable {
    /// `nil` when it could not be tried.
    var report: MergeReport?
    var packs: [KeptPack]
    /// Why it could not be tried.
    var failure: String?
}
