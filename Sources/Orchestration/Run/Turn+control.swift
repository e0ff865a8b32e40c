import GitNames
import OrderedCollections
import Pipelines

extension Turn {
    mutating func pause(_ cause: Paused.Cause, _ detail: String, tip: ObjectID? = nil) {
        guard run.end == nil, run.pause?.cause != cause || run.pause?.detail != detail else { return }
        emit(.paused(Paused(cause: cause, detail: detail, tip: tip, at: now)))
    }

    /// A request is taken once: its ULID stands in the entry.
    mutating func requested(_ ulid: String, _ by: String, _ request: ControlRequest) {
        guard !run.taken.contains(ulid) else { return }
        let refusal = refusal(of: request)
        emit(.requestTaken(RequestTaken(ulid: ulid, request: request.name, by: by, at: now, refused: refusal)))
        guard refusal == nil else { return }
        switch request {
        case .pause: pause(.requested, "paused by \(by)")
        case .pauseAfter(let stage): emit(.pausePlanned(PausePlanned(after: stage, by: by, at: now)))
        case .resume: resume(by: by)
        case .cancel:
            let isFinal = run.cancel != nil || run.closing != nil ? true : nil
            emit(.cancelRequested(CancelRequested(status: .cancelled, by: by, isFinal: isFinal, at: now)))
        case .skip(let stage, let instance, let message): skip(stage, instance, message, by: by)
        case .retry(let stage, let instance): retry(from: stage, instance, by: by)
        case .rollback(let target, let resume): rollBack(to: target, resume: resume, by: by)
        case .approve(let stage, let instance, let tree, let tip, _):
            approve(stage, instance, tree: tree, tip: tip, by: by)
        case .reject(let stage, let instance, let message): reject(stage, instance, message, by: by)
        case .rejectRun(let message): emit(.rejected(Rejected(by: by, message: message, at: now)))
        case .accepted(let acceptance): accept(acceptance, by: by)
        case .acceptUndone(let commit): undoAccept(of: commit, by: by)
        case .restore(let restoration): restore(restoration, by: by)
        case .trust: break
        }
    }

    private func refusal(of request: ControlRequest) -> String? {
        switch request {
        case .pause:
            if run.end != nil { return "the run has ended" }
            // What was seen of the branch must not be covered by a lesser reason.
            return run.pause == nil ? nil : "the run is paused already"
        case .pauseAfter(let stage): return run.refusalOfPause(after: stage)
        case .skip(let stage, let name, _): return run.refusalOfSkip(stage, name)
        case .resume:
            if run.end != nil { return "the run has ended" }
            return run.pause == nil && run.looping.isEmpty && run.pausePlan == nil ? "the run is not paused" : nil
        case .cancel:
            if run.end != nil { return "the run has ended" }
            let isAgain = run.cancel != nil || run.closing != nil
            return run.mayBeCancelled(isAgain) ? nil : "the run is being ended"
        case .approve(let stage, let name, let tree, _, let actual):
            if let reason = refusalOfJudgement(on: stage, name) { return reason }
            if let other = run.withheldResults(in: stage, name).values.first(where: { $0.tree != tree })?.tree {
                return "the tree is \(other.short), and \(tree.short) was looked at"
            }
            return tree == actual ? nil : "the tree is \(actual.short) now, and \(tree.short) was looked at"
        case .reject(let stage, let name, _): return refusalOfJudgement(on: stage, name)
        case .rejectRun: return refusalOfRejection
        case .accepted(let acceptance): return refusal(of: acceptance)
        case .acceptUndone(let commit):
            return run.acceptance?.commit == commit ? nil : "it is not accepted as \(commit.short)"
        case .restore(let restoration): return refusal(of: restoration)
        case .trust: return nil
        case .retry(let stage, let name):
            if let stage, run.stages[stage] == nil { return "there is no stage \(stage)" }
            if run.cancel != nil, run.end == nil { return "the run is being ended" }
            if let reason = run.refusalOfRetry(from: stage) { return reason }
            if let stage, let name {
                let id = InstanceID(stage, name)
                guard run.instance(id) != nil else { return "there is no \(id)" }
                if run.retriable.contains(id) { return nil }
                guard run.instance(id)?.isSkipped == true else { return "\(id) has not failed" }
                let progress = run.stages[stage]?.progress
                return progress == .open || progress == .failed
                    ? nil : "\(id) was skipped, and its stage has ended: retry from that stage"
            }
            guard stage == nil, run.retriable.isEmpty else { return nil }
            guard let judged = run.stages.keys.first(where: { run.successReport(of: $0) != nil }) else {
                return "nothing has failed"
            }
            return "no instance has failed, but the success of \(judged): retry from that stage"
        case .rollback(let target, _):
            do { _ = try run.place(of: target) } catch { return error.reason }
            return nil
        }
    }

