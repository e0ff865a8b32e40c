import GitNames
import JSONValues
public import Orchestration
import OrderedCollections
public import Pipelines

extension ShowRun {
    /// The details of that run.
    public init(_ run: Run, among slots: SlotTable? = nil, review: Review? = nil) {
        let request = run.creation.request
        self.init(
            run: RunReport(run, among: slots), owner: run.owner, event: request.eventType, priority: run.priority,
            documents: request.documents.map { Document(path: $0.path, blob: $0.blob.hex) }, inputs: request.inputs,
            group: request.group, waitsFor: run.waitsFor.map(\.rawValue), untrusted: run.untrusted,
            refs: Dictionary(uniqueKeysWithValues: run.refs.map { ($0.key.text, $0.value.hex) }),
            integrations: run.integrations.map {
                Integration(
                    commit: $0.commit.hex, stage: $0.attempt.instance.stage.rawValue,
                    instance: $0.attempt.instance.name.rawValue, attempt: $0.attempt.number)
            }, review: review)
    }
}

extension ShowStage {
    /// The details of a stage; `nil` where the run has none of that name.
    public init?(_ run: Run, _ name: StageName, among slots: SlotTable? = nil, review: Review? = nil) {
        guard let stage = run.stages[name], let definition = run.creation.pipeline.stage(name) else { return nil }
        self.init(
            run: run.id.rawValue, stage: StageReport(run, name, stage, among: slots),
            loop: definition.loop.name.rawValue,
            commands: definition.loop.commandTexts, triggers: definition.triggers.map(\.text),
            parallelInstances: definition.parallelInstances, usesLimit: definition.limits.map(\.rawValue),
            timeout: definition.timeout.map { DurationText.write($0) }, outputs: stage.checkpoint?.outputs ?? .null,
            review: review)
    }
}

extension ShowInstance {
    /// The details of an instance; `nil` where the run has none of that name.
    public init?(
        _ run: Run, _ id: InstanceID, among slots: SlotTable? = nil, history: AttemptHistory? = nil,
        review: Review? = nil
    ) {
        guard let instance = run.instance(id) else { return nil }
        let branch = run.workBranch(id)
        let history = history ?? AttemptHistory(run)
        var attempts = history.records(of: id).map { past in
            Attempt(
                number: past.attempt.number, status: past.failure == nil ? "succeeded" : "failed", base: past.base.hex,
                tip: past.tip.hex, iterations: past.iterations, startedAt: past.since.isoText,
                finishedAt: past.at.isoText, log: past.log?.hex,
                run: run.subrun(past.attempt, base: past.base)?.runID().rawValue,
                usage: past.usage.map { UsageReport($0) },
                passes: Self.passes(of: past.attempt, history), failure: past.failure.map { FailureReport($0) })
        }
        if let running = instance.running {
            attempts.append(
                Attempt(
                    number: running.attempt, status: "running", base: running.base.hex, tip: run.refs[branch]?.hex,
                    iterations: running.iterations, startedAt: running.since.isoText, finishedAt: nil, log: nil,
                    run: run.newestSubrun(of: id)?.rawValue, usage: running.usage.map { UsageReport($0) },
                    passes: Self.passes(of: AttemptID(id, running.attempt), history),
                    failure: nil))
        }
        let reason = run.blockedOn(id, among: slots)
        self.init(
            run: run.id.rawValue, stage: id.stage.rawValue, instance: InstanceReport(run, id, instance, reason),
            branch: branch.branchName ?? branch.text,
            integrated: run.integrations.last { $0.attempt.instance == id }?.commit.hex, attempts: attempts,
            input: instance.running?.input ?? .null, outputs: instance.result?.outputs ?? .null,
            review: review)
    }
}

extension ShowInstance {
    private static func passes(of attempt: AttemptID, _ history: AttemptHistory) -> [Attempt.Pass] {
        history.passes(of: attempt).map { pass in
            Attempt.Pass(
                iteration: pass.iteration, tip: pass.tip.hex, verdict: pass.verdict, at: pass.at.isoText,
                usage: pass.usage.map { UsageReport($0) })
        }
    }
}

extension LoopType {
    /// What it runs, each with what it is for.
    var commandTexts: [String] {
        var texts: [String] = []
        if let setup { texts.append("setup: \(setup)") }
        switch work {
        case .builtin(let loop): texts.append("builtin: \(loop.rawValue)")
        case .command(let command): texts.append("run: \(command)")
        case .agent(let work): texts.append("agent: \(work.text)")
        case .pipeline(let pipeline): texts.append("uses: \(pipeline.name)")
        }
        if let validate { texts.append("validate: \(validate)") }
        return texts
    }
}
