import GitNames
import Journaling
import Orchestration
import Pipelines

/// What an event of a run's journal means to a person.
struct Happening: Hashable {
    /// The stage that it is about; `nil` for the run as a whole.
    var stage: StageName?
    /// The instance that it is about; `nil` for a stage that does not fan out, and for the stage as a whole.
    var instance: InstanceName?
    /// What happened, in a clause.
    var text: String
    /// Good or bad.
    var meaning: StyledText.Meaning = .plain

    private init(_ stage: StageName?, _ instance: InstanceName?, _ text: String, _ meaning: StyledText.Meaning) {
        self.stage = stage
        self.instance = instance
        self.text = text
        self.meaning = meaning
    }

    private static func run(_ text: String, _ meaning: StyledText.Meaning = .plain) -> Happening {
        Happening(nil, nil, text, meaning)
    }

    private static func stage(
        _ stage: StageName, _ text: String, _ meaning: StyledText.Meaning = .plain
    ) -> Happening {
        Happening(stage, nil, text, meaning)
    }

    private static func instance(
        _ id: InstanceID, _ text: String, _ meaning: StyledText.Meaning = .plain
    ) -> Happening {
        Happening(id.stage, id.name == .main ? nil : id.name, text, meaning)
    }

    /// What happened in an entry; nothing of what is about refs alone.
    ///
    /// - Parameter run: the run, where tries are to be named that are runs of their own.
    static func of(_ entry: JournalEntry<RunEvent>, in run: Run? = nil) -> [Happening] {
        var found: [Happening] = []
        // The last pass of a try is told with its end.
        let ended = Set(
            entry.events.compactMap { event in if case .attemptEnded(let ended) = event { ended.attempt } else { nil } }
        )
        var added: (stage: StageName, names: [InstanceName])?
        // What came of a request says who asked.
        let isAnswer = entry.events.contains { event in
            switch event {
            case .requestTaken, .moved, .landed: false
            default: true
            }
        }
        func tellAdded() {
            if let added, added.names != [.main] {
                let shown = added.names.prefix(8).map(\.rawValue).joined(separator: ", ")
                let count = RunReport.count(added.names.count, "instance")
                found.append(.stage(added.stage, "\(count): \(shown)\(added.names.count > 8 ? ", …" : "")"))
            }
            added = nil
        }
        for event in entry.events {
            if case .instanceAdded(let one) = event {
                if added?.stage != one.instance.stage { tellAdded() }
                added = (one.instance.stage, (added?.names ?? []) + [one.instance.name])
                continue
            }
            tellAdded()
            if case .iterationEnded(let pass) = event, ended.contains(pass.attempt) { continue }
            if case .requestTaken(let request) = event, request.refused == nil, isAnswer { continue }
            guard var happening = Happening(event, at: entry.time) else { continue }
            if let name = run?.subrun(toldOf: event) { happening.text += name }
            // Why has been told with the end of the try.
            if case .instanceFailed(let failed) = event, ended.contains(where: { $0.instance == failed.instance }) {
                happening.text = "failed for good"
            }
            found.append(happening)
        }
        tellAdded()
        return found
    }

