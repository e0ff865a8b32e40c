import JSONValues
import OrderedCollections
import Pipelines

/// A spec that the run knows: of its request, or of a finished stage's `specs`.
struct SpecFact: Hashable {
    var id: String
    var dependencies: [String]
    /// What `spec` shows, without `dependencies_met`.
    var data: JSON
    /// `request`, or `stage/<name>`.
    var source: String
    /// Where it stands in its source's list: what other sources state later does not move it.
    var position: Int
}

extension Run {
    /// Every spec, in the order they became known; of two with one id the first counts.
    var specs: OrderedDictionary<String, SpecFact> {
        var specs: OrderedDictionary<String, SpecFact> = [:]
        for fact in specFacts where specs[fact.id] == nil { specs[fact.id] = fact }
        return specs
    }

    /// Every spec as it was stated, those with an id that another has already included.
    var specFacts: [SpecFact] {
        func facts(_ list: [JSON], from source: String) -> [SpecFact] {
            list.enumerated().compactMap { position, data in
                guard let id = data["id"]?.stringValue else { return nil }
                let dependencies = (data["dependencies"]?.arrayValue ?? []).compactMap(\.stringValue)
                return SpecFact(id: id, dependencies: dependencies, data: data, source: source, position: position)
            }
        }
        var all = facts(requestedSpecs, from: "request")
        for name in stages.keys { all += facts(emittedSpecs(of: name), from: "stage/\(name)") }
        return all
    }

    /// How many specs the request and these stages have stated; cheap enough to ask in every turn.
    func specCount(from emitters: [StageName]) -> Int {
        func count(_ list: [JSON]) -> Int { list.count { $0["id"]?.stringValue != nil } }
        return emitters.reduce(count(requestedSpecs)) { $0 + count(emittedSpecs(of: $1)) }
    }

    private var requestedSpecs: [JSON] { creation.documents.filter { $0["kind"]?.stringValue == "spec" } }

    private func emittedSpecs(of stage: StageName) -> [JSON] {
        stages[stage]?.checkpoint?.outputs["specs"]?.arrayValue ?? []
    }

    /// Whether a spec's status says that it is done.
    static func isComplete(_ status: String) -> Bool {
        ["complete", "done", "implemented"].contains(status.lowercased())
    }
}
