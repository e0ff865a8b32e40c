public import Orchestration
import OrderedCollections
public import Pipelines

extension Run {
    /// Why a request would come to nothing now; `nil` when it would be taken.
    ///
    /// Decided as the daemon decides it, on the run as it is now.
    public func refusal(of request: ControlRequest, at now: Instant) -> String? {
        for event in decide(.requested(ulid: "", by: "", request), at: now).events {
            if case .requestTaken(let taken) = event { return taken.refused }
        }
        return nil
    }

    /// The stage of that name, or the only one whose name begins so.
    public func stage(named text: String) throws(ReportError) -> StageName {
        try Selection.one(text, among: Array(stages.keys), what: "stage of \(id)", hint: nil)
    }

    /// The instance of a stage of that name, or the only one whose name begins so.
    public func instance(named text: String, of stage: StageName) throws(ReportError) -> InstanceName {
        let names = stages[stage].map { Array($0.instances.keys) } ?? []
        return try Selection.one(text, among: names, what: "instance of \(stage)", hint: nil)
    }
}
