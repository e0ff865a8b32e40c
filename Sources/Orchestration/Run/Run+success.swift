import Expressions
import JSONValues
import OrderedCollections
public import Pipelines

/// What `success` says of a stage, or of the run, and the values it was reached from.
public struct SuccessReport: Hashable, Sendable {
    /// One of three: an error is never taken for false.
    public enum Verdict: Hashable, Sendable {
        /// It is true.
        case holds
        /// It is false.
        case fails
        /// It cannot be told; the message says why.
        case error(String)
    }

    /// The expression as it is written.
    public var expression: String
    /// What it gives.
    public var verdict: Verdict
    /// Each value that was read: name and text.
    public var evidence: [String: String]
    /// Where values come from, by the same names.
    public var origins: [String: ValueOrigin]

    /// The verdict in a clause, with the values that were read.
    public var detail: String {
        switch verdict {
        case .holds: "success holds: \(expression)"
        case .fails: "success is false: \(expression)\(Run.shown(evidence))"
        case .error(let message): "success: \(expression): \(message)"
        }
    }

    /// What an error blocks.
    var blockedOn: BlockedOn? {
        if case .error = verdict { BlockedOn(.expressionError, detail) } else { nil }
    }
}

extension Run {
    /// What `success` says of a stage that has failed by it, or that it leaves undecided; `nil` for every other stage.
    public func successReport(of stage: StageName) -> SuccessReport? {
        guard let definition = definition(stage), let run = stages[stage] else { return nil }
        switch run.progress {
        case .failed: return success(of: definition, failed: run.instances.values.contains { $0.result == nil })
        case .open: return end == nil ? undecidedSuccess(of: stage) : nil
        case .succeeded, .skipped: return nil
        }
    }

    /// The `success` of an open stage in which nothing can go on, where it is an error.
    func undecidedSuccess(of stage: StageName) -> SuccessReport? {
        // How a stage ends costs a look at all its instances: only where somebody asks.
        guard definition(stage)?.success != nil, case .undecided(let report)? = outcome(of: stage) else { return nil }
        return report
    }

    /// What keeps a run that has come to its end from ending: that its `success` is an error.
    public var undecided: BlockedOn? {
        guard end == nil, cancel == nil, closing == nil, waitsFor.isEmpty, hasComeToEnd else { return nil }
        return success?.blockedOn
    }

    /// Whether all stages whose turn it is have ended, or something failed and nothing else can go on.
    var hasComeToEnd: Bool {
        let current = currentPositions
        // What closes the run waits for whatever is still to be put onto the run branch.
        if stages.positions(.open).isDisjoint(with: current) { return closing == nil || !stages.has(.hasIntegrating) }
        guard !stages.positions(.failed).isDisjoint(with: current) else { return false }
        return !isWorking && nextWake == nil && !isHeldUp
    }

    /// What the pipeline's `success` says now; `nil` where it has none.
    var success: SuccessReport? {
        creation.pipeline.success.map { report(on: $0, commonRoots(for: nil), of: nil) }
    }

    /// What a stage's `success` says, once nothing in the stage can go on.
    ///
    /// The one instance of a stage that does not fan out fails the stage by itself: there is nothing to judge.
    func success(of definition: Stage, failed: Bool) -> SuccessReport? {
        guard let expression = definition.success, definition.fansOut || !failed else { return nil }
        var roots = commonRoots(for: definition.name, reading: expression.roots)
        roots["outputs"] = collectedOutputs(of: definition.name)
        if definition.fansOut { roots["instances"] = .array(shownInstances(of: definition.name)) }
        return report(on: expression, roots, of: definition.name)
    }

    /// - Parameter stage: whose success it is; `nil` for the run's.
    private func report(on expression: Expression, _ roots: [String: JSON], of stage: StageName?) -> SuccessReport {
        let verdict: SuccessReport.Verdict =
            switch expression.condition(in: Bindings(roots)) {
            case .holds: .holds
            case .fails: .fails
            case .error(let error): .error(error.message)
            }
        return SuccessReport(
            expression: expression.source, verdict: verdict, evidence: Self.values(in: expression, from: roots),
            origins: origins(of: expression.rootPaths, in: stage ?? "", nil))
    }

    /// A fan-out's instances, in order: their names, statuses and outputs.
    private func shownInstances(of stage: StageName) -> [JSON] {
        (stages[stage]?.instances ?? [:]).map { name, instance in
            .object([
                "name": .string(name.rawValue),
                "status": .string(status(of: InstanceID(stage, name)).rawValue),
                "outputs": instance.result?.outputs ?? .object([:]),
            ])
        }
    }
}
