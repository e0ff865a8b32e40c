import Expressions
import JSONValues
@testable import Orchestration
import Pipelines

/// Whether reasons that speak of definitions and data are true, found without the code that gives them: for the few forms
/// of triggers, conditions and mappings that random pipelines have.
extension RunStand {
    /// The spec that an instance stands for, with all that is known of it.
    private func spec(of instance: InstanceRun) -> SpecFact? {
        guard let id = instance.event?.data["spec"]?["id"]?.stringValue else { return nil }
        return run.specFacts.first { $0.id == id }
    }

    private func dependencies(of id: String) -> [String]? {
        run.specFacts.first { $0.id == id }?.dependencies
    }

    /// Whether following dependencies leads back to where it started.
    func dependsOnItself(_ instance: InstanceRun) -> Bool {
        guard let start = spec(of: instance) else { return false }
        var seen: Set<String> = []
        var open = start.dependencies
        while let next = open.popLast() {
            if next == start.id { return true }
            if seen.insert(next).inserted { open += dependencies(of: next) ?? [] }
        }
        return false
    }

    /// Whether it depends on what is neither in the run nor at the base.
    func dependsOnUnknown(_ instance: InstanceRun) -> Bool {
        spec(of: instance)?.dependencies.contains {
            dependencies(of: $0) == nil && run.creation.knownSpecs[$0] == nil
        } == true
    }

    /// Whether all that it depends on is done.
    private func isMet(_ instance: InstanceRun, in stage: StageName) -> Bool {
        let others = (run.stages[stage]?.instances ?? [:]).map(\.value)
        return spec(of: instance)?.dependencies.allSatisfy { dependency in
            guard dependencies(of: dependency) != nil else {
                return ["complete", "done"].contains(run.creation.knownSpecs[dependency]?.lowercased())
            }
            let other = others.first { $0.event?.data["spec"]?["id"]?.stringValue == dependency }
            switch other?.progress {
            case .succeeded, .skipped: return true
            default: return false
            }
        } == true
    }

    /// Whether something that decides about it is false.
    func isKeptByTrigger(_ instance: InstanceRun, _ definition: Stage) -> Bool {
        if definition.when?.source == "false" || definition.when?.source.contains("error != null") == true {
            return true
        }
        return definition.triggers.contains { trigger in
            guard case .onEvent(let type, let filter?) = trigger else { return false }
            if type != Event.specReady { return instance.event?.data["n"] == .int(2) }
            let isDraft = instance.event?.data["spec"]?["status"] == "Draft"
            return !isMet(instance, in: definition.name) || filter.source.contains("Draft") && !isDraft
        }
    }

    /// Whether an expression reads what is not there.
    func readsNothing(_ definition: Stage) -> Bool {
        definition.when?.source == "nothing.there" || definition.forEach?.source == "request.inputs.absent"
    }

    /// Whether its input mapping reads what is not there, and must.
    func lacksInput(_ definition: Stage) -> Bool {
        definition.inputMapping.fields.contains { field in
            let path = field.from.source.split(separator: ".").map(String.init)
            guard field.required, path.count == 3 else { return false }
            return path[0] == "request" || run.stages[StageName(path[0])]?.checkpoint?.outputs[path[2]] == nil
        }
    }
}
