import Expressions
import GitNames
import JSONValues
import OrderedCollections
import Pipelines

extension Run {
    /// The outputs of a stage: those of its one instance, or of a fan-out, for each name the list of all instances'
    /// values.
    func collectedOutputs(of stage: StageName) -> JSON {
        guard let run = stages[stage] else { return .object([:]) }
        if !fansOut(stage) { return run.instances[.main]?.result?.outputs ?? .object([:]) }
        var lists: [String: [JSON]] = [:]
        for (_, instance) in run.instances.all(.succeeded) {
            for (key, value) in instance.result?.outputs.objectValue ?? [:] { lists[key, default: []].append(value) }
        }
        return .object(lists.mapValues { .array($0) })
    }

    /// What expressions of an instance see, by root; of a stage as a whole where there is none.
    func roots(for instance: InstanceRun?, _ table: DependencyTable) -> [String: JSON] {
        var roots = table.common
        if let item = instance?.item { roots["item"] = item }
        guard let event = instance?.event else { return roots }
        var data = event.root.objectValue ?? [:]
        if var spec = data["spec"]?.objectValue {
            let met = spec["id"]?.stringValue.map(table.isMet) ?? false
            spec["dependencies_met"] = .bool(met)
            data["spec"] = .object(spec)
            roots["spec"] = .object(spec)
        }
        roots["event"] = .object(data)
        return roots
    }

    /// What expressions of every instance of a stage see; of the run as a whole where there is none.
    ///
    /// - Parameter read: the roots that are read; of the others, those that cost something may be left out.
    func commonRoots(for stage: StageName?, reading read: Set<String>? = nil) -> [String: JSON] {
        var roots: [String: JSON] = [:]
        let request = creation.request
        let plan = wiring.plan
        let goal = [plan?["summary"], plan?["title"]].compactMap { $0?.stringValue }.first { !$0.isEmpty }
        roots["request"] = .object([
            "goal": request.inputs["goal"] ?? .string(goal ?? ""), "inputs": request.inputs,
            "documents": .array(creation.documents), "event": .string(request.eventType),
            "branch": .string(request.branch), "commit": .string(request.commit.hex),
        ])
        var run: [String: JSON] = [
            "id": .string(id.rawValue), "pipeline": .string(creation.pipeline.name.rawValue),
            "base": .string(request.commit.hex), "branch": .string(branch.branchName ?? ""),
        ]
        if let closing = closingRoots(for: stage) {
            run.merge(closing.run) { $1 }
            roots["error"] = closing.error
        }
        roots["run"] = .object(run)
        roots["git"] = .object(["commit": .string(tip.hex), "branch": .string(request.branch)])
        if let plan { roots["plan"] = plan }
        if let event = request.event { roots["event"] = event.root }
        func shown(_ name: StageName) -> JSON {
            .object([
                "outputs": stages[name]?.checkpoint?.outputs ?? .object([:]),
                "status": .string(status(of: name).rawValue),
            ])
        }
        if let read, !read.contains("stages") {
            for name in read where roots[name] == nil && stages.position(of: StageName(name)) != nil {
                if StageName(name) != stage { roots[name] = shown(StageName(name)) }
            }
            return roots
        }
        var all: [String: JSON] = [:]
        for name in stages.keys where name != stage {
            let shown = shown(name)
            all[name.rawValue] = shown
            if roots[name.rawValue] == nil { roots[name.rawValue] = shown }
        }
        roots["stages"] = .object(all)
        return roots
    }
}
