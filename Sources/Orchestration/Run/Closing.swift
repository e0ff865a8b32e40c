import BitCollections
import JSONValues
public import Pipelines

/// A run's outcome is decided, and stages that close it run: those of one list, and then perhaps of another.
public struct Closing: Hashable, Sendable, Codable {
    /// The list whose stages run.
    public var list: Stage.Closing
    /// What the run will be called once they have ended.
    public var status: Run.End.Status
    /// One sentence.
    public var reason: String
    /// What went wrong first; `nil` where nothing did.
    public var error: FirstFailure?
    /// Who or what ended the run before it came to its end by itself; `nil` where nothing did.
    public var by: String?
    /// When the outcome was decided.
    public var since: Instant
}

/// What went wrong first in a run, as the stages that close it see it.
public struct FirstFailure: Hashable, Sendable, Codable {
    /// What kind of failure.
    public var errorClass: ErrorClass
    /// One sentence.
    public var message: String
    /// The command's exit code, where one exited.
    public var exitCode: Int?
    /// The stage that failed, where one did.
    public var stage: StageName?
    /// Its instance that failed, where one did.
    public var instance: InstanceName?

    /// As expressions see it.
    var root: JSON {
        [
            "class": .string(errorClass.rawValue), "message": .string(message),
            "exit_code": exitCode.map { .int(Int64($0)) } ?? .null,
            "stage": stage.map { .string($0.rawValue) } ?? .null,
            "instance": instance.map { .string($0.rawValue) } ?? .null,
        ]
    }
}

extension Run {
    /// How long the stages that close a run may take together, where its pipeline does not say.
    public static let closingTimeout: Duration = .seconds(3600)

    /// Stages whose turn it is: the run's own, and once its outcome is decided those of the list that closes it.
    func isCurrent(_ definition: Stage) -> Bool { definition.closing == closing?.list }

    /// Their positions.
    var currentPositions: BitSet { wiring.lists[closing?.list] ?? [] }

    /// Their names, in order.
    public var currentStages: [StageName] { currentPositions.map { stages.keys[$0] } }

    /// Whether a stage closes the run.
    func closes(_ stage: StageName) -> Bool { definition(stage)?.closing != nil }

    /// The lists of stages that are to run when a run ends so, in order.
    private func closingLists(for status: End.Status) -> [Stage.Closing] {
        Stage.Closing.allCases.filter { list in
            (list != .onFailure || status == .failed) && wiring.lists[list] != nil
        }
    }

    /// The list that begins now, when a run ends so; `nil` where nothing is left to be done.
    func nextClosingList(for status: End.Status) -> Stage.Closing? {
        let lists = closingLists(for: status)
        guard let closing else { return lists.first }
        return lists.drop { $0 != closing.list }.dropFirst().first
    }

    /// Whether something would still run if the run were ended now.
    var hasFinalStages: Bool {
        !attemptNumbers.isEmpty && wiring.lists[.finally] != nil
    }

    /// Why a stage whose turn it is not does not run.
    func turnBlock(of definition: Stage) -> BlockedOn? {
        guard !isCurrent(definition) else { return nil }
        switch (definition.closing, closing?.list) {
        case (.onFailure, nil): return BlockedOn(.waitingForStage, "it runs when the run has failed")
        case (.finally, nil), (.finally, .onFailure):
            return BlockedOn(.waitingForStage, "it runs when everything else has ended")
        case (nil, _), (.onFailure, _), (.finally, _):
            return BlockedOn(.upstreamFailed, "the run is being closed: \(closing?.reason ?? "")")
        }
    }

    /// Why a run that is being ended, or was ended, cannot be tried again from there; `nil` when nothing of that stands
    /// against it.
    func refusalOfRetry(from stage: StageName?) -> String? {
        if let stage, definition(stage)?.closing == .onFailure, let decided = closing?.status ?? end?.status {
            if decided != .failed { return "\(stage) runs when the run has failed, which it has not" }
            let isOver = end == nil && closing?.list != .onFailure
            if isOver { return "its turn is over: a retry of what failed does it again too" }
        }
        guard let by = closing?.by else { return nil }
        if end == nil { return stage.map(closes) == true ? nil : "the run is being ended" }
        return stage.map(closes) == true ? "the run was ended by \(by): retry all of it" : nil
    }

