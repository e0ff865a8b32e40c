import JSONValues

/// The parts of a value that the keywords of a schema have looked at, for those that want the others.
struct SchemaEvaluated {
    /// Whether any schema asks; where none does nothing is remembered.
    let isWanted: Bool
    private var names: Set<String> = []
    private var positions: Set<Int> = []
    private var first = 0
    private var hasAllNames = false
    private var hasAllPositions = false

    func has(_ name: String) -> Bool { hasAllNames || names.contains(name) }
    func has(_ position: Int) -> Bool { hasAllPositions || position < first || positions.contains(position) }

    init(isWanted: Bool) { self.isWanted = isWanted }

    mutating func add(_ name: String) { if isWanted { names.insert(name) } }
    mutating func add(_ position: Int) { if isWanted { positions.insert(position) } }
    mutating func add(first count: Int) { first = max(first, count) }
    mutating func addAllNames() { hasAllNames = true }
    mutating func addAllPositions() { hasAllPositions = true }

    mutating func add(_ other: SchemaEvaluated) {
        guard isWanted else { return }
        names.formUnion(other.names)
        positions.formUnion(other.positions)
        first = max(first, other.first)
        hasAllNames = hasAllNames || other.hasAllNames
        hasAllPositions = hasAllPositions || other.hasAllPositions
    }
}
