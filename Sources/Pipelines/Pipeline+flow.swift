import Expressions

extension [Stage] {
    /// Each after those it waits for, and otherwise as they are.
    ///
    /// A stage waits for those its triggers name, and for `spec.ready` for those that give specs, less any that wait for
    /// itself. Where stages wait for specs of each other the one that is first stays first.
    public var inFlowOrder: [Stage] {
        let positions = Dictionary(enumerated().map { ($1.name, $0) }) { first, _ in first }
        let named = map { Set($0.triggers.flatMap(\.sources).compactMap { positions[$0] }) }
        let giving = indices.filter { self[$0].givesSpecs }
        let waitedFor = indices.map { position in
            guard self[position].triggers.contains(where: { $0.onEvent?.type == Event.specReady }) else {
                return named[position]
            }
            return named[position].union(
                giving.filter { $0 != position && !Self.reaches(position, from: $0, by: named) })
        }
        var ordered: [Stage] = []
        var left = Swift.Array(indices)
        var taken: Set<Int> = []
        while !left.isEmpty {
            let next =
                left.firstIndex { waitedFor[$0].isSubset(of: taken) }
                ?? left.firstIndex { named[$0].isSubset(of: taken) } ?? 0
            let position = left.remove(at: next)
            ordered.append(self[position])
            taken.insert(position)
        }
        return ordered
    }

    private static func reaches(_ goal: Int, from start: Int, by sources: [Set<Int>]) -> Bool {
        var seen: Set<Int> = [start]
        var open = [start]
        while let next = open.popLast() {
            if sources[next].contains(goal) { return true }
            for source in sources[next] where seen.insert(source).inserted { open.append(source) }
        }
        return false
    }
}

extension Stage {
    /// Whether its outputs have specs, as far as its mapping says.
    public var givesSpecs: Bool { outputMapping.targets.contains("specs") }
}

extension Trigger {
    /// The stages that it names, where they exist: whose end it waits for, or whose state a condition reads.
    public var sources: Set<StageName> {
        switch self {
        case .manual, .onEvent: []
        case .onCompletion(let source, _): [source]
        case .onCondition(let expression, _):
            Set(
                expression.rootPaths
                    .compactMap { $0.first == "stages" ? $0.dropFirst().first : $0.first }
                    .map { StageName($0) })
        case .any(let triggers): triggers.reduce(into: []) { $0.formUnion($1.sources) }
        }
    }
}
