import JSONValues
import OrderedCollections
import Pipelines

/// The specs that a run knows: made once, until a stage states others.
final class SpecIndex: Sendable {
    /// In the order they became known, those with an id that another has already included.
    let facts: [SpecFact]
    /// Of two with one id the first counts.
    let first: OrderedDictionary<String, SpecFact>
    /// How many each source has stated.
    private let counts: [String: Int]

    init(_ run: Run) {
        facts = run.specFacts
        first = OrderedDictionary(facts.map { ($0.id, $0) }) { first, _ in first }
        counts = facts.reduce(into: [:]) { $0[$1.source, default: 0] += 1 }
    }

    /// How many the request and these stages have stated.
    func count(from emitters: some Sequence<StageName>) -> Int {
        emitters.reduce(counts["request"] ?? 0) { $0 + (counts["stage/\($1)"] ?? 0) }
    }
}

/// Which of a stage's instances stands for which spec.
final class SpecSeats: Sendable {
    /// The position of the first instance of each spec.
    private let positions: [String: Int]
    /// For each position, those of the instances whose specs depend on its.
    private let dependents: [Int: [Int]]

    init(_ instances: InstanceTable, _ specs: SpecIndex?) {
        var positions: [String: Int] = [:]
        var ids: [(String, Int)] = []
        for (position, instance) in instances.values.enumerated() where specs != nil {
            guard let id = instance.event?.data["spec"]?["id"]?.stringValue else { continue }
            if positions[id] == nil { positions[id] = position }
            ids.append((id, position))
        }
        var dependents: [Int: [Int]] = [:]
        for (id, position) in ids {
            for dependency in specs?.first[id]?.dependencies ?? [] {
                if let other = positions[dependency] { dependents[other, default: []].append(position) }
            }
        }
        self.positions = positions
        self.dependents = dependents
    }

    /// Where the instance of a spec stands.
    func position(of spec: String) -> Int? { positions[spec] }

    /// Where the instances stand whose specs depend on that one's.
    func dependents(of position: Int) -> [Int] { dependents[position] ?? [] }
}
