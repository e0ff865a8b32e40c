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
        (agenda.specs ?? SpecIndex(self)).first
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
        var all = facts(wiring.specs, from: "request")
        for name in stages.keys { all += facts(emittedSpecs(of: name), from: "stage/\(name)") }
        return all
    }

    private func emittedSpecs(of stage: StageName) -> [JSON] {
        stages[stage]?.checkpoint?.outputs["specs"]?.arrayValue ?? []
    }

    /// Whether a spec's status says that it is done.
    static func isComplete(_ status: String) -> Bool {
        ["complete", "done", "implemented"].contains(status.lowercased())
    }
}
