import BitCollections
import Expressions
import JSONValues
import Pipelines
import Synchronization

/// What follows from a run's pipeline and documents alone: which stages look at what.
struct Wiring: Sendable {
    /// For each stage, those that look at how it has ended.
    private(set) var watchingEnd: [BitSet]
    /// For each stage, those that look at where it stands.
    private(set) var watchingStatus: [BitSet]
    /// Those that look at the run branch.
    private(set) var watchingTip = BitSet()
    /// Those of each list: the run's own, and those that close it.
    private(set) var lists: [Stage.Closing?: BitSet] = [:]
    /// Those that use a pipeline.
    private(set) var usingPipelines = BitSet()
    /// For each stage, the roots that its expressions read.
    private(set) var roots: [Set<String>]
    /// The plan among the run's documents.
    let plan: JSON?
    /// The specs among them.
    let specs: [JSON]

    init(_ creation: RunCreated) {
        let stages = creation.pipeline.stages
        watchingEnd = Array(repeating: BitSet(), count: stages.count)
        watchingStatus = watchingEnd
        roots = stages.map { Set($0.expressions.flatMap(\.roots)) }
        plan = creation.documents.first { $0["kind"]?.stringValue == "plan" }
        specs = creation.documents.filter { $0["kind"]?.stringValue == "spec" }
        let positions = Dictionary(stages.enumerated().map { ($1.name, $0) }) { first, _ in first }
        for (position, stage) in stages.enumerated() {
            lists[stage.closing, default: []].insert(position)
            for source in stage.triggers.flatMap(\.sourceStages) {
                if let source = positions[source] { watchingEnd[source].insert(position) }
            }
            // Each stage before it may make an event of its, or may not any more.
            if stage.fansOut { for earlier in 0..<position { watchingEnd[earlier].insert(position) } }
            if roots[position].contains("stages") {
                for other in stages.indices { watchingStatus[other].insert(position) }
            } else {
                for other in roots[position] {
                    if let other = positions[StageName(other)] { watchingStatus[other].insert(position) }
                }
            }
            if roots[position].contains("git") || stage.triggers.contains(where: \.asksForApproval) {
                watchingTip.insert(position)
            }
            if stage.loop.pipeline != nil { usingPipelines.insert(position) }
        }
    }

    /// The wiring of one run, made when it is first asked for; copies of the run share it.
    final class Box: Sendable {
        private let made = Mutex<Wiring?>(nil)

        func wiring(of creation: RunCreated) -> Wiring {
            made.withLock { made in
                if let made { return made }
                let wiring = Wiring(creation)
                made = wiring
                return wiring
            }
        }
    }
}

extension Stage {
    /// Every expression that decides or maps something for it.
    var expressions: [Expression] {
        triggers.flatMap(\.expressions) + [forEach, when, success].compactMap(\.self)
            + inputMapping.fields.map(\.from) + inputMapping.transforms.map(\.expression)
    }
}

extension Trigger {
    fileprivate var expressions: [Expression] {
        switch self {
        case .onEvent(_, let filter): [filter].compactMap(\.self)
        case .onCondition(let expression, _): [expression]
        case .any(let triggers): triggers.flatMap(\.expressions)
        case .onCompletion, .manual: []
        }
    }

    fileprivate var asksForApproval: Bool {
        switch self {
        case .manual(let approvalRequired): approvalRequired
        case .any(let triggers): triggers.contains(where: \.asksForApproval)
        case .onCompletion, .onEvent, .onCondition: false
        }
    }
}
