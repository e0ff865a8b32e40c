import GitNames
import JSONValues
public import Orchestration
import OrderedCollections
import Pipelines

extension StatusReport {
    /// The report of some runs; newest first, by when they were created, and what is part of one below it.
    ///
    /// - Parameter slots: what all runs have taken of what they share, where the caller knows it.
    public init(_ runs: [Run], damaged: [DamagedRun] = [], among slots: SlotTable? = nil) {
        let sorted = runs.sorted { ($1.creation.at, $0.id) < ($0.creation.at, $1.id) }
        let ids = Set(runs.map(\.id))
        let parts = Dictionary(grouping: sorted) { $0.creation.request.parent?.run }
        func tree(of run: Run) -> [RunReport] {
            [RunReport(run, among: slots)] + (parts[run.id] ?? []).reversed().flatMap(tree)
        }
        let whole = sorted.filter { run in run.creation.request.parent.map { !ids.contains($0.run) } ?? true }
        self.init(runs: whole.flatMap(tree), damaged: damaged)
    }
}

extension RunReport {
    /// The report of one run.
    ///
    /// - Parameter slots: what all runs have taken of what they share, where the caller knows it.
    public init(_ run: Run, among slots: SlotTable? = nil) {
        let stages = run.stages.map { StageReport(run, $0.key, $0.value, among: slots) }
        let status = run.status
        var blocked: BlockedOn?
        switch status {
        case .queued, .waiting:
            // What has no turn any more, since the run is being closed, is not what it waits for.
            let reasons =
                run.currentStages.compactMap { run.blockedOn(stage: $0, among: slots) }
                + [run.undecided].compactMap(\.self)
            // A stage that waits for another says nothing of what the run waits for.
            let own = reasons.filter { $0.reason != .waitingForStage }
            blocked = (own.isEmpty ? reasons : own).min { $0.reason < $1.reason }
        case .paused: blocked = run.pause.map { BlockedOn($0.cause.reason, $0.detail) }
        case .running, .succeeded, .failed, .cancelled, .superseded: break
        }
        let closing = run.end == nil ? run.closing : nil
        self.init(
            id: run.id.rawValue, pipeline: run.creation.pipeline.name.rawValue, status: status.rawValue,
            blockedOn: blocked?.reason.rawValue, blockedDetail: blocked?.detail, reason: run.end?.reason,
            closesAs: closing?.status.rawValue,
            closesFor: closing?.reason, pausesAfter: run.pausePlan?.after.rawValue,
            base: run.creation.request.commit.hex, source: run.creation.request.branch,
            branch: run.branch.branchName ?? run.branch.text, accepted: run.acceptance.map { AcceptedReport($0) },
            tip: run.tip.hex, parent: run.creation.request.parent?.path,
            document: run.creation.request.documents.first?.path, startedAt: run.creation.at.isoText,
            finishedAt: run.end?.at.isoText,
            usage: run.usage.map { UsageReport($0) }, budget: BudgetReport(run.account, run.creation.pipeline.budget),
            stages: stages)
    }
}

extension AcceptedReport {
    init(_ accepted: Accepted) {
        self.init(
            branch: accepted.branch, commit: accepted.commit.hex, how: accepted.how, by: accepted.by,
            at: accepted.at.isoText, revertedBy: accepted.revertedBy?.hex)
    }

    /// Onto what, by whom, and what has become of it.
    var text: String {
        "onto \(branch) as \(commit.prefix(7)) by \(by)" + (revertedBy.map { "; reverted by \($0.prefix(7))" } ?? "")
    }
}

extension StageReport {
    /// The report of a stage of that run.
    init(_ run: Run, _ name: StageName, _ stage: StageRun, among slots: SlotTable? = nil) {
        let blocked = run.blockedOn(stage: name, among: slots)
        let reasons = run.blockedOn(in: name, among: slots)
        var detail = blocked?.detail
        if case .skipped(let skip) = stage.progress { detail = skip.reason }
        if case .failed = stage.progress { detail = run.successReport(of: name)?.detail }
        let tag = stage.checkpoint.map { run.checkpointTag(name, $0.number) }
        self.init(
            name: name.rawValue, closing: run.definition(name)?.closing?.rawValue,
            status: run.status(of: name).rawValue, blockedOn: blocked?.reason.rawValue,
            blockedDetail: detail, checkpoint: tag.map { $0.rest(after: "refs/tags/") ?? $0.text },
            checkpointCommit: stage.checkpoint?.commit.hex,
            fansOut: run.creation.pipeline.stage(name)?.fansOut ?? false,
            maxIterations: run.creation.pipeline.stage(name)?.loop.maxIterations ?? 1,
            usage: stage.usage.map { UsageReport($0) },
            budget: BudgetReport(stage.account, run.creation.pipeline.stage(name)?.budget),
            instances: stage.instances.map {
                InstanceReport(run, InstanceID(name, $0.key), $0.value, reasons[$0.key])
            })
    }
}

extension InstanceReport {
    /// The report of an instance of that run, and why it is not running.
    init(_ run: Run, _ id: InstanceID, _ instance: InstanceRun, _ blocked: BlockedOn?) {
        var detail = blocked?.detail
        if case .skipped(let skip) = instance.progress { detail = skip.reason }
        self.init(
            name: id.name.rawValue, title: instance.event?.data["spec"]?["title"]?.stringValue,
            status: run.status(of: id).rawValue, blockedOn: blocked?.reason.rawValue, blockedDetail: detail,
            blockedUntil: blocked?.until?.isoText, attempts: run.attemptNumbers[id] ?? 0,
            iterations: instance.iterations, usage: instance.usage.map { UsageReport($0) },
            run: run.newestSubrun(of: id)?.rawValue,
            running: instance.running.map {
                Running(attempt: $0.attempt, iterations: $0.iterations, since: $0.since.isoText)
            },
            failure: instance.failure.map { FailureReport($0) })
    }
}

extension Run {
    /// The run that the newest try of an instance is, or was, where its stage uses a pipeline.
    func newestSubrun(of id: InstanceID) -> RunID? {
        let instance = instance(id)
        return (instance?.running?.attempt ?? instance?.past.last?.attempt).flatMap { subrun(of: AttemptID(id, $0)) }
    }
}

extension Paused.Cause {
    /// The reason that stands for it.
    var reason: BlockedOn.Reason {
        switch self {
        case .requested, .parent, .rolledBack, .afterStage, .budget: .paused
        case .branchMoved: .branchMoved
        case .journalMoved: .untrusted
        }
    }
}

extension FailureReport {
    init(_ failure: Failure) {
        self.init(class: failure.errorClass.rawValue, message: failure.message, exitCode: failure.exitCode)
    }
}

extension InstanceRun {
    /// Why it is failed or put off; `nil` once it goes on or has succeeded.
    var failure: Failure? {
        switch progress {
        case .failed(let failure), .backingOff(_, let failure): failure
        case .waiting, .cancelled: past.last?.failure
        case .running, .withheld, .integrating, .conflicted, .succeeded, .skipped: nil
        }
    }
}
