import GitNames
import JSONValues
import BitCollections
import Pipelines

extension Turn {
    /// Does everything that follows by itself, until nothing more does.
    ///
    /// Each pass either adds an event or is the last, and every event takes something a step further, so it ends.
    mutating func advance() {
        ready = []
        var before = -1
        while run.end == nil, events.count != before {
            before = events.count
            endByTimeout()
            goOnWithNewDay()
            if run.cancel != nil {
                finishCancelling()
                continue
            }
            guard run.waitsFor.isEmpty else { return }
            // One step at a time: a stage's end may give a later one its instances, and a checkpoint is the stage's last
            // result, before another stage's moves the branch on.
            repeat { addInstances() } while endNextStage() || integrateNext()
            pauseAsPlanned()
            guard startAttempts() else { continue }
            endRun()
        }
    }

    private mutating func endByTimeout() {
        guard run.cancel == nil, let deadline = run.deadline, now >= deadline else { return }
        let pipeline = run.creation.pipeline
        guard run.closing == nil else {
            let limit = DurationText.write(pipeline.closingTimeout ?? Run.closingTimeout)
            let by = "the closing timeout of \(limit)"
            emit(.cancelRequested(CancelRequested(status: .failed, by: by, isFinal: true, at: now)))
            return
        }
        let by = "the run's timeout of \(pipeline.timeout.map(DurationText.write) ?? "")"
        emit(.cancelRequested(CancelRequested(status: .failed, by: by, at: now)))
    }

    /// Nothing that has not started starts; when the last attempt has stopped, what closes the run runs, or it ends.
    private mutating func finishCancelling() {
        guard let cancel = run.cancel else { return }
        let isFinal = cancel.isFinal == true || run.closing != nil
        for (id, instance) in run.instances where isFinal || !run.closes(id.stage) {
            switch instance.progress {
            case .waiting, .backingOff, .withheld, .conflicted, .integrating:
                emit(.instanceCancelled(InstanceCancelled(instance: id)))
            case .running, .succeeded, .failed, .skipped, .cancelled: break
            }
        }
        guard !run.stages.has(.hasRunning) else { return }
        let reason = run.rejection?.clause ?? "\(cancel.status) by \(cancel.by)"
        if let closing = run.closing {
            let decided = run.rejection == nil ? closing.status : .cancelled
            let status = decided == .succeeded ? cancel.status : decided
            end(
                status,
                "\(run.rejection?.clause ?? closing.reason); what closes the run was ended by \(cancel.by)")
        } else if isFinal {
            end(cancel.status, reason)
        } else {
            let timeout = FirstFailure(errorClass: .timeout, message: reason)
            close(
                cancel.status, reason, error: cancel.status == .failed ? run.firstFailure ?? timeout : nil,
                by: cancel.by)
        }
    }

    /// Makes the instances that events and lists call for.
    private mutating func addInstances() {
        var last = -1
        while let position = run.nextDueStage(after: last) {
            last = position
            guard run.creation.pipeline.stages[position].fansOut else { continue }
            let definition = run.creation.pipeline.stages[position]
            if let reason = run.skipReason(ofFanOut: definition) {
                emit(.stageSkipped(StageSkipped(stage: definition.name, reason: reason)))
                continue
            }
            if let trigger = definition.triggers.compactMap(\.onEvent).first {
                if trigger.type == Event.specReady { addSpecInstances(definition) }
            } else {
                addItemInstances(definition)
            }
        }
    }

    private mutating func addSpecInstances(_ definition: Stage) {
        let stage = definition.name
        let emitters = run.emitters(before: stage)
        // Each spec makes one instance and none goes without its source, so equal numbers are the same specs.
        let specs = run.knownSpecs()
        guard specs.count(from: emitters) != run.stages[stage]?.instances.count else { return }
        let sources = Set(["request"] + emitters.map { "stage/\($0)" })
        let present = Set((run.stages[stage]?.instances ?? [:]).values.compactMap { $0.event?.id })
        for fact in specs.facts where sources.contains(fact.source) {
            let event = Event(
                id: "\(run.id)/\(fact.source)/\(fact.position)/\(fact.id)", type: Event.specReady, source: fact.source,
                time: now, subject: fact.id, data: .object(["spec": fact.data]))
            guard !present.contains(event.id) else { continue }
            let name = run.freeName(Slug.make(fact.id), in: stage)
            emit(.instanceAdded(InstanceAdded(instance: InstanceID(stage, name), event: event, item: nil)))
        }
    }

