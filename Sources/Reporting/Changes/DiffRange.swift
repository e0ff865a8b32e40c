public import GitNames
public import Orchestration
import OrderedCollections
import Pipelines

/// Two commits whose difference a person asked for.
public struct DiffRange: Hashable, Sendable {
    /// What it is, for a heading.
    public var title: String
    /// Before.
    public var from: ObjectID
    /// After.
    public var to: ObjectID
}

extension Run {
    /// What a part of the run changed, as ranges of commits; ranges that follow on each other are one.
    ///
    /// - Parameters:
    ///   - branches: where branches are now, as far as the caller knows; else what the run says of them counts.
    ///   - attempt: that try's own work, before it was integrated, rather than the integrated result.
    public func diffRanges(
        of part: RunPart, attempt: Int?, branches: [RefName: ObjectID] = [:]
    ) throws(ReportError) -> [DiffRange] {
        switch part {
        case .run:
            guard attempt == nil else { throw ReportError(.usage, "--attempt needs RUN/STAGE or RUN/STAGE/INSTANCE") }
            let tip = branches[branch] ?? tip
            return [DiffRange(title: id.rawValue, from: creation.request.commit, to: tip)]
        case .instance(let instance):
            if let attempt { return [try range(of: instance, attempt: attempt, branches)] }
            if let integrated = integrations.last(where: { $0.attempt.instance == instance }) {
                return [DiffRange(title: pathText(instance), from: integrated.onto, to: integrated.commit)]
            }
            return [try range(of: instance, attempt: nil, branches)]
        case .stage(let stage):
            guard attempt == nil else {
                throw ReportError(.usage, "--attempt needs an instance: \(id)/\(stage)/INSTANCE")
            }
            return try ranges(of: stage)
        }
    }

    private func ranges(of stage: StageName) throws(ReportError) -> [DiffRange] {
        var ranges: [DiffRange] = []
        for integrated in integrations where integrated.attempt.instance.stage == stage {
            if ranges.last?.to == integrated.onto {
                ranges[ranges.count - 1].to = integrated.commit
            } else {
                ranges.append(DiffRange(title: "\(id)/\(stage)", from: integrated.onto, to: integrated.commit))
            }
        }
        guard ranges.isEmpty else { return ranges }
        let hint = stages[stage]?.instances.keys.first.map { "of an instance: taskdaemon diff \(id)/\(stage)/\($0)" }
        throw ReportError(.nothingMatches, "nothing of \(id)/\(stage) is on the run branch yet", hint: hint)
    }

    /// What a try did on its work branch: of that number, else the one under way or the last.
    private func range(
        of instance: InstanceID, attempt: Int?, _ branches: [RefName: ObjectID]
    ) throws(ReportError) -> DiffRange {
        let run = self.instance(instance)
        if let running = run?.running, attempt == nil || attempt == running.attempt {
            let branch = workBranch(instance)
            let tip = branches[branch] ?? refs[branch] ?? running.base
            return DiffRange(title: "\(pathText(instance)) attempt \(running.attempt)", from: running.base, to: tip)
        }
        if let past = run?.past.last(where: { attempt == nil || $0.attempt == attempt }) {
            return DiffRange(title: "\(pathText(instance)) attempt \(past.attempt)", from: past.base, to: past.tip)
        }
        guard let attempt else { throw ReportError(.nothingMatches, "\(pathText(instance)) has not run yet") }
        let known = (run?.past ?? []).map { String($0.attempt) }.joined(separator: ", ")
        throw ReportError(
            .nothingMatches, "\(pathText(instance)) has no attempt \(attempt)",
            hint: known.isEmpty ? "it has not run yet" : "it has \(known)")
    }
}