    private mutating func resume(by: String) {
        dropPlan(by: by)
        if let pause = run.pause {
            // Resuming after the branch left the run's history takes it where it is.
            emit(.resumed(Resumed(by: by, tip: pause.cause == .branchMoved ? pause.tip : nil, at: now)))
            if pause.cause == .branchMoved, pause.tip == nil { restore(run.branch, from: nil) }
        }
        let looping = run.looping
        if looping.isEmpty { return }
        let leavesClosing = run.closing != nil && looping.contains { !run.closes($0.stage) } ? true : nil
        emit(.retried(Retried(instances: looping, leavesClosing: leavesClosing, by: by, at: now)))
    }

    mutating func retry(from stage: StageName?, _ instance: InstanceName?, by: String) {
        let isOfOwn = stage.map { !run.closes($0) } ?? run.retriable.contains { !run.closes($0.stage) }
        let leavesClosing = isOfOwn && run.closing != nil && run.end == nil ? true : nil
        if isOfOwn { leaveClosing() }
        guard let stage else {
            emit(.retried(Retried(instances: run.retriable, leavesClosing: leavesClosing, by: by, at: now)))
            return
        }
        if let instance {
            let id = InstanceID(stage, instance)
            emit(.retried(Retried(instances: [id], leavesClosing: leavesClosing, by: by, at: now)))
            return
        }
        let redone = Set(run.stages.keys.drop { $0 != stage })
        if let first = run.integrations.first(where: { redone.contains($0.attempt.instance.stage) }) {
            let kept = run.integrations.prefix { $0.commit != first.commit }.map(\.commit)
            let unskipped = run.stages(inWhichSkipped: { _ in true }).filter(redone.contains)
            rollBack(
                to: first.onto, kept: Array(kept), unskipped: unskipped, target: "before \(stage)", by: by,
                reason: "retry from \(stage)")
        } else {
            stopRunning(in: redone)
        }
        let again = run.instances.filter { id, instance in
            redone.contains(id.stage) && instance.result == nil
                && (instance.progress != .waiting || instance.needsTip || instance.interruptions > 0
                    || instance.failures > 0
                    || instance.missingAgent != nil)
        }
        let unskipped = run.stages.filter { redone.contains($0.key) && $0.value.isSkipped }.map(\.key)
        if !again.isEmpty || !unskipped.isEmpty || run.end != nil || run.closing != nil && leavesClosing == true {
            let stages = unskipped.isEmpty ? nil : unskipped
            emit(
                .retried(
                    Retried(
                        instances: again.map(\.0), unskipped: stages, leavesClosing: leavesClosing, by: by, at: now)))
        }
        if let cause = run.pause?.cause, [.requested, .rolledBack, .afterStage].contains(cause) {
            emit(.resumed(Resumed(by: by, tip: nil, at: now)))
        }
    }

    private mutating func rollBack(to target: RollbackTarget, resume: Bool, by: String) {
        guard let place = try? run.place(of: target) else { return }
        rollBack(
            to: place.tip, kept: place.kept, unskipped: place.unskipped, target: place.name, by: by,
            reason: "rollback to \(place.name)")
        if resume {
            if run.pause != nil { emit(.resumed(Resumed(by: by, tip: nil, at: now))) }
        } else {
            pause(.rolledBack, "rolled back to \(place.name) by \(by)")
        }
    }