    private mutating func addItemInstances(_ definition: Stage) {
        guard run.stages[definition.name]?.instances.isEmpty == true,
            case .items(let items) = run.items(of: definition)
        else { return }
        for (position, item) in items.map(\.asReadBack).enumerated() {
            let name = run.freeName(Run.instanceName(for: item, at: position), in: definition.name)
            emit(.instanceAdded(InstanceAdded(instance: InstanceID(definition.name, name), event: nil, item: item)))
        }
    }

    /// Ends the first stage whose instances have all ended; says whether there was one.
    private mutating func endNextStage() -> Bool {
        let current = run.currentPositions
        for position in run.dueStages {
            let name = run.stages.keys[position]
            let outcome = run.outcome(of: name)
            if !current.contains(position) {
                // What had to be put onto the run branch once more ends its stage once more.
                let instances = run.stages.value(at: position).instances
                guard case .succeeded? = outcome, !instances.isEmpty, instances.count(.succeeded) == instances.count
                else { continue }
            }
            switch outcome {
            case nil, .undecided: continue
            case .succeeded: checkpoint(name)
            case .skipped(let reason): emit(.stageSkipped(StageSkipped(stage: name, reason: reason)))
            case .failed(let failed, let success):
                emit(.stageFailed(StageFailed(stage: name, failed: failed, reason: success?.detail, at: now)))
                if case .rollback(let target) = run.policy(of: name) { rollBackAfterFailure(of: name, to: target) }
            }
            return true
        }
        return false
    }

    /// Outputs of more bytes than that are named in a checkpoint's message, and stand in the journal.
    private static let mostInTag = 64 << 10

    private mutating func checkpoint(_ stage: StageName) {
        let number = run.checkpoints + 1
        let ref = run.checkpointTag(stage, number)
        let outputs = run.collectedOutputs(of: stage)
        let text = outputs.text
        let size = text.utf8.count
        // A tag is read by people, and by everything that lists tags.
        let shown =
            size <= Self.mostInTag
            ? text
            : "The outputs have \(ByteCountText.write(Int64(size))): `taskdaemon show \(run.id)/\(stage) --json` shows them. "
                + "They are in refs/taskdaemon/journal/\(run.id)."
        let message = """
            \(run.id): \(stage) finished

            Taskdaemon-Run: \(run.id)
            Taskdaemon-Stage: \(stage)
            Taskdaemon-Checkpoint: \(number)

            \(shown)
            """
        let name = String(ref.text.dropFirst("refs/tags/".count))
        let tag = write(
            .tag(name: name, target: run.tip, by: run.creation.identity, at: now.seconds, message: message))
        emit(.stageSucceeded(StageSucceeded(stage: stage, checkpoint: number, commit: run.tip, at: now)))
        move(ref, to: tag)
    }