    /// What failed first of the run's own stages; `nil` where nothing has.
    var firstFailure: FirstFailure? {
        var first: (at: Instant, failure: FirstFailure)?
        for (name, stage) in stages.all(.failed) where !closes(name) {
            for (key, instance) in stage.instances {
                guard case .failed(let failure) = instance.progress else { continue }
                let at = instance.past.last?.at ?? updatedAt
                if let other = first, other.at <= at { continue }
                first = (
                    at,
                    FirstFailure(
                        errorClass: failure.errorClass, message: failure.message, exitCode: failure.exitCode,
                        stage: name, instance: key)
                )
            }
            if first == nil, let report = successReport(of: name) {
                first = (updatedAt, FirstFailure(errorClass: .failed, message: report.detail, stage: name))
            }
        }
        return first?.failure
    }

    /// What the stages that close a run see besides what all see: the members of `run`, and `error`.
    func closingRoots(for stage: StageName?) -> (run: [String: JSON], error: JSON)? {
        guard let stage, closes(stage) else { return nil }
        let run: [String: JSON] = [
            "status": closing.map { .string($0.status.rawValue) } ?? .null,
            "reason": closing.map { .string($0.reason) } ?? .null,
        ]
        return (run, closing?.error?.root ?? .null)
    }

    mutating func apply(_ began: Closing) throws(RunEventRefused) {
        if let closing {
            guard closing.list == .onFailure, began.list == .finally else {
                throw RunEventRefused(description: "the run is being closed already")
            }
        } else if pause?.cause != .branchMoved, pause?.cause != .journalMoved {
            // What is to be done at the end is done, whoever wanted to look before more is begun.
            pause = nil
        }
        closing = began
        cancel = nil
        pausePlan = nil
    }

    /// What closes a run is to be done again, at its next end; what a person has skipped of it stays so.
    mutating func resetClosingStages() {
        closing = nil
        for definition in creation.pipeline.stages where definition.closing != nil {
            guard var stage = stages[definition.name] else { continue }
            if stage.isSkippedByPerson { continue }
            stage.progress = .open
            if definition.fansOut, !stage.instances.values.contains(where: \.isSkipped) {
                stage.instances = [:]
            }
            for (name, instance) in stage.instances where !instance.isSkipped { stage.instances[name]?.reset() }
            stages[definition.name] = stage
        }
    }
}

extension Turn {
    /// The run's outcome is decided: what closes it runs, and then it ends.
    ///
    /// - Parameter by: who or what ended it before it came to its end by itself.
    mutating func close(_ status: Run.End.Status, _ reason: String, error: FirstFailure?, by: String? = nil) {
        if status != .failed {
            for definition in run.creation.pipeline.stages where definition.closing == .onFailure {
                guard run.stages[definition.name]?.progress == .open else { continue }
                emit(.stageSkipped(StageSkipped(stage: definition.name, reason: "the run has not failed")))
            }
        }
        // Of what was ended before anything had begun there is nothing to close.
        guard by == nil || !run.attemptNumbers.isEmpty, let list = run.nextClosingList(for: status) else {
            emit(.ended(Ended(status: status, reason: reason, at: now)))
            return
        }
        emit(
            .closingBegan(
                Closing(list: list, status: status, reason: reason, error: error, by: by, since: now)))
    }

    /// The stages of the list have ended: the next list begins, or the run ends.
    mutating func goOn(_ closing: Closing) {
        if let list = run.nextClosingList(for: closing.status) {
            var next = closing
            next.list = list
            emit(.closingBegan(next))
            return
        }
        let failed = run.stages.all(.failed).map(\.key).filter(run.closes).map(\.rawValue)
        var status = closing.status
        var reason = closing.reason
        if !failed.isEmpty {
            let names = failed.joined(separator: ", ")
            let clause = "stage \(names) failed, which \(failed.count == 1 ? "closes" : "close") the run"
            reason = status == .succeeded ? clause : "\(reason); then \(clause)"
            if status == .succeeded { status = .failed }
        }
        emit(.ended(Ended(status: status, reason: reason, at: now)))
    }

    /// What closes the run is given up, since the run goes on.
    mutating func leaveClosing() {
        guard run.closing != nil, run.end == nil else { return }
        stopRunning(
            run.instances.map(\.0).filter { run.closes($0.stage) && run.instance($0)?.running != nil },
            because: "the run goes on")
    }
}
