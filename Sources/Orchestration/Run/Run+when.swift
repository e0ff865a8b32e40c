import Expressions
import JSONValues
public import Pipelines

extension Run {
    /// What a stage's `when` reads, with the values that are there now: name and text; none without a `when`.
    public func conditionValues(of stage: StageName) -> [String: String] {
        guard let when = definition(stage)?.when else { return [:] }
        return Self.values(in: when, from: commonRoots(for: stage))
    }
}
