import Pipelines
public import Journaling
public import Orchestration
import OrderedCollections

/// Counts and times a run while its journal is read, entry after entry.
///
/// What an instance waits for is asked of the run's state after each entry, for it changes with nothing else. In a run
/// with very many instances it is asked after every so many entries only, so that the work grows with the number of
/// entries; when a wait ends because a try starts is exact in any case.
public struct MeasuringFold: Sendable {
    /// What was counted so far; `nil` before the first entry.
    public private(set) var measures: RunMeasures?

    private var run: Run?
    private var openedAt = Instant(milliseconds: 0)
    private var waiting: OrderedDictionary<InstanceID, (reason: BlockedOn.Reason, since: Instant)> = [:]
    private var ended: [RunMeasures.Wait] = []
    private var stageStarts: [StageName: Instant] = [:]
    private var isRun: Set<StageName> = []
    private var unseen = 0

    /// Nothing read yet.
    public init() {}

    /// Everything that a journal tells.
    public static func measures(
        of entries: some Sequence<JournalEntry<RunEvent>>
    ) throws(RunEventRefused) -> RunMeasures? {
        var fold = MeasuringFold()
        for entry in entries { try fold.take(entry) }
        return fold.finished
    }

    /// What was counted, with the waits that still go on.
    public var finished: RunMeasures? {
        var measures = measures
        measures?.waits =
            ended + waiting.map { .init(instance: $0.key, reason: $0.value.reason, since: $0.value.since) }
        measures?.status = run?.status ?? .failed
        return measures
    }

    /// Takes the next entry.
    public mutating func take(_ entry: JournalEntry<RunEvent>) throws(RunEventRefused) {
        for event in entry.events {
            if case .created(let created) = event, run == nil {
                begin(created)
            } else {
                try run?.apply(event)
            }
            count(event, in: entry)
        }
        guard let run else { return }
        measures?.entries += 1
        // Entries say whole seconds, most events thousandths of one.
        let now = max(measures?.updatedAt ?? run.updatedAt, run.updatedAt)
        measures?.updatedAt = now
        look(at: run, now)
    }

    private mutating func begin(_ created: RunCreated) {
        run = Run(created)
        openedAt = created.at
        isRun = Set(created.pipeline.stages.filter { $0.loop.pipeline != nil }.map(\.name))
        measures = RunMeasures(
            id: created.id, pipeline: created.pipeline.name, isPart: created.request.parent != nil,
            createdAt: created.at, status: .queued, updatedAt: created.at)
    }

    private mutating func count(_ event: RunEvent, in entry: JournalEntry<RunEvent>) {
        switch event {
        case .attemptStarted(let started):
            let id = started.attempt.instance
            measures?.running[id] = started.at
            if measures?.firstStart == nil { measures?.firstStart = started.at }
            if stageStarts[id.stage] == nil { stageStarts[id.stage] = started.at }
            endWait(of: id, at: started.at)
        case .iterationEnded(let ended):
            let stage = ended.attempt.instance.stage
            // What a run within this one has used is counted there.
            guard !isRun.contains(stage) else { return }
            measures?.passes.append(.init(stage: stage, time: ended.time, usage: ended.usage, at: ended.at))
        case .attemptEnded(let ended):
            guard let since = measures?.running.removeValue(forKey: ended.attempt.instance) else { return }
            measures?.attempts.append(
                .init(
                    id: ended.attempt, isRun: isRun.contains(ended.attempt.instance.stage),
                    result: .init(ended.outcome), since: since, at: ended.at))
        case .stageSucceeded(let ended): end(ended.stage, .succeeded, at: ended.at)
        case .stageFailed(let ended): end(ended.stage, .failed, at: ended.at)
        case .stageSkipped(let skipped): end(skipped.stage, .skipped, at: entry.time)
        case .ended(let ended):
            measures?.ends.append(.init(status: ended.status, since: openedAt, at: ended.at))
        default:
            // A run that goes on after its end, or instead of it.
            if let run, openedAt < run.openedAt { openedAt = run.openedAt }
        }
    }

    private mutating func end(_ stage: StageName, _ result: RunMeasures.StageEnd.Result, at now: Instant) {
        measures?.stageEnds.append(
            .init(stage: stage, result: result, since: stageStarts.removeValue(forKey: stage), at: now))
    }

    private mutating func endWait(of id: InstanceID, at now: Instant) {
        guard let (reason, since) = waiting.removeValue(forKey: id) else { return }
        ended.append(.init(instance: id, reason: reason, since: since, until: max(since, now)))
    }

    // MARK: - What instances wait for

    /// So many instances are looked at after every entry; with twice as many it is every second one.
    private static let atOnce = 100

    private mutating func look(at run: Run, _ now: Instant) {
        if run.end != nil {
            for id in Array(waiting.keys) { endWait(of: id, at: now) }
            return
        }
        let open = run.stages.filter { $0.value.progress == .open }
        let count = open.reduce(0) { $0 + $1.value.instances.count }
        unseen += 1
        guard unseen * Self.atOnce >= count || run.pause != nil else { return }
        unseen = 0
        var reasons: [InstanceID: BlockedOn.Reason] = [:]
        for (stage, _) in open {
            for (name, blocked) in run.blockedOn(in: stage) { reasons[InstanceID(stage, name)] = blocked.reason }
        }
        for (id, wait) in waiting where reasons[id] != wait.reason { endWait(of: id, at: now) }
        for (stage, state) in open {
            for name in state.instances.keys {
                let id = InstanceID(stage, name)
                if let reason = reasons[id], waiting[id] == nil { waiting[id] = (reason, now) }
            }
        }
    }
}

extension RunMeasures.Attempt.Result {
    init(_ outcome: AttemptEnded.Outcome) {
        switch outcome {
        case .succeeded: self = .succeeded
        case .failed(let failure): self = failure.cancelled || failure.isHeld ? .stopped : .failed(failure)
        }
    }
}
