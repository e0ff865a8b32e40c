import GitNames
import JSONValues
import OrderedCollections
public import Pipelines

extension Turn {
    /// An event from outside the run makes an instance of every stage that waits for it; it is taken once.
    mutating func eventCame(_ event: Event, by: String) {
        guard !run.taken.contains(event.id) else { return }
        let refusal = run.refusal(of: event)
        emit(.requestTaken(RequestTaken(ulid: event.id, request: event.type, by: by, at: now, refused: refusal)))
        guard refusal == nil else { return }
        for stage in run.stages(waitingFor: event.type) {
            let wanted = event.subject.isEmpty ? event.type : event.subject
            let name = run.freeName(Slug.make(wanted), in: stage)
            emit(.instanceAdded(InstanceAdded(instance: InstanceID(stage, name), event: event, item: nil)))
        }
    }
}

extension Run {
    /// Stages that have not ended and that make an instance of every event of that type.
    ///
    /// What a run states of itself reaches its stages by itself, so `spec.ready` is none of these.
    public func stages(waitingFor type: String) -> [StageName] {
        guard end == nil, cancel == nil, closing == nil, type != Event.specReady else { return [] }
        return creation.pipeline.stages.filter { definition in
            definition.eventType == type && stages[definition.name]?.progress == .open
        }.map(\.name)
    }

    /// Why an event changes nothing in this run.
    func refusal(of event: Event) -> String? {
        if end != nil || cancel != nil || closing != nil { return "the run has ended" }
        let waiting = stages(waitingFor: event.type)
        if waiting.isEmpty { return "no stage of it waits for \(event.type)" }
        if (event.chain?.count ?? 0) >= Event.longestChain {
            return "\(Event.longestChain) runs have each caused the next, which is the limit"
        }
        if let full = waiting.first(where: { stages[$0]?.instances.count ?? 0 >= Self.mostInstances }) {
            return "stage \(full) has \(Self.mostInstances) instances, which is the limit"
        }
        return nil
    }

    /// The pipelines of the runs that led to what an instance of this run does, this run's own last.
    public func chain(of id: InstanceID?) -> [PipelineName] {
        let pipeline = creation.pipeline.name
        guard let event = id.flatMap({ instance($0)?.event }), let chain = event.chain else {
            return creation.request.chain
        }
        return chain + [pipeline]
    }

    /// No more events make instances of one stage.
    static let mostInstances = 10_000
}

extension Stage {
    /// The type of the events that make its instances; `nil` where none do.
    var eventType: String? { triggers.lazy.compactMap(\.onEvent).first?.type }
}
