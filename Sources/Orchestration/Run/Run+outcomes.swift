import GitNames
import JSONValues
import OrderedCollections
public import Pipelines

extension Run {
    /// The event of every stage that has ended, and of the run's own end, as other pipelines can start on them.
    ///
    /// Derived from state, so that one which a dead daemon did not get to tell is told by the next; what a rollback
    /// undid and is done again is another event.
    ///
    /// - Parameter stages: of these alone; the run's end is always among them.
    public func outcomes(of stages: Set<StageName>? = nil) -> [Event] {
        var events: [Event] = []
        for (name, stage) in self.stages where stages?.contains(name) ?? true {
            switch stage.progress {
            case .open, .skipped: continue
            case .succeeded(let checkpoint):
                events.append(
                    outcome(
                        "stage.succeeded", "\(name).\(checkpoint.number)", at: checkpoint.commit,
                        ["stage": .string(name.rawValue), "outputs": checkpoint.outputs]))
            case .failed:
                events.append(
                    outcome(
                        "stage.failed", "\(name).failed.\(stage.tries)", at: tip,
                        [
                            "stage": .string(name.rawValue), "outputs": .object([:]),
                            "error": .string(firstFailure(in: stage)),
                        ]))
            }
        }
        if let end {
            let outputs = self.stages.compactMap { name, stage in stage.checkpoint.map { (name.rawValue, $0.outputs) } }
            let tries = self.stages.values.reduce(0) { $0 + $1.tries }
            events.append(
                outcome(
                    "run.finished", "end.\(openedAt.milliseconds).\(tries)", at: tip,
                    [
                        "outputs": .object(Dictionary(outputs) { first, _ in first }),
                        "status": .string(end.status.rawValue),
                        "error": end.status == .succeeded ? .null : .string(end.reason),
                    ]))
        }
        return events
    }

    private func outcome(_ type: String, _ key: String, at commit: ObjectID, _ facts: [String: JSON]) -> Event {
        var data: [String: JSON] = [
            "run": .string(id.rawValue), "pipeline": .string(creation.pipeline.name.rawValue), "stage": .null,
            "instance": .null, "error": .null, "branch": .string(branch.branchName ?? ""),
            "commit": .string(commit.hex),
        ]
        data.merge(facts) { $1 }
        let stage = data["stage"]?.stringValue
        return Event(
            id: "\(id)/\(key)", type: type, source: "run/\(id)", time: updatedAt,
            subject: stage.map { "\(id)/\($0)" } ?? id.rawValue, data: .object(data), chain: creation.request.chain)
    }

    private func firstFailure(in stage: StageRun) -> String {
        for (name, instance) in stage.instances {
            if case .failed(let failure) = instance.progress { return "\(name): \(failure.message)" }
        }
        return "it failed"
    }
}

extension Turn {
    /// The stages that this turn ends, also none of them where it ends the run; `nil` when it ends neither.
    public var endedStages: Set<StageName>? {
        var stages: Set<StageName> = []
        var hasEnd = false
        for event in events {
            switch event {
            case .stageSucceeded(let succeeded): stages.insert(succeeded.stage)
            case .stageFailed(let failed): stages.insert(failed.stage)
            case .ended: hasEnd = true
            default: continue
            }
        }
        return stages.isEmpty && !hasEnd ? nil : stages
    }
}

extension StageRun {
    fileprivate var tries: Int { instances.values.reduce(0) { $0 + $1.past.count } }
}
