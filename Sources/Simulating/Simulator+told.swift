import GitNames
import Orchestration
import OrderedCollections
import Pipelines

extension Simulator {
    /// Everything that waits when nothing goes on.
    var waits: [Simulation.Wait] {
        var waits: [Simulation.Wait] = []
        if let pause = run.pause {
            waits.append(.init(part: nil, blockedOn: BlockedOn(.paused, pause.detail, until: pause.until)))
        }
        if let undecided = run.undecided { waits.append(.init(part: nil, blockedOn: undecided)) }
        for (part, reason) in blocked { waits.append(.init(part: part, blockedOn: reason)) }
        for attempt in run.runningAttempts { waits += subruns[attempt]?.waits ?? [] }
        return waits
    }

    /// Every part that has not ended and does not run, with its reason.
    private var blocked: [(part: StagePart, reason: BlockedOn)] {
        run.stages.keys.flatMap { stage -> [(part: StagePart, reason: BlockedOn)] in
            let reasons = run.blockedOn(in: stage)
            guard reasons.isEmpty else {
                return reasons.map { (StagePart(InstanceID(stage, $0.key)), $0.value) }
            }
            return run.blockedOn(stage: stage).map { [(StagePart(stage), $0)] } ?? []
        }
    }

    mutating func take(_ turn: Turn, _ origin: OutputOrigin? = nil) {
        for event in turn.events {
            if let step = SimulatedStep(event, in: run, at: turn.now, origin) { steps.append(step) }
            if case .created = event { continue }
            do { try run.apply(event) } catch { preconditionFailure("a decision's event is refused: \(error)") }
        }
        guard run.end == nil else { return }
        var standing: [StagePart: BlockedOn.Reason] = [:]
        for (part, reason) in blocked {
            standing[part] = reason.reason
            // What exactly it waits for changes often; only another kind of reason is news.
            guard told[part] != reason.reason else { continue }
            let id = InstanceID(part.stage, part.instance ?? .main)
            steps.append(
                SimulatedStep(
                    after: now - run.creation.at, part: part, what: .waits(reason, run.triggerReports(of: id))))
        }
        told = standing
    }
}