    /// A stage's failure takes the run back to an earlier stage, if that has a checkpoint, and a person looks.
    mutating func rollBackAfterFailure(of stage: StageName, to target: StageName) {
        rollBack(to: .stage(target), resume: false, by: "the failure of \(stage)")
    }

    /// Moves the run branch back: the abandoned tip is tagged first, and kept by the entry.
    ///
    /// - Parameter unskipped: stages in which what a person skipped is to be done after all.
    private mutating func rollBack(
        to tip: ObjectID, kept: [ObjectID], unskipped: [StageName], target: String, by: String, reason: String
    ) {
        leaveForeignTip(by: by)
        let abandoned = run.tip
        stopRunning(in: Set(run.stages.keys))
        tagAbandoned(abandoned, newTip: tip, by: by, reason: reason)
        move(run.branch, to: tip)
        emit(
            .rolledBack(
                RolledBack(
                    target: target, tip: tip, abandoned: abandoned, number: run.rollbacks + 1, kept: kept,
                    unskipped: unskipped.isEmpty ? nil : unskipped, by: by, reason: reason, at: now)))
    }

    /// What is stated is where the branch really is, so that the move can happen.
    mutating func leaveForeignTip(by: String) {
        guard let pause = run.pause, pause.cause == .branchMoved else { return }
        keep(run.tip)
        emit(.resumed(Resumed(by: by, tip: pause.tip, at: now)))
        if pause.tip == nil { restore(run.branch, from: nil) }
    }

    mutating func tagAbandoned(_ abandoned: ObjectID, newTip: ObjectID, by: String, reason: String) {
        let ref = run.rollbackTag(run.rollbacks + 1)
        keep(abandoned)
        keep(newTip)
        let message = """
            Rolled back: \(reason)

            By: \(by)
            At: \(now.seconds)
            From: \(abandoned)
            To: \(newTip)
            """
        let name = String(ref.text.dropFirst("refs/tags/".count))
        let tag = write(
            .tag(name: name, target: abandoned, by: run.creation.identity, at: now.seconds, message: message))
        move(ref, to: tag)
    }

    /// Gives up what runs or waits to be integrated; its commits stay reachable through the journal.
    mutating func stopRunning(in stages: Set<StageName>, because reason: String = "stopped by a rollback") {
        stopRunning(run.instances.map(\.0).filter { stages.contains($0.stage) }, because: reason)
    }

    /// Gives up what runs or waits to be integrated of these instances.
    mutating func stopRunning(_ instances: [InstanceID], because reason: String) {
        for id in instances { giveUp(id, because: reason) }
        for id in instances {
            switch run.instance(id)?.progress {
            case .waiting, .running, .backingOff, .withheld, .integrating, .skipped, .cancelled:
                move(run.workBranch(id), to: nil)
            // What there is of it is kept to be looked at.
            case .failed, .conflicted, .succeeded, nil: break
            }
        }
    }
}

extension Run {
    /// All instances, in order.
    var instances: [(InstanceID, InstanceRun)] {
        stages.flatMap { name, stage in stage.instances.map { (InstanceID(name, $0.key), $0.value) } }
    }

    /// What was interrupted so often in a row that a person must look.
    var looping: [InstanceID] {
        instances.filter { $0.1.progress == .waiting && $0.1.interruptions >= Run.interruptionLimit }.map(\.0)
    }

    /// What a plain retry makes new attempts of.
    var retriable: [InstanceID] {
        instances.filter { _, instance in
            switch instance.progress {
            case .failed, .cancelled, .conflicted: true
            case .waiting: instance.interruptions >= Run.interruptionLimit || instance.missingAgent != nil
            case .running, .backingOff, .withheld, .integrating, .succeeded, .skipped: false
            }
        }.map(\.0)
    }
}
