public import GitNames
public import Orchestration
import OrderedCollections
public import Pipelines

/// Where the captured output of an attempt is.
public struct AttemptOutput: Hashable, Sendable {
    /// The places it can be.
    public enum Place: Hashable, Sendable {
        /// It is being written, on the machine that runs it.
        case live
        /// In the journal.
        case kept(ObjectID)
        /// Nothing was written.
        case nothing
    }

    /// Whose.
    public var attempt: AttemptID
    /// Where.
    public var place: Place
}

extension Run {
    /// Where the output of an instance's attempt is: of the one under way, else of the last, or of that number.
    public func output(of id: InstanceID, attempt number: Int?) throws(ReportError) -> AttemptOutput {
        guard let instance = instance(id) else {
            throw ReportError(.nothingMatches, "there is no \(pathText(id))")
        }
        if let running = instance.running, number == nil || number == running.attempt {
            return AttemptOutput(attempt: AttemptID(id, running.attempt), place: .live)
        }
        if let past = instance.past.last(where: { number == nil || $0.attempt == number }) {
            return AttemptOutput(attempt: AttemptID(id, past.attempt), place: past.log.map { .kept($0) } ?? .nothing)
        }
        guard let number else {
            let reason = blockedOn(id).map { ": \($0.reason.rawValue), \($0.detail)" } ?? ""
            throw ReportError(
                .nothingMatches, "\(pathText(id)) has not run yet\(reason)", hint: "taskdaemon why \(pathText(id))")
        }
        let known = instance.past.map { String($0.attempt) } + (instance.running.map { [String($0.attempt)] } ?? [])
        throw ReportError(
            .nothingMatches, "\(pathText(id)) has no attempt \(number)",
            hint: known.isEmpty ? "it has not run yet" : "it has \(known.joined(separator: ", "))")
    }

    /// The outputs of a part: of every instance that has run, for a stage or a run.
    public func outputs(of part: RunPart, attempt number: Int?) throws(ReportError) -> [AttemptOutput] {
        switch part {
        case .instance(let id): return [try output(of: id, attempt: number)]
        case .stage(let stage):
            let found = (stages[stage]?.instances.keys ?? []).compactMap { name in
                try? output(of: InstanceID(stage, name), attempt: number)
            }
            guard found.isEmpty else { return found }
            let reason = blockedOn(stage: stage).map { ": \($0.reason.rawValue), \($0.detail)" } ?? ""
            throw ReportError(.nothingMatches, "nothing of \(id)/\(stage) has run yet\(reason)")
        case .run:
            let stages = stages.keys.map(\.rawValue).joined(separator: ", ")
            throw ReportError(.usage, "logs needs a stage: \(id)/STAGE", hint: "its stages are \(stages)")
        }
    }
}
