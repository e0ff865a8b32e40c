public import GitNames
public import JSONValues
public import Pipelines

/// Something that is to be done in the world, derived from state alone: doing it twice does no harm, and until a
/// command says what came of it, it stays outstanding.
public enum Effect: Hashable, Sendable {
    /// Run this attempt; one that runs and is not asked for any more is to be ended.
    case attempt(AttemptOrder)
    /// Carry out this try as a run of its own, and say what came of it.
    case subrun(SubrunOrder)
    /// Merge a result with the tip in memory, and validate what comes out.
    case merge(MergeOrder)
    /// Compare the tree that was approved with the run branch's.
    case compareApproval(ApprovalCheck)
    /// Move a ref by compare-and-swap.
    case move(RefMove)
    /// Say `proceed` at that time.
    case wake(at: Instant)
    /// Tell an older run of the group that this one takes over.
    case supersede(RunID)
    /// Say when that run has ended.
    case awaitEnd(of: RunID)
}

/// All that an attempt needs.
public struct AttemptOrder: Hashable, Sendable {
    /// The fencing token.
    public var attempt: AttemptID
    /// The run branch's tip that it started from.
    public var base: ObjectID
    /// The commit that its work tree holds at first.
    public var from: ObjectID
    /// The branch that is checked out in it.
    public var workBranch: RefName
    /// How it works.
    public var loop: LoopType
    /// What it is given.
    public var input: JSON
    /// A bound on the attempt.
    public var timeout: Duration?
    /// When it started.
    public var since: Instant
    /// What ended the attempt before it, where that says something about the work.
    public var previous: Failure?
    /// How many passes the loop had made at `from`; 0 when it begins anew.
    public var before: Int
    /// The number of the last pass that is known to have ended.
    public var ended: Int
    /// Whether another one may begin after that.
    public var mayGoOn: Bool
}

/// All that a merge needs.
public struct MergeOrder: Hashable, Sendable {
    /// Whose result.
    public var attempt: AttemptID
    /// What it started from.
    public var base: ObjectID
    /// The result's commit.
    public var result: ObjectID
    /// The result's tree.
    public var tree: ObjectID
    /// The run branch's tip.
    public var onto: ObjectID
    /// How the merged tree is validated, where it is.
    public var loop: LoopType
    /// What the attempt was given.
    public var timeout: Duration?
}

extension Run {
    /// Everything that is to be done for this run now.
    public var outstandingEffects: [Effect] {
        var effects: [Effect] = pendingMoves.map { .move($0) }
        guard end == nil else { return effects }
        effects += creation.supersedes.map { .supersede($0) }
        effects += waitsFor.map { .awaitEnd(of: $0) }
        if let wake = [nextWake, deadline, pause?.until].compactMap({ $0 }).min() { effects.append(.wake(at: wake)) }
        guard cancel == nil else { return effects }
        effects += attemptOrders.map { .attempt($0) }
        effects += subrunOrders.map { .subrun($0) }
        if let merge = mergeOrder { effects.append(.merge(merge)) }
        effects += approvalChecks.map { .compareApproval($0) }
        return effects
    }

    private var attemptOrders: [AttemptOrder] {
        runningInstances.compactMap { id, instance in
            guard let running = instance.running, let definition = definition(id.stage),
                definition.loop.pipeline == nil
            else { return nil }
            return AttemptOrder(
                attempt: AttemptID(id, running.attempt), base: running.base, from: running.from ?? running.base,
                workBranch: workBranch(id),
                loop: definition.loop, input: running.input, timeout: definition.timeout, since: running.since,
                previous: instance.failureOfTheWork ?? feedback(for: id, instance), before: running.before,
                ended: running.iterations, mayGoOn: pause == nil && untrusted.isEmpty)
        }
    }

    /// The first result in line, when it does not stand on the tip.
    private var mergeOrder: MergeOrder? {
        guard mayIntegrate, let id = integrationQueue.first, let result = instance(id)?.pendingResult,
            result.base != tip, let definition = definition(id.stage)
        else { return nil }
        return MergeOrder(
            attempt: AttemptID(id, result.attempt), base: result.base, result: result.tip, tree: result.tree, onto: tip,
            loop: definition.loop, timeout: definition.timeout)
    }
}

extension InstanceRun {
    /// What was wrong with the last try: with its result, where that could not be put onto the run branch.
    fileprivate var failureOfTheWork: Failure? {
        if let rejection {
            return Failure(
                .failed,
                "the result could not be put onto what others had finished meanwhile (\(rejection)); it is to be "
                    + "done again on top of that")
        }
        return past.last?.failure.flatMap { $0.isOfTheWork ? $0 : nil }
    }
}

extension Failure {
    /// Whether the work itself failed, rather than what surrounds it.
    fileprivate var isOfTheWork: Bool {
        switch errorClass {
        case .failed, .timeout, .invalidOutput: !cancelled
        case .transient, .config, .interrupted: false
        }
    }
}