    /// Starts what may start, in the order of display; `false` where a stage was skipped, so that others are looked at
    /// anew.
    private mutating func startAttempts() -> Bool {
        ready = []
        guard run.pause == nil, run.untrusted.isEmpty, run.failedForAll == nil else { return true }
        let backingOff = run.stages.positions(.hasBackingOff).intersection(run.stages.positions(.open))
        var last = -1
        while let position = run.nextDueStage(after: last, orOf: backingOff) {
            last = position
            let definition = run.creation.pipeline.stages[position]
            var free = definition.parallelInstances - run.runningCount(in: definition.name)
            guard free > 0 else { continue }
            let candidates = run.candidates(in: position)
            if candidates.isEmpty { run.agenda.settle(position, of: run.stages.count) }
            guard !candidates.isEmpty else { continue }
            run.seatSpecs(in: position, definition)
            let table = DependencyTable(of: run, in: definition.name)
            var lacking = 0
            for place in candidates {
                guard free > 0 else { break }
                let instances = run.stages.value(at: position).instances
                let id = InstanceID(definition.name, instances.keys[place])
                let instance = instances.value(at: place)
                guard instance.mayWait(until: now) else { continue }
                guard run.triggersHold(of: definition, for: id, instance, table) else {
                    if instance.progress == .waiting { run.agenda.sleep(place, in: position) }
                    continue
                }
                guard mayStart(instance) else { continue }
                if let reason = run.skipReason(of: definition, table) {
                    if case .skip(let text) = reason, !definition.fansOut {
                        emit(.stageSkipped(StageSkipped(stage: id.stage, reason: text)))
                        return false
                    }
                    break
                }
                guard case .mapped(let input) = run.input(for: id, instance, definition, table),
                    run.missingApproval(of: definition, for: id, instance) == nil
                else { continue }
                guard !pauseForBudget(of: id.stage) else {
                    ready = []
                    return true
                }
                free -= 1
                if takeSlot(for: definition) {
                    start(id, input, holding: instance.needsTip)
                } else {
                    lacking += 1
                }
            }
            if lacking > 0 { ready.append(SlotNeed(attempts: lacking, limits: definition.limits)) }
        }
        return true
    }

    /// Whether an attempt of the stage may start, as far as all runs are concerned.
    private mutating func takeSlot(for stage: Stage) -> Bool {
        guard var left = allowance else { return !stage.takesSlot }
        guard left.take(stage) else { return false }
        allowance = left
        return true
    }

    /// What was put off until a time that is over, and has not started, waits for something else from now on: a time that
    /// is over would be no reason to wait, and none to wake.
    mutating func endWaits() {
        guard allowance != nil, let wake = run.nextWake, wake <= now else { return }
        for (id, instance) in run.instances(.backingOff, in: .hasBackingOff) {
            if case .backingOff(let until, _) = instance.progress, until <= now {
                emit(.waitEnded(WaitEnded(instance: id, at: now)))
            }
        }
    }

    private func mayStart(_ instance: InstanceRun) -> Bool {
        guard instance.interruptions < Run.interruptionLimit, instance.missingAgent == nil else { return false }
        return !instance.needsTip || run.integrationHolder == nil
    }

    private mutating func start(_ id: InstanceID, _ input: JSON, holding: Bool) {
        let attempt = AttemptID(id, run.attemptNumbers[id, default: 0] + 1)
        let earlier = run.continuation(of: id)
        let base = earlier?.base ?? run.tip
        keep(base)
        if let earlier { keep(earlier.tip) }
        emit(
            .attemptStarted(
                AttemptStarted(
                    attempt: attempt, base: base, from: earlier?.tip, passes: earlier?.passes, input: input,
                    holdsIntegration: holding, at: now)))
        move(run.workBranch(id), to: earlier?.tip ?? base)
    }

    /// Closes the run when all stages have ended, or when something failed and nothing else can go on: as `success` says,
    /// and else by whether a stage failed. An error of `success` leaves it to a person.
    private mutating func endRun() {
        guard run.hasComeToEnd else { return }
        if let closing = run.closing { return goOn(closing) }
        let failed = run.stages.all(.failed).map(\.key.rawValue)
        let success = run.success
        switch success?.verdict {
        case nil where failed.isEmpty: close(.succeeded, "all stages succeeded", error: nil)
        case nil: close(.failed, "stage \(failed.joined(separator: ", ")) failed", error: run.firstFailure)
        case .holds: close(.succeeded, success?.detail ?? "", error: nil)
        case .fails:
            let reason = success?.detail ?? ""
            close(.failed, reason, error: run.firstFailure ?? FirstFailure(errorClass: .failed, message: reason))
        case .error: break  // Undecided: the run waits, and says why.
        }
    }

    private mutating func end(_ status: Run.End.Status, _ reason: String) {
        emit(.ended(Ended(status: status, reason: reason, at: now)))
    }
}

extension InstanceRun {
    /// Whether it waits for nothing but its triggers and a slot at that time.
    fileprivate func mayWait(until now: Instant) -> Bool {
        switch progress {
        case .waiting: true
        case .backingOff(let until, _): until <= now
        case .running, .withheld, .integrating, .conflicted, .succeeded, .failed, .skipped, .cancelled: false
        }
    }
}
