import Execution
import Git
import GitNames
import Orchestration
import Pipelines
import Watching

/// Something that has come to the daemon's loop.
enum LoopInput: Sendable {
    /// Refs or detached HEADs have moved; by whom, the loop finds out.
    case moved([RefChange])
    /// The timer that was set for this instant: some run may go on because of the time.
    case timer(Instant)
    /// The daemon is to stop.
    case stop
    /// The daemon was made to stop as if it had died.
    case fault(any Error)
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