    /// The meaning of one event; `nil` for what is about refs alone.
    private init?(_ event: RunEvent, at now: Instant) {
        switch event {
        case .moved, .landed, .instanceAdded: return nil
        case .created(let created):
            let request = created.request
            self = .run(
                "started by \(request.eventType) at \(request.commit.short) on \(request.branch), "
                    + "pipeline \(created.pipeline.name)")
        case .requestTaken(let taken):
            let by = taken.by.isEmpty ? "" : " by \(taken.by)"
            self = .run(
                taken.refused.map { "\(taken.request) asked for\(by), refused: \($0)" }
                    ?? "\(taken.request) asked for\(by)", taken.refused == nil ? .active : .bad)
        case .stageSkipped(let skipped): self = .stage(skipped.stage, "skipped: \(skipped.reason)", .faint)
        case .partSkipped(let skipped):
            let names = skipped.instances.filter { $0 != .main }.map(\.rawValue)
            let which =
                names.isEmpty ? "" : " (\(names.prefix(8).joined(separator: ", "))\(names.count > 8 ? ", …" : ""))"
            self = .stage(skipped.stage, "\(skipped.reason)\(which)", .waiting)
        case .attemptStarted(let started):
            self = .instance(
                started.attempt.instance,
                "attempt \(started.attempt.number) started on \(started.base.short)"
                    + (started.holdsIntegration ? ", alone, since the last result could not be merged" : ""))
        case .iterationEnded(let ended):
            self = .instance(
                ended.attempt.instance,
                "iteration \(ended.iteration): \(ended.verdict)" + (ended.usage.map { " (\($0.text))" } ?? ""), .faint)
        case .attemptEnded(let ended):
            let passes = "after \(RunReport.count(ended.iterations, "iteration"))"
            switch ended.outcome {
            case .succeeded:
                self = .instance(ended.attempt.instance, "attempt \(ended.attempt.number) succeeded \(passes)")
            case .failed(let failure):
                self = .instance(
                    ended.attempt.instance,
                    "attempt \(ended.attempt.number) failed \(passes): \(failure.message)", .bad)
            }
        case .attemptLeft(let left):
            self = .instance(
                left.attempt.instance,
                "attempt \(left.attempt.number), given up before, has ended",
                .faint)
        case .retryScheduled(let scheduled):
            let when = scheduled.until > now ? "in \((scheduled.until - now).lengthText)" : "at once"
            self = .instance(scheduled.instance, "will be tried again \(when)", .waiting)
        case .waitEnded(let ended): self = .instance(ended.instance, "may be tried again", .waiting)
        case .instanceFailed(let failed):
            self = .instance(failed.instance, "failed for good: \(failed.failure.message)", .bad)
        case .instanceIntegrated(let integrated):
            self = .instance(
                integrated.attempt.instance, "put onto the run branch as \(integrated.commit.short)", .good)
        case .integrationRejected(let rejected):
            let next = rejected.again ? "; it is tried again on the new tip" : "; a person must resolve it"
            self = .instance(
                rejected.attempt.instance, "could not be put onto the run branch: \(rejected.reason)\(next)", .bad)
        case .stageSucceeded(let succeeded):
            self = .stage(succeeded.stage, "✓ succeeded, checkpoint \(succeeded.stage).\(succeeded.checkpoint)", .good)
        case .stageFailed(let failed):
            let names = failed.failed.map(\.rawValue).joined(separator: ", ")
            self = .stage(failed.stage, "✗ failed: \(failed.reason ?? names)", .bad)
        case .paused(let paused): self = .run("paused: \(paused.detail)", .waiting)
        case .pausePlanned: self = .run(event.summary, .waiting)
        case .instanceCancelled(let cancelled): self = .instance(cancelled.instance, "cancelled", .faint)
        case .instanceApproved(let approved):
            self = .instance(approved.instance, "tree \(approved.tree.short) approved by \(approved.by)", .good)
        case .approvalCompared(let compared):
            guard !compared.changed.isEmpty else { return nil }
            let files = compared.changed.prefix(5).joined(separator: ", ")
            self = .instance(compared.instance, "the approval is void: changed since are \(files)", .waiting)
        case .sentBack(let sent):
            let name = sent.rejected.count == 1 ? sent.rejected.first?.name ?? .main : .main
            self = .instance(
                InstanceID(sent.rejected.first?.stage ?? sent.stage, name),
                "\(sent.feedback); \(sent.stage) is done again", .waiting)
        case .accepted(let accepted):
            self = .run("✓ accepted onto \(accepted.branch) as \(accepted.commit.short) by \(accepted.by)", .good)
        case .rejected(let rejected): self = .run("✗ \(rejected.clause)", .bad)
        case .acceptUndone(let undone):
            self = .run(
                "\(undone.branch) was put back to \(undone.onto.short) by \(undone.by): the accept is undone", .waiting)
        case .acceptReverted(let reverted):
            self =
                reverted.holds
                ? .run("\(reverted.by.short) reverted that: \(reverted.branch) has the work again", .good)
                : .run("\(reverted.by.short) on \(reverted.branch) reverts what was accepted", .bad)
        case .restored(let restored):
            self = .run("put back to what it was \(restored.target), by \(restored.by)", .waiting)
        case .rolledBack(let rollback):
            self = .run("rolled back to \(rollback.target) by \(rollback.by): \(rollback.reason)", .waiting)
        case .closingBegan: self = .run(event.summary, .waiting)
        case .ended(let ended):
            let good = ended.status == .succeeded
            self = .run("\(good ? "✓" : "✗") run \(ended.status.rawValue): \(ended.reason)", good ? .good : .bad)
        default: self = .run(event.summary)
        }
    }
}

extension Run {
    /// The run of its own that a try is of whose beginning or good end an event tells, as a clause; `nil` for other
    /// events. What failed says it by itself.
    fileprivate func subrun(toldOf event: RunEvent) -> String? {
        switch event {
        case .attemptStarted(let started):
            subrun(started.attempt, base: started.base).map { ", as the run \($0.runID())" }
        case .attemptEnded(let ended):
            if case .succeeded = ended.outcome {
                subrun(of: ended.attempt).map { ": run \($0) succeeded" }
            } else {
                nil
            }
        default: nil
        }
    }
}
