import JSONValues
import OrderedCollections
import Pipelines

/// Whether a spec's dependencies are met, and if not, what stands in the way.
enum DependencyVerdict: Hashable {
    case met
    /// Not yet, and these may still change it: what each is doing, in the order they are named.
    case waiting([String])
    /// Nothing that happens in this run by itself can change it.
    case never(BlockedOn)
}

/// The verdict for every spec of a run as one stage sees it, worked out once for all of them.
///
/// A dependency is met when its instance succeeded in that stage or was skipped by a person, or when it is no part of this
/// run and its document at the base is complete. Takes time and space in proportion to specs and dependencies, and no stack: a plan may
/// name tens of thousands. Most stages ask for neither the verdicts nor the roots, so both are made when first wanted;
/// it lives no longer than the question that it was made for.
final class DependencyTable {
    private let run: Run
    private let stage: StageName
    private(set) lazy var verdicts = Self.verdicts(of: run, in: stage)
    /// What expressions of every instance of the stage see, made once for all of them.
    private(set) lazy var common = run.commonRoots(
        for: stage, reading: run.stages.position(of: stage).map { run.wiring.roots[$0] })

    init(of run: Run, in stage: StageName) {
        self.run = run
        self.stage = stage
    }

    private static func verdicts(of run: Run, in stage: StageName) -> [String: DependencyVerdict] {
        var verdicts: [String: DependencyVerdict] = [:]
        let specs = run.specs
        var progress: [String: InstanceRun.Progress] = [:]
        for instance in (run.stages[stage]?.instances ?? [:]).values {
            guard let id = instance.event?.data["spec"]?["id"]?.stringValue, progress[id] == nil else { continue }
            progress[id] = instance.progress
        }
        let (order, cyclic) = sorted(specs)
        for id in order {
            guard let spec = specs[id] else { continue }
            verdicts[id] = verdict(of: spec, specs, progress, run.creation.knownSpecs, verdicts)
        }
        for id in cyclic {
            let path = cycle(through: id, among: specs, within: cyclic)
            verdicts[id] = .never(
                path.map {
                    BlockedOn(.dependencyCycle, "the dependencies form a cycle: \($0.joined(separator: " → "))")
                }
                    ?? BlockedOn(.upstreamFailed, "what it depends on depends on itself"))
        }
        return verdicts
    }

    /// Whether all that a spec depends on is there; of one spec alone where it is known who stands for which.
    func isMet(_ id: String) -> Bool {
        guard let position = run.stages.position(of: stage), let specs = run.agenda.specs?.first,
            let seats = run.agenda.seats[position]
        else { return verdicts[id] == .met }
        guard let spec = specs[id] else { return false }
        let instances = run.stages.value(at: position).instances
        return spec.dependencies.allSatisfy { dependency in
            guard specs[dependency] != nil else {
                return run.creation.knownSpecs[dependency].map(Run.isComplete) ?? false
            }
            guard let position = seats.position(of: dependency) else { return false }
            return instances.value(at: position).isDone
        }
    }

    /// Whether a dependency of the instance's spec can never be met.
    func isBlocked(_ instance: InstanceRun) -> Bool {
        guard let id = instance.event?.data["spec"]?["id"]?.stringValue, case .never = verdicts[id] else {
            return false
        }
        return true
    }

    private static func verdict(
        of spec: SpecFact, _ specs: OrderedDictionary<String, SpecFact>, _ progress: [String: InstanceRun.Progress],
        _ known: [String: String], _ verdicts: [String: DependencyVerdict]
    ) -> DependencyVerdict {
        var waiting: [String] = []
        var never: BlockedOn?
        func block(_ reason: BlockedOn) {
            if let other = never, other.reason <= reason.reason { return }
            never = reason
        }
        for dependency in spec.dependencies {
            if specs[dependency] != nil {
                switch progress[dependency] {
                case nil: waiting.append("\(dependency) (not started)")
                // Without it the run goes on.
                case .succeeded, .skipped: continue
                case .failed: block(BlockedOn(.upstreamFailed, "\(dependency) failed"))
                case .cancelled: block(BlockedOn(.upstreamFailed, "\(dependency) was cancelled"))
                case .waiting:
                    if case .never(let reason) = verdicts[dependency] {
                        block(BlockedOn(.upstreamFailed, "\(dependency) cannot start: \(reason.detail)"))
                    } else {
                        waiting.append("\(dependency) (waiting)")
                    }
                case .running: waiting.append("\(dependency) (running)")
                case .backingOff: waiting.append("\(dependency) (to be tried again)")
                case .withheld: waiting.append("\(dependency) (waits for an approval)")
                case .integrating: waiting.append("\(dependency) (being integrated)")
                case .conflicted: waiting.append("\(dependency) (in conflict)")
                }
            } else if let status = known[dependency] {
                if Run.isComplete(status) { continue }
                let shown = status.isEmpty ? "without a status" : "“\(status)”"
                block(BlockedOn(.triggerFalse, "\(dependency) is \(shown) at the base and no part of this run"))
            } else {
                block(BlockedOn(.unknownDependency, "there is no spec “\(dependency)”"))
            }
        }
        if let never { return .never(never) }
        return waiting.isEmpty ? .met : .waiting(waiting)
    }

    /// The specs with each after what it depends on, and those that no such order has.
    private static func sorted(_ specs: OrderedDictionary<String, SpecFact>) -> (order: [String], cyclic: Set<String>) {
        var open: [String: Int] = [:]
        var dependents: [String: [String]] = [:]
        for (id, spec) in specs {
            let inside = spec.dependencies.filter { specs[$0] != nil }
            open[id] = inside.count
            for dependency in inside { dependents[dependency, default: []].append(id) }
        }
        var order = Array(specs.keys.filter { open[$0] == 0 })
        var next = 0
        while next < order.count {
            for dependent in dependents[order[next]] ?? [] {
                open[dependent, default: 0] -= 1
                if open[dependent] == 0 { order.append(dependent) }
            }
            next += 1
        }
        return (order, Set(specs.keys).subtracting(order))
    }

    /// The shortest cycle through a spec, starting and ending with it; `nil` when it only leads to one.
    private static func cycle(
        through spec: String, among specs: OrderedDictionary<String, SpecFact>, within: Set<String>
    ) -> [String]? {
        // A cycle longer than this is named by its first steps only.
        let bound = 10_000
        var cameFrom: [String: String] = [:]
        var queue = [spec]
        var next = 0
        while next < queue.count, next < bound {
            let current = queue[next]
            next += 1
            for step in specs[current]?.dependencies ?? [] where within.contains(step) {
                if step == spec {
                    var path = [current, spec]
                    while let first = path.first, first != spec, let before = cameFrom[first] {
                        path.insert(before, at: 0)
                    }
                    return path.first == spec ? path : [spec] + path
                }
                if cameFrom[step] == nil {
                    cameFrom[step] = current
                    queue.append(step)
                }
            }
        }
        return nil
    }
}
