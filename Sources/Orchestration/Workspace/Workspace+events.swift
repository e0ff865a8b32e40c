import Expressions
public import GitNames
import JSONValues
public import Pipelines

/// An event that is no document's, with the definitions that it can start.
public struct EventFacts: Hashable, Sendable {
    /// Who states it, and so how it is known to have been taken before.
    public enum Origin: Hashable, Sendable {
        /// A request through the inbox, by its ULID.
        case request
        /// A ref that moved: what is remembered is where it was last told to be.
        case ref
        /// A run that came to a point.
        case run(RunID)
        /// The clock, by a schedule.
        case schedule
    }

    /// The event.
    public var event: Event
    /// Who states it.
    public var origin: Origin
    /// Who brought it.
    public var by: String
    /// The commit that a run of it starts from.
    public var commit: ObjectID
    /// The branch on which that commit was seen.
    public var branch: String
    /// The pipelines that the commit defines, and the built-in ones.
    public var pipelines: [CommitFacts.PipelineFact]
    /// Runs under way of which a stage waits for it.
    public var waiting: [RunID]
    /// Why it can start nothing; `nil` when it can.
    public var bar: String?

    /// States the facts.
    public init(
        _ event: Event, _ origin: Origin, by: String = "", commit: ObjectID, branch: String,
        pipelines: [CommitFacts.PipelineFact], waiting: [RunID] = [], bar: String? = nil
    ) {
        self.event = event
        self.origin = origin
        self.by = by
        self.commit = commit
        self.branch = branch
        self.pipelines = pipelines
        self.waiting = waiting
        self.bar = bar
    }
}

extension Workspace {
    /// What each pipeline does with an event; nothing when it was taken before, or when it is of the daemon's own
    /// making and nobody wants it.
    func take(_ facts: EventFacts, at now: Instant) -> [WorkspaceEvent] {
        guard !isTaken(facts), isWanted(facts) else { return [] }
        var next = self
        var events: [WorkspaceEvent] = []
        var verdicts: [CommitTaken.Verdict] = []
        for pipeline in facts.pipelines {
            switch pipeline {
            case .broken(let name, let reason):
                verdicts.append(.init(pipeline: name, outcome: .invalid, run: nil, detail: reason))
            case .valid(let pipeline):
                let start = next.start(of: pipeline, facts, at: now)
                verdicts.append(start.verdict)
                guard let requested = start.requested else { continue }
                events.append(.runRequested(requested))
                next.apply(.runRequested(requested))
            }
        }
        let run: RunID? = if case .run(let run) = facts.origin { run } else { nil }
        let taken = EventTaken(
            event: facts.event, by: facts.by, run: run, verdicts: verdicts, waiting: facts.waiting, at: now)
        return [.eventTaken(taken)] + events
    }

    private func isTaken(_ facts: EventFacts) -> Bool {
        switch facts.origin {
        case .request: taken.contains(facts.event.id)
        // A ref may go back and forth: only that it is where it was last told to be is nothing new.
        case .ref: lastMove(of: facts.event.subject) == facts.event.id
        case .run(let run): told[run]?.contains(facts.event.id) ?? false
        // Which time was taken is known for each schedule.
        case .schedule: false
        }
    }

    private func lastMove(of ref: String) -> String? { taken.last { $0.hasPrefix(ref + ":") } }

    private func isWanted(_ facts: EventFacts) -> Bool {
        if facts.origin == .request || !facts.waiting.isEmpty { return true }
        // A ref of which one move was taken is followed, so that the next one is known to be another.
        if facts.origin == .ref, lastMove(of: facts.event.subject) != nil { return true }
        return facts.pipelines.contains { fact in
            guard case .valid(let pipeline) = fact else { return false }
            return pipeline.startOn.contains { $0.event == facts.event.type }
        }
    }

    /// What one pipeline does with an event: the first of its triggers that takes it starts one run.
    func start(of pipeline: Pipeline, _ facts: EventFacts, at now: Instant) -> Start {
        let event = facts.event
        func verdict(_ outcome: CommitTaken.Verdict.Outcome, _ detail: String) -> Start {
            Start(verdict: .init(pipeline: pipeline.name, outcome: outcome, run: nil, detail: detail))
        }
        let triggers = pipeline.startOn.filter { $0.event == event.type }
        guard !triggers.isEmpty else {
            let types = Set(pipeline.startOn.map(\.event)).sorted().joined(separator: ", ")
            return verdict(.noEvent, types.isEmpty ? "it starts by hand only" : "it starts on \(types)")
        }
        if let bar = facts.bar { return verdict(.selfCaused, bar) }
        if let reason = Self.loop(event, pipeline.name) { return verdict(.selfCaused, reason) }
        let roots = roots(of: facts)
        var refusal: Start?
        for trigger in triggers {
            // A ref that goes there and back makes the same event again, and another run.
            let nonce = facts.origin == .ref ? "\(event.id):\(event.time.milliseconds)" : event.id
            let request = RunRequest(
                pipeline: pipeline.name, commit: facts.commit, branch: facts.branch, eventType: event.type,
                documents: [], nonce: nonce, event: event)
            switch trigger.filter?.condition(in: request.bindings(with: roots)) {
            case nil, .holds:
                switch self.request(pipeline, request, roots, at: now) {
                case .failure(let reason): return verdict(reason.outcome, reason.detail)
                case .success(let requested):
                    return Start(
                        verdict: .init(
                            pipeline: pipeline.name, outcome: .started, run: requested.id, detail: event.type),
                        requested: requested)
                }
            case .fails:
                refusal = refusal ?? verdict(.filterFalse, request.falsehood(of: trigger.filter, with: roots))
            case .error(let error): refusal = verdict(.filterError, error.message)
            }
        }
        return refusal ?? verdict(.noEvent, "")
    }

    /// Why an event must not start a pipeline: it would go round in a circle, or on without end.
    private static func loop(_ event: Event, _ pipeline: PipelineName) -> String? {
        let chain = event.chain ?? []
        let way = (chain + [pipeline]).map(\.rawValue).joined(separator: " → ")
        if chain.contains(pipeline) { return "a run of it led to this event: \(way)" }
        guard chain.count >= Event.longestChain else { return nil }
        return "\(chain.count) runs have each caused the next, which is the limit: \(way)"
    }

    private func roots(of facts: EventFacts) -> [String: JSON] {
        var roots = ["event": facts.event.root]
        if case .run(let run) = facts.origin {
            roots["run"] = ["id": .string(run.rawValue), "pipeline": facts.event.data["pipeline"] ?? .null]
        }
        return roots
    }
}
