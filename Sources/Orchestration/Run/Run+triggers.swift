import Expressions
import JSONValues
import OrderedCollections
public import Pipelines

extension Run {
    /// Each trigger of an instance with its verdict and evidence.
    public func triggerReports(of id: InstanceID) -> [TriggerReport] {
        guard let definition = definition(id.stage), let instance = instance(id) else { return [] }
        let table = DependencyTable(of: self, in: id.stage)
        return definition.triggers.map { trigger in
            TriggerReport(
                trigger: trigger, verdict: verdict(of: trigger, for: id, instance, table),
                evidence: evidence(of: trigger, for: id, instance, table),
                origins: origins(of: trigger.readPaths, in: id.stage, instance))
        }
    }

    /// Whether an instance may start, its stage's triggers taken together, less an approval that all need: that is asked
    /// for last.
    func verdict(of definition: Stage, for id: InstanceID, _ instance: InstanceRun, _ table: DependencyTable)
        -> TriggerVerdict
    {
        .all(
            definition.triggers.filter { $0 != .manual(approvalRequired: true) }
                .map { verdict(of: $0, for: id, instance, table) })
    }

    /// Whether that verdict is that it holds: found without the reasons, which can cost much.
    func triggersHold(
        of definition: Stage, for id: InstanceID, _ instance: InstanceRun, _ table: DependencyTable
    ) -> Bool {
        definition.triggers.allSatisfy {
            $0 == .manual(approvalRequired: true) || holds($0, for: id, instance, table)
        }
    }

    private func holds(
        _ trigger: Trigger, for id: InstanceID, _ instance: InstanceRun, _ table: DependencyTable
    ) -> Bool {
        switch trigger {
        case .manual, .onCompletion: verdict(of: trigger, for: id, instance, table) == .holds
        case .any(let triggers):
            triggers.isEmpty || triggers.contains { holds($0, for: id, instance, table) }
        case .onCondition(let expression, _): condition(expression, for: id, instance, table) == .holds
        case .onEvent(_, let filter): filter.map { condition($0, for: id, instance, table) == .holds } ?? true
        }
    }

    private func verdict(
        of trigger: Trigger, for id: InstanceID, _ instance: InstanceRun, _ table: DependencyTable
    ) -> TriggerVerdict {
        switch trigger {
        case .manual(let approvalRequired):
            guard approvalRequired, let missing = missingApproval(for: id, instance) else { return .holds }
            return .waits(missing)
        case .onCompletion(let source, let successOnly): return completion(of: source, successOnly)
        case .any(let triggers): return .any(triggers.map { verdict(of: $0, for: id, instance, table) })
        case .onCondition(let expression, _):
            return condition(expression, for: id, instance, table)
                ?? .waits(
                    BlockedOn(.triggerFalse, "\(expression.source) is false"))
        case .onEvent(_, let filter):
            guard let filter else { return .holds }
            if let verdict = condition(filter, for: id, instance, table) { return verdict }
            // False: where the filter reads the dependencies, they say what is in the way.
            let spec = instance.event?.data["spec"]?["id"]?.stringValue
            if filter.source.contains("dependencies_met"), let spec, let verdict = table.verdicts[spec] {
                switch verdict {
                case .met: break
                case .never(let reason): return .never(reason)
                case .waiting(let others):
                    return .waits(
                        BlockedOn(
                            .triggerFalse, "spec.dependencies_met is false: waits for \(others.joined(separator: ", "))"
                        ))
                }
            }
            if let open = emitters(before: id.stage).first(where: { stages[$0]?.progress == .open }) {
                return .waits(
                    BlockedOn(
                        .triggerFalse, "\(filter.source) is false; stage \(open), which has not ended, may change it"))
            }
            return .never(BlockedOn(.triggerFalse, "\(filter.source) is false and nothing can change it"))
        }
    }

    private func completion(of source: StageName, _ successOnly: Bool) -> TriggerVerdict {
        switch stages[source]?.progress {
        case .succeeded, .skipped: .holds
        case .failed:
            successOnly ? .never(BlockedOn(.upstreamFailed, "stage \(source) failed")) : .holds
        case .open, nil: .waits(BlockedOn(.waitingForStage, "stage \(source) is \(status(of: source))"))
        }
    }

    /// The verdict of a condition that is true or an error; `nil` when it is false.
    private func condition(
        _ expression: Expression, for id: InstanceID, _ instance: InstanceRun, _ table: DependencyTable
    ) -> TriggerVerdict? {
        let roots = roots(for: instance, table)
        switch expression.condition(in: Bindings(roots)) {
        case .holds: return .holds
        case .fails: return nil
        case .error(let error):
            return .waits(BlockedOn(.expressionError, "\(expression.source): \(error.message)"))
        }
    }

    private func evidence(
        of trigger: Trigger, for id: InstanceID, _ instance: InstanceRun, _ table: DependencyTable
    ) -> [String: String] {
        switch trigger {
        case .manual: return [:]
        case .onCompletion(let source, _):
            let status = status(of: source).rawValue
            guard case .skipped(let skip)? = stages[source]?.progress else { return ["\(source).status": status] }
            return ["\(source).status": "\(status), which counts as ended; \(skip.reason)"]
        case .any(let triggers):
            return triggers.reduce(into: [:]) { evidence, trigger in
                evidence.merge(self.evidence(of: trigger, for: id, instance, table)) { $1 }
            }
        case .onCondition(let expression, _): return values(in: expression, for: id, instance, table)
        case .onEvent(_, let filter):
            var evidence = filter.map { values(in: $0, for: id, instance, table) } ?? [:]
            if let event = instance.event { evidence["event"] = "\(event.type) \(event.subject) from \(event.source)" }
            return evidence
        }
    }

    private func values(
        in expression: Expression, for id: InstanceID, _ instance: InstanceRun, _ table: DependencyTable
    ) -> [String: String] {
        Self.values(in: expression, from: roots(for: instance, table))
    }

    /// What each member path in the expression is.
    static func values(in expression: Expression, from roots: [String: JSON]) -> [String: String] {
        var values: [String: String] = [:]
        for path in expression.rootPaths {
            guard let root = path.first, let start = roots[root] else { continue }
            values[path.joined(separator: ".")] = start.value(at: path.dropFirst())?.text ?? "(missing)"
        }
        return values
    }

    /// Values behind a sentence: ` (plan.status = "Draft")`, nothing where there are none.
    static func shown(_ evidence: [String: String]) -> String {
        let shown = evidence.sorted { $0.key < $1.key }.map { name, text in
            "\(name) = \(text.count > 80 ? text.prefix(80) + "…" : text)"
        }
        return shown.isEmpty ? "" : " (\(shown.joined(separator: ", ")))"
    }
}

extension Trigger {
    /// The members that its expressions read, and the stage whose status it looks at.
    var readPaths: [[String]] {
        switch self {
        case .manual: []
        case .onCompletion(let source, _): [[source.rawValue, "status"]]
        case .any(let triggers): triggers.flatMap(\.readPaths)
        case .onCondition(let expression, _): expression.rootPaths
        case .onEvent(_, let filter): (filter?.rootPaths ?? []) + [["event"]]
        }
    }
}
