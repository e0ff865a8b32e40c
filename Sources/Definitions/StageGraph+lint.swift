import Expressions
import Pipelines

extension StageGraph {
    /// What can be run and is probably not meant, between the stages.
    func lint(_ pipeline: Pipeline, success: WrittenExpression?, in reading: Reading) {
        for draft in drafts {
            let isMain = draft.stage.closing == nil
            let bound = isMain ? pipeline.timeout : pipeline.closingTimeout ?? .seconds(3600)
            guard let limit = bound, let timeout = draft.stage.timeout, timeout > limit else { continue }
            reading.lint(
                .timeoutBeyondPipeline,
                "`timeout` of `\(draft.stage.name)` (\(DurationText.write(timeout))) is longer than "
                    + (isMain ? "the pipeline's " : "all of `\(draft.stage.closing?.rawValue ?? "")` may take ")
                    + "(\(DurationText.write(limit)))", at: draft.timeoutPosition ?? draft.position,
                suggestion: isMain
                    ? "the run ends first: shorten this one, or lengthen the pipeline's"
                    : "shorten this one, or lengthen `closing_timeout`")
        }
        lintUnusedOutputs(success, in: reading)
    }

    /// Stages that others wait for, and that give something that nothing reads.
    ///
    /// What the last stages give is the run's result, for people and other pipelines; so is everything of a pipeline
    /// where an expression takes `stages` as a whole.
    private func lintUnusedOutputs(_ success: WrittenExpression?, in reading: Reading) {
        let expressions = drafts.flatMap(\.expressions) + (success.map { [$0] } ?? [])
        var read: Set<StageName> = []
        for path in expressions.flatMap(\.expression.rootPaths) {
            guard let root = path.first else { continue }
            if root == "stages" {
                guard path.count > 1 else { return }
                read.insert(StageName(path[1]))
            } else {
                read.insert(StageName(root))
            }
        }
        let waitsForSpecs = drafts.contains { $0.stage.triggers.contains { $0.onEvent?.type == "spec.ready" } }
        for draft in drafts {
            let name = draft.stage.name
            let targets = draft.stage.outputMapping.targets
            guard !targets.isEmpty, !read.contains(name), upstream.contains(where: { $0.contains(name) }) else {
                continue
            }
            if waitsForSpecs, targets.contains("specs") { continue }
            reading.lint(
                .unusedOutput, "nobody uses what `\(name)` gives: \(targets.map { $0.quoted }.joined(separator: ", "))",
                at: draft.position,
                suggestion: "read it (`\(name).outputs.\(targets[0])`), or leave out its `output_mapping`")
        }
    }
}

extension Trigger {
    /// Whether a person's approval is one way of several to let it hold.
    var goesAroundApproval: Bool {
        guard case .any(let triggers) = self else { return false }
        return triggers.count > 1 && triggers.contains { $0.asksForApproval }
    }

    private var asksForApproval: Bool {
        switch self {
        case .manual(let approvalRequired): approvalRequired
        case .any(let triggers): triggers.contains { $0.asksForApproval }
        case .onCompletion, .onEvent, .onCondition: false
        }
    }
}
