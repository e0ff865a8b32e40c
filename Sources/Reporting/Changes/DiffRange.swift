public import GitNames
public import Orchestration
import OrderedCollections
public import Pipelines

/// Two commits whose difference a person asked for.
public struct DiffRange: Hashable, Sendable {
    /// What it is, for a heading.
    public var title: String
    /// Before.
    public var from: ObjectID
    /// After.
    public var to: ObjectID

    /// States two commits.
    public init(title: String, from: ObjectID, to: ObjectID) {
        self.title = title
        self.from = from
        self.to = to
    }
}

extension Run {
    /// What a part of the run changed, as ranges of commits; ranges that follow on each other are one.
    ///
    /// - Parameters:
    ///   - branches: where branches are now, as far as the caller knows; else what the run says of them counts.
    ///   - history: the tries to look among; the run's own where it is not given.
    ///   - attempt: that try's own work, before it was integrated, rather than the integrated result.
    public func diffRanges(
        of part: RunPart, attempt: Int?, branches: [RefName: ObjectID] = [:], history: AttemptHistory? = nil
    ) throws(ReportError) -> [DiffRange] {
        let history = history ?? AttemptHistory(self)
        switch part {
        case .run:
            guard attempt == nil else { throw ReportError(.usage, "--attempt needs RUN/STAGE or RUN/STAGE/INSTANCE") }
            let tip = branches[branch] ?? tip
            return [DiffRange(title: id.rawValue, from: creation.request.commit, to: tip)]
        case .instance(let instance):
            if let attempt { return [try range(of: instance, attempt: attempt, branches, history)] }
            if let integrated = integrations.last(where: { $0.attempt.instance == instance }) {
                return [DiffRange(title: pathText(instance), from: integrated.onto, to: integrated.commit)]
            }
            return [try range(of: instance, attempt: nil, branches, history)]
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
        of instance: InstanceID, attempt: Int?, _ branches: [RefName: ObjectID], _ history: AttemptHistory
    ) throws(ReportError) -> DiffRange {
        if let running = self.instance(instance)?.running, attempt == nil || attempt == running.attempt {
            let branch = workBranch(instance)
            let tip = branches[branch] ?? refs[branch] ?? running.base
            return DiffRange(title: "\(pathText(instance)) attempt \(running.attempt)", from: running.base, to: tip)
        }
        if let past = history.record(of: instance, attempt) {
            return DiffRange(
                title: "\(pathText(instance)) attempt \(past.attempt.number)", from: past.base, to: past.tip)
        }
        guard let attempt else { throw ReportError(.nothingMatches, "\(pathText(instance)) has not run yet") }
        throw ReportError(
            .nothingMatches, "\(pathText(instance)) has no attempt \(attempt)", hint: history.numbers(of: instance))
    }

    /// What one pass of a try changed.
    ///
    /// - Parameter attempt: the try; the one under way or the last where none is given.
    public func diffRange(
        of instance: InstanceID, attempt: Int?, iteration: Int, history: AttemptHistory
    ) throws(ReportError) -> DiffRange {
        let number =
            attempt ?? self.instance(instance)?.running?.attempt ?? history.record(of: instance, nil)?.attempt.number
        guard let number else { throw ReportError(.nothingMatches, "\(pathText(instance)) has not run yet") }
        let passes = history.passes(of: AttemptID(instance, number))
        guard let pass = passes.last(where: { $0.iteration == iteration }) else {
            let has = passes.isEmpty ? "none has ended" : "it has 1 to \(passes.count)"
            throw ReportError(
                .nothingMatches, "\(pathText(instance)) attempt \(number) has no iteration \(iteration)", hint: has)
        }
        return DiffRange(
            title: "\(pathText(instance)) attempt \(number) iteration \(iteration): \(pass.verdict)", from: pass.base,
            to: pass.tip)
    }

    /// Where a part of the run has brought things: what two runs are compared by.
    public func end(of part: RunPart, branches: [RefName: ObjectID] = [:]) throws(ReportError) -> ObjectID {
        switch part {
        case .run: return branches[branch] ?? tip
        case .stage(let stage):
            if let commit = stages[stage]?.checkpoint?.commit { return commit }
            guard let last = try diffRanges(of: part, attempt: nil, branches: branches).last else {
                throw ReportError(.nothingMatches, "nothing of \(id)/\(stage) is on the run branch yet")
            }
            return last.to
        case .instance(let instance):
            if let result = self.instance(instance)?.result { return result.tip }
            return try range(of: instance, attempt: nil, branches, AttemptHistory(self)).to
        }
    }
}
