import BitCollections
public import GitNames
public import Pipelines

/// A try that was given up while it ran: its processes are still to end, and what they leave is still to be told.
public struct GivenUp: Hashable, Sendable, Codable {
    /// What it had started from.
    public var base: ObjectID
    /// The number of the last pass that is known of.
    public var iterations: Int
    /// When the pass after that began, as far as is known.
    public var passSince: Instant
}

/// What a try that was given up has left, now that its processes have ended.
///
/// What it has come to is nothing any more; what it wrote, made and used is known all the same.
public struct AttemptLeft: Hashable, Sendable, Codable {
    /// Which try.
    public var attempt: AttemptID
    /// The last commit of its work.
    public var tip: ObjectID
    /// The captured output, kept in the journal's tree under `logs/`; `nil` when there was none.
    public var log: ObjectID?
    /// Ignored files as a tree, kept in the journal's tree under `artifacts/`; `nil` when there were none.
    public var artifacts: ObjectID?
    /// When.
    public var at: Instant
}

extension Turn {
    /// Ends a try that nobody waits for any more: what it leaves comes when its processes have ended.
    mutating func giveUp(_ id: InstanceID, because reason: String) {
        guard let running = run.instance(id)?.running else { return }
        let tip = run.refs[run.workBranch(id)] ?? running.base
        emit(
            .attemptEnded(
                AttemptEnded(
                    attempt: AttemptID(id, running.attempt), isGivenUp: true,
                    outcome: .failed(Failure(.interrupted, reason, cancelled: true)), tip: tip, tree: tip,
                    iterations: running.iterations - running.before, log: nil, documents: [], at: now)))
    }

    /// Takes what a try that was given up has left: what it used counts, what it made stays reachable.
    mutating func leave(_ attempt: AttemptID, _ report: AttemptReport) {
        guard let left = run.givenUp[attempt] else { return }
        keep(report.tip)
        lastPassEnded(attempt, report, after: left.iterations)
        emit(
            .attemptLeft(
                AttemptLeft(
                    attempt: attempt, tip: report.tip, log: report.log, artifacts: report.artifacts, at: now)))
    }
}

extension Run {
    /// The tries that were given up and are runs of their own, each with that run.
    public var subrunsGivenUp: [(AttemptID, RunID)] {
        guard !givenUp.isEmpty, !wiring.usingPipelines.isEmpty else { return [] }
        return givenUp.sorted { $0.key < $1.key }.compactMap { attempt, left in
            subrun(attempt, base: left.base).map { (attempt, $0.runID()) }
        }
    }

    mutating func apply(_ left: AttemptLeft) throws(RunEventRefused) {
        guard givenUp.removeValue(forKey: left.attempt) != nil else {
            throw RunEventRefused(description: "\(left.attempt) was not given up")
        }
        remember(left.attempt) { past in
            past.tip = left.tip
            past.log = left.log
        }
        updatedAt = left.at
    }

    /// A pass of a try that was given up has ended meanwhile.
    mutating func applyToGivenUp(_ ended: IterationEnded) throws(RunEventRefused) {
        guard let left = givenUp[ended.attempt], ended.iteration > left.iterations else {
            throw RunEventRefused(description: "\(ended.attempt) has told of iteration \(ended.iteration)")
        }
        givenUp[ended.attempt]?.iterations = ended.iteration
        givenUp[ended.attempt]?.passSince = ended.at
        remember(ended.attempt) { past in
            past.tip = ended.tip
            past.iterations = ended.iteration - past.before
            past.usage += ended.usage
        }
    }

    /// Changes what is remembered of a try; its instance may be gone.
    private mutating func remember(_ attempt: AttemptID, _ body: (inout InstanceRun.Past) -> Void) {
        _ = stages.change(attempt.instance.stage) { stage in
            _ = stage.instances.change(attempt.instance.name) { instance in
                guard let index = instance.past.lastIndex(where: { $0.attempt == attempt.number }) else { return }
                body(&instance.past[index])
            }
        }
    }
}
