import BitCollections
public import GitNames
public import JSONValues
public import Pipelines

/// The try of another run's stage that a run is.
public struct ParentAttempt: Hashable, Sendable, Codable {
    /// The other run.
    public var run: RunID
    /// Which try of which of its instances.
    public var attempt: AttemptID
    /// The pipelines of the runs that led to it, its own last.
    public var chain: [PipelineName]

    /// States it.
    public init(run: RunID, attempt: AttemptID, chain: [PipelineName]) {
        self.run = run
        self.attempt = attempt
        self.chain = chain
    }

    /// As a person names it: `RUN/STAGE`, `RUN/STAGE/INSTANCE`.
    public var path: String { "\(run)/\(attempt.instance)" }
}

/// All that is needed to carry out a try that is a run of its own.
public struct SubrunOrder: Hashable, Sendable {
    /// The fencing token.
    public var attempt: AttemptID
    /// What the other run is asked for.
    public var request: RunRequest
    /// Whether more may start in it.
    public var mayGoOn: Bool
}

extension Run {
    /// The run that a try of an instance is, where the stage uses a pipeline: its name follows from the try's.
    ///
    /// - Parameters:
    ///   - base: what the try started from.
    ///   - input: what it was given.
    public func subrun(_ attempt: AttemptID, base: ObjectID, input: JSON = .object([:])) -> RunRequest? {
        guard let pipeline = definition(attempt.instance.stage)?.loop.pipeline else { return nil }
        let request = creation.request
        return RunRequest(
            pipeline: pipeline.name, commit: base, branch: request.branch, eventType: request.eventType,
            documents: request.documents, inputs: input, nonce: "\(id)/\(attempt)", event: request.event,
            parent: ParentAttempt(run: id, attempt: attempt, chain: chain(of: attempt.instance)),
            priority: priority)
    }

    /// The name of the run that a try of an instance is, or was, where the stage uses a pipeline.
    public func subrun(of attempt: AttemptID) -> RunID? {
        guard let instance = instance(attempt.instance) else { return nil }
        let running = instance.running.flatMap { $0.attempt == attempt.number ? $0.base : nil }
        let base = running ?? instance.past.last { $0.attempt == attempt.number }?.base
        return base.flatMap { subrun(attempt, base: $0)?.runID() }
    }

    /// The tries under way that are runs of their own: of the stages that use pipelines alone, for this is asked often
    /// and most runs have none.
    public var subrunOrders: [SubrunOrder] {
        let using = wiring.usingPipelines
        guard !using.isEmpty else { return [] }
        return using.intersection(stages.positions(.hasRunning)).map { creation.pipeline.stages[$0] }.flatMap { stage in
            (stages[stage.name]?.instances.all(.running) ?? []).compactMap { name, instance in
                guard let running = instance.running else { return nil }
                let attempt = AttemptID(InstanceID(stage.name, name), running.attempt)
                guard let request = subrun(attempt, base: running.base, input: running.input) else { return nil }
                return SubrunOrder(
                    attempt: attempt, request: request, mayGoOn: pause == nil && untrusted.isEmpty)
            }
        }
    }

    /// Tries under way that end with the daemon: not those that are runs of their own.
    public var interruptibleAttempts: [AttemptID] {
        runningAttempts.filter { definition($0.instance.stage)?.loop.pipeline == nil }
    }

    /// What a run that is a try of this one starts from: the definition that this one keeps, and the same documents.
    ///
    /// Its commands were looked at as this run's. `nil` where the stage uses no pipeline.
    public func creation(of requested: RunRequested) -> RunCreated? {
        guard let stage = requested.request.parent.flatMap({ definition($0.attempt.instance.stage) }),
            var pipeline = stage.loop.pipeline
        else { return nil }
        pipeline.timeout = [stage.timeout, pipeline.timeout].compactMap(\.self).min()
        return RunCreated(
            id: requested.id, owner: owner, pipeline: pipeline, request: requested.request,
            documents: creation.documents, knownSpecs: creation.knownSpecs, branchPrefix: creation.branchPrefix,
            identity: creation.identity, untrusted: [], supersedes: [], after: [],
            transientLimit: creation.transientLimit, at: requested.at)
    }

    /// What this run, which has ended, comes to as a try of another.
    ///
    /// What it gives is `stages`: of each stage its `outputs` and its `status`.
    ///
    /// - Parameter tree: of its tip.
    public func reportToParent(tree: ObjectID) -> AttemptReport? {
        guard let end else { return nil }
        let outcome: AttemptReport.Outcome
        switch end.status {
        case .succeeded:
            let shown = stages.keys.map { name -> (String, JSON) in
                let outputs = stages[name]?.checkpoint?.outputs ?? .object([:])
                return (name.rawValue, ["outputs": outputs, "status": .string(status(of: name).rawValue)])
            }
            outcome = .finished(["stages": .object(Dictionary(shown) { first, _ in first })])
        case .failed: outcome = .failed(Failure(.failed, "run \(id) failed: \(end.reason)"))
        // Somebody ended it on purpose: trying it again would be against that.
        case .cancelled, .superseded: outcome = .failed(Failure(.config, "run \(id) was \(end.status.rawValue)"))
        }
        return AttemptReport(
            outcome: outcome, tip: tip, tree: tree, iterations: Int(clamping: account.total.iterations),
            lastVerdict: "run \(id) \(end.status.rawValue)", lastUsage: account.total.usage,
            lastTime: account.total.time, documents: Set(integrations.flatMap(\.documents)).sorted())
    }
}

extension Run {
    /// Whether asking for the end changes anything: it is not being ended, or what closes it is to be left out as well.
    public func mayBeCancelled(_ isFinal: Bool) -> Bool {
        guard end == nil else { return false }
        if let cancel { return isFinal && cancel.isFinal != true && closing == nil && hasFinalStages }
        return closing == nil || isFinal
    }
}

extension Turn {
    /// The run that this one is a try of has been paused, or goes on; what was paused for another reason stays so.
    mutating func parentMayGoOn(_ mayGoOn: Bool) {
        guard run.end == nil, let parent = run.creation.request.parent else { return }
        if mayGoOn {
            guard run.pause?.cause == .parent else { return }
            emit(.resumed(Resumed(by: "run \(parent.run)", tip: nil, at: now)))
        } else if run.pause == nil {
            pause(.parent, "run \(parent.run), of which it is part, is paused")
        }
    }

    /// Nobody waits for its result any more.
    mutating func parentLeft(_ isFinal: Bool) {
        guard run.end == nil, run.mayBeCancelled(isFinal), let parent = run.creation.request.parent else { return }
        emit(
            .cancelRequested(
                CancelRequested(
                    status: .cancelled, by: "run \(parent.run)", isFinal: isFinal ? true : nil, at: now)))
    }
}
