public import Orchestration
import OrderedCollections
public import Pipelines

/// A part of a run that a person named.
public enum RunPart: Hashable, Sendable {
    case run
    case stage(StageName)
    case instance(InstanceID)
}

extension Run {
    /// The part that the path names.
    ///
    /// The one instance of a stage that does not fan out is named by its stage too: that gives `.instance`.
    public func part(_ path: RunPath) throws(ReportError) -> RunPart {
        guard let text = path.stage else { return .run }
        let stage = try Selection.one(text, among: Array(stages.keys), what: "stage of \(id)", hint: nil)
        let names = Array(stages[stage]?.instances.keys ?? [])
        guard let text = path.instance else {
            let fansOut = creation.pipeline.stage(stage)?.fansOut ?? false
            return !fansOut && names.contains(.main) ? .instance(InstanceID(stage, .main)) : .stage(stage)
        }
        let hint = names.isEmpty ? "stage \(stage) has no instances yet" : nil
        let name = try Selection.one(text, among: names, what: "instance of \(id)/\(stage)", hint: hint)
        return .instance(InstanceID(stage, name))
    }

    /// How a person names a part of this run.
    func pathText(_ instance: InstanceID) -> String { "\(id)/\(instance)" }
}
