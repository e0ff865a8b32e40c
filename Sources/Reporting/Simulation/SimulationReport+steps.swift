import JSONValues
import Orchestration
import Pipelines
import Simulating

extension SimulationReport.Step {
    init(_ step: SimulatedStep) {
        self.init(
            seconds: Self.seconds(step.after), within: step.within.map(\.description), stage: step.part?.stage.rawValue,
            instance: step.part?.instance?.rawValue, kind: step.what.kind, text: step.what.text, attempt: nil,
            blockedOn: nil, waitSeconds: nil, triggers: [], values: [:], work: [], input: nil, outputs: nil,
            origin: nil, errorClass: nil)
        switch step.what {
        case .waits(let reason, let triggers):
            blockedOn = reason.reason.rawValue
            self.triggers = triggers.map { WhyReport.TriggerFinding($0) }
        case .starts(let start):
            attempt = start.attempt
            triggers = start.triggers.map { WhyReport.TriggerFinding($0) }
            work = start.work
            input = start.input
        case .succeeds(let attempt, let outputs, let origin):
            self.attempt = attempt
            self.outputs = outputs
            self.origin = origin.rawValue
        case .fails(let attempt, let failure):
            self.attempt = attempt
            errorClass = failure.errorClass.rawValue
        case .givenUp(let failure): errorClass = failure.errorClass.rawValue
        case .backsOff(let wait): waitSeconds = Self.seconds(wait)
        case .skipped(_, let values): self.values = values
        case .made, .approved, .cancelled, .stageSucceeds, .stageFails, .paused, .rolledBack, .ending, .closing,
            .ended:
            break
        }
    }

    private static func seconds(_ duration: Duration) -> Double { Double(duration.milliseconds) / 1000 }
}

extension SimulatedStep.What {
    fileprivate var kind: String {
        switch self {
        case .made: "made"
        case .waits: "waits"
        case .starts: "starts"
        case .succeeds: "succeeds"
        case .fails: "fails"
        case .backsOff: "backs_off"
        case .givenUp: "given_up"
        case .approved: "approved"
        case .cancelled: "cancelled"
        case .skipped: "skipped"
        case .stageSucceeds: "stage_succeeds"
        case .stageFails: "stage_fails"
        case .paused: "paused"
        case .rolledBack: "rolled_back"
        case .ending: "ending"
        case .closing: "closing"
        case .ended: "ended"
        }
    }

    fileprivate var text: String {
        switch self {
        case .made(let by): "made by \(by)"
        case .waits(let reason, _): "waits on \(reason.reason.rawValue): \(reason.detail)"
        case .starts(let start): "attempt \(start.attempt) starts"
        case .succeeds(let attempt, let outputs, let origin):
            "attempt \(attempt) succeeds, " + (outputs == .object([:]) ? "without outputs" : "with \(origin.text)")
        case .fails(let attempt, let failure):
            "attempt \(attempt) fails (\(failure.errorClass.rawValue)): \(failure.message)"
        case .backsOff(let wait): "is tried again in \(wait.waitText)"
        case .givenUp: "is not tried again"
        case .approved: "approved: here as a matter of course, else by a person"
        case .cancelled: "cancelled"
        case .skipped(let reason, _): "skipped: \(reason)"
        case .stageSucceeds: "✓ stage succeeded"
        case .stageFails(let reason): "✗ stage failed" + (reason.isEmpty ? "" : ": \(reason)")
        case .paused(let detail): "paused: \(detail)"
        case .rolledBack(let target, let reason): "rolled back to \(target): \(reason)"
        case .ending(let by): "is ended by \(by)"
        case .closing(let status, let reason): "is closed as \(status.rawValue): \(reason)"
        case .ended(let status, let reason): "\(status == .succeeded ? "✓" : "✗") run \(status.rawValue): \(reason)"
        }
    }
}

extension OutputOrigin {
    fileprivate var text: String {
        switch self {
        case .stated: "the outputs of its file"
        case .document: "what the document says"
        case .run: "what its own run gives"
        case .invented: "invented outputs"
        }
    }
}

extension Duration {
    /// To a tenth of a second where it is short: `1.2 s`, `2m 30s`.
    fileprivate var waitText: String {
        guard milliseconds < 60_000 else { return DurationText.rounded(self) }
        let tenths = (milliseconds + 50) / 100
        return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}

extension SimulationReport.End {
    init(_ end: Simulation.End) {
        switch end {
        case .ended(let end): self.init(status: end.status.rawValue, reason: end.reason, waits: [])
        case .waits(let waits):
            self.init(
                status: "waiting", reason: "nothing goes on by itself",
                waits: waits.map { wait in
                    SimulationReport.Wait(
                        within: wait.within.map(\.description), stage: wait.part?.stage.rawValue,
                        instance: wait.part?.instance?.rawValue,
                        blockedOn: wait.blockedOn.reason.rawValue, detail: wait.blockedOn.detail)
                })
        case .outputsWanted(let part, let reason):
            self.init(
                status: "outputs_wanted",
                reason: "no outputs of \(part) could be made up that its mapping takes (\(reason)); "
                    + "state them with --outputs, in \(part).json",
                waits: [])
        case .outOfDecisions:
            self.init(
                status: "unfinished",
                reason: "it still went on after \(Simulation.mostDecisions) decisions, which is the limit here",
                waits: [])
        }
    }
}
