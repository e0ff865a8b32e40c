import Expressions
import Orchestration
import OrderedCollections
import Pipelines

extension WhyReport.Part {
    /// A stage as a whole: it has no instances, or all of them have succeeded, or its `success` has something to say.
    init(_ run: Run, _ stage: StageName, among slots: SlotTable?) {
        let blocked = run.blockedOn(stage: stage, among: slots)
        var detail = blocked?.detail
        if case .skipped(let skip)? = run.stages[stage]?.progress { detail = skip.reason }
        self.init(
            stage: stage.rawValue, instance: nil, status: run.status(of: stage).rawValue,
            blockedOn: blocked?.reason.rawValue, blockedDetail: detail, blockedUntil: blocked?.until?.isoText,
            triggers: run.successReport(of: stage).map { [WhyReport.TriggerFinding($0)] } ?? [], failure: nil,
            failedAttempt: nil, run: nil, lastLines: [])
    }

    /// An instance with the verdict of each of its triggers.
    init(_ run: Run, _ id: InstanceID, among slots: SlotTable?, _ lastLines: (AttemptID) -> [String]) {
        let blocked = run.blockedOn(id, among: slots)
        let instance = run.instance(id)
        let failure = instance?.failure
        let failed = failure == nil ? nil : instance?.past.last?.attempt
        var detail = blocked?.detail
        if case .skipped(let skip)? = run.stages[id.stage]?.progress { detail = skip.reason }
        if case .skipped(let skip)? = instance?.progress { detail = skip.reason }
        self.init(
            stage: id.stage.rawValue, instance: id.name.rawValue, status: run.status(of: id).rawValue,
            blockedOn: blocked?.reason.rawValue, blockedDetail: detail,
            blockedUntil: blocked?.until?.isoText,
            triggers: run.triggerReports(of: id).map { WhyReport.TriggerFinding($0) },
            failure: failure.map { FailureReport($0) }, failedAttempt: failed,
            run: run.newestSubrun(of: id)?.rawValue,
            lastLines: failed.map { lastLines(AttemptID(id, $0)) } ?? [])
    }
}

extension WhyReport.TriggerFinding {
    init(_ report: SuccessReport) {
        let verdict =
            switch report.verdict {
            case .holds: "holds"
            case .fails: "never"
            case .error: "waits"
            }
        var message: String?
        if case .error(let text) = report.verdict { message = text }
        self.init(
            trigger: "success \(report.expression)", verdict: verdict,
            blockedOn: message == nil ? nil : BlockedOn.Reason.expressionError.rawValue, detail: message,
            evidence: report.evidence, origins: report.origins.mapValues { OriginReport($0) })
    }

    init(_ report: TriggerReport) {
        let verdict =
            switch report.verdict {
            case .holds: "holds"
            case .waits: "waits"
            case .never: "never"
            }
        self.init(
            trigger: report.trigger.text, verdict: verdict, blockedOn: report.verdict.blockedOn?.reason.rawValue,
            detail: report.verdict.blockedOn?.detail, evidence: report.evidence,
            origins: report.origins.mapValues { OriginReport($0) })
    }
}

extension Trigger {
    /// The trigger as a definition would say it, on one line.
    var text: String {
        switch self {
        case .onCompletion(let stage, let successOnly):
            "on_completion \(stage)" + (successOnly ? "" : ", success or not")
        case .onEvent(let type, let filter): "on_event \(type)" + (filter.map { " where \($0.source)" } ?? "")
        case .onCondition(let expression, _): "on_condition \(expression.source)"
        case .manual(let approval): approval ? "manual, with approval" : "manual, without approval"
        case .any(let triggers): "any of: " + triggers.map(\.text).joined(separator: "; ")
        }
    }
}
