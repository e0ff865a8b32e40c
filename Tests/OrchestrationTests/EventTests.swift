import Foundation
import GitNames
import JSONValues
import OrderedCollections
import Orchestration
import Pipelines
import Testing

/// Events that are no document's: what they start, what waits for them, and where chains of them end.
@Suite struct EventTests {
    private var workspace = Workspace()
    private let now = Sample.start

    private static func event(
        _ type: String, _ id: String = "01ARZ3NDEKTSV4RRFFQ69G5FAV", data: JSON = [:], chain: [PipelineName]? = nil
    ) -> Event {
        Event(id: id, type: type, source: "Ada", time: Sample.start, subject: "", data: data, chain: chain)
    }

    private static func pipeline(
        _ name: PipelineName, on type: String, filter: String? = nil, group: String? = nil
    ) throws -> Pipeline {
        Pipeline(
            name: name, startOn: [StartTrigger(event: type, filter: try filter.map(Sample.expression))],
            concurrency: try group.map { Concurrency(group: try Sample.expression($0), onConflict: .supersede) },
            stages: [])
    }

    private mutating func see(
        _ event: Event, from origin: EventFacts.Origin = .request, _ pipelines: [Pipeline], waiting: [RunID] = [],
        bar: String? = nil
    ) throws -> (runs: [RunRequested], taken: EventTaken?) {
        let facts = EventFacts(
            event, origin, by: "Ada", commit: try object("base"), branch: "main",
            pipelines: pipelines.map { .valid($0) }, waiting: waiting, bar: bar)
        let events = workspace.decide(.eventSeen(facts), at: now)
        for event in events {
            let read = try JSONDecoder().decode(WorkspaceEvent.self, from: JSONEncoder.sorted().encode(event))
            #expect(read == event)
            workspace.apply(read)
        }
        let state = try JSONDecoder().decode(Workspace.self, from: JSONEncoder.sorted().encode(workspace))
        #expect(state == workspace)
        // What a run came to is remembered for as long as the run is under way.
        if case .run(let run) = origin, workspace.active[run] == nil {
        } else {
            #expect(workspace.decide(.eventSeen(facts), at: now) == [], "the same event is taken once")
        }
        return (
            events.compactMap { if case .runRequested(let requested) = $0 { requested } else { nil } },
            events.lazy.compactMap { if case .eventTaken(let taken) = $0 { taken } else { nil } }.first
        )
    }

    @Test("an event starts each pipeline that names its type, once, and the run is named for the request")
    mutating func starts() throws {
        let deploy = try Self.pipeline("deploy", on: "deploy.asked", filter: "event.target == 'live'")
        let other = try Self.pipeline("other", on: "plan.committed")
        let seen = try see(Self.event("deploy.asked", data: ["target": "live"]), [deploy, other])
        let run = try #require(seen.runs.first)
        #expect(seen.runs.count == 1)
        #expect(seen.taken?.verdicts.map(\.outcome) == [.started, .noEvent])
        #expect(run.request.nonce == "01ARZ3NDEKTSV4RRFFQ69G5FAV")
        #expect(run.request.event?.data["target"] == "live")
        #expect(run.id == run.request.runID())
        let next = try see(Self.event("deploy.asked", "01ARZ3NDEKTSV4RRFFQ69G5FAW", data: ["target": "live"]), [deploy])
        #expect(next.runs.first?.id != run.id)
    }

    @Test("what no pipeline wants has its verdict")
    mutating func verdicts() throws {
        let wrong = try Self.pipeline("wrong", on: "x", filter: "event.n > 2")
        let broken = try Self.pipeline("broken", on: "x", filter: "event.missing > 2")
        let seen = try see(Self.event("x", data: ["n": 1]), [wrong, broken])
        #expect(seen.runs.isEmpty)
        #expect(seen.taken?.verdicts.map(\.outcome) == [.filterFalse, .filterError])
        #expect(seen.taken?.verdicts.first?.detail.hasPrefix("event.n > 2 is false (event.n = ") == true)
        #expect(try see(Self.event("y", "Y"), []).taken != nil)
    }

    @Test("the attributes of an event are under event, and so is its data, also when that is no object")
    mutating func roots() throws {
        let attributes = try Self.pipeline(
            "attributes", on: "x", filter: "event.type == 'x' && event.source == 'Ada' && event.data[1] == 2")
        #expect(try see(Self.event("x", data: [1, 2]), [attributes]).runs.count == 1)
        let timed = try Self.pipeline(
            "timed", on: "x", filter: "timestamp(event.time) > timestamp('2020-01-01T00:00:00Z')")
        #expect(try see(Self.event("x", "T"), [timed]).runs.count == 1)
    }

    @Test("a new run of an event's group takes the place of the old one")
    mutating func groups() throws {
        let deploy = try Self.pipeline("deploy", on: "x", group: "event.target")
        let first = try see(Self.event("x", "A", data: ["target": "live"]), [deploy]).runs.first
        let second = try see(Self.event("x", "B", data: ["target": "live"]), [deploy]).runs.first
        #expect(try second?.supersedes == [#require(first).id])
    }

    @Test("a pipeline is not started by what a run of its own led to, nor by the ninth run in a row")
    mutating func loops() throws {
        let a = try Self.pipeline("a", on: "run.finished")
        let own = try see(Self.event("run.finished", "r/end", chain: ["b", "a"]), from: .run("r"), [a])
        #expect(own.runs.isEmpty)
        #expect(own.taken?.verdicts.first?.outcome == .selfCaused)
        #expect(own.taken?.verdicts.first?.detail == "a run of it led to this event: b → a → a")
        var workspace = EventTests()
        var chain: [PipelineName] = []
        for number in 1...20 {
            let next = try Self.pipeline(PipelineName("p\(number)"), on: "run.finished")
            let seen = try workspace.see(
                Self.event("run.finished", "r\(number)/end", chain: chain), from: .run(RunID("r\(number)")), [next])
            guard let run = seen.runs.first else {
                #expect(seen.taken?.verdicts.first?.outcome == .selfCaused)
                break
            }
            chain = run.request.chain
        }
        #expect(chain.count == Event.longestChain)
    }

    @Test("what a run came to is told once while the run is under way")
    mutating func told() throws {
        let other = try Self.pipeline("other", on: "stage.succeeded")
        let build = try Self.pipeline("build", on: "x")
        let run = try #require(try see(Self.event("x"), [build]).runs.first)
        let event = Self.event("stage.succeeded", "\(run.id)/build.1", chain: run.request.chain)
        #expect(try see(event, from: .run(run.id), [build]).taken == nil, "nobody wants it")
        #expect(try see(event, from: .run(run.id), [other]).runs.count == 1)
        #expect(try see(event, from: .run(run.id), [other]).taken == nil)
        for event in workspace.decide(.runEnded(run.id, .succeeded), at: now) { workspace.apply(event) }
        #expect(workspace.told.isEmpty)
    }

    @Test("what a bar stands before starts nothing")
    mutating func bar() throws {
        let seen = try see(Self.event("x"), [Self.pipeline("a", on: "x")], bar: "it is about taskdaemon/r")
        #expect(seen.taken?.verdicts.map(\.outcome) == [.selfCaused])
    }

    @Test("what the daemon states itself is kept only when somebody wants it, and a ref that goes back is followed")
    mutating func refs() throws {
        let wanting = try Self.pipeline("a", on: "branch.updated")
        func move(_ old: String, _ new: String) -> Event {
            Event(
                id: "refs/heads/m:\(old):\(new)", type: "branch.updated", source: "refs/heads/m", time: now,
                subject: "refs/heads/m", data: ["ref": "refs/heads/m", "old": .string(old), "new": .string(new)])
        }
        #expect(try see(move("1", "2"), from: .ref, []).taken == nil)
        #expect(try see(move("1", "2"), from: .ref, [wanting]).runs.count == 1)
        #expect(try see(move("2", "1"), from: .ref, []).taken != nil, "it is followed from now on")
        #expect(try see(move("1", "2"), from: .ref, [wanting]).taken != nil, "there and back is there again")
        #expect(try see(move("1", "2"), from: .ref, [wanting], waiting: ["r"]).taken == nil)
    }

    @Test("that a document went is told, though a run had taken it")
    mutating func removals() throws {
        let key = DocumentKey(path: "plans/a.md", blob: try object("a"))
        let both = Pipeline(
            name: "both", startOn: [StartTrigger(event: "plan.committed"), StartTrigger(event: "plan.removed")],
            stages: [])
        for (commit, type) in [("one", "plan.committed"), ("two", "plan.removed"), ("three", "plan.removed")] {
            let facts = CommitFacts(
                owner: "m", branch: "main", commit: try object(commit),
                documents: [.init(event: type, key: key, data: [:])], pipelines: [.valid(both)])
            let events = workspace.decide(.commitSeen(facts), at: now)
            for event in events { workspace.apply(event) }
            #expect(events.count == (commit == "three" ? 1 : 2), "\(commit)")
        }
    }

    private static func waiting(
        filter: String? = nil, first: Bool = true, event: Event? = nil
    ) throws -> RunStand {
        var stages = first ? [try Sample.stage("build")] : []
        stages.append(
            try Sample.stage(
                "deploy", [.onEvent(eventType: "deploy.asked", filter: try filter.map(Sample.expression))],
                inputs: Mapping(fields: [.init(from: try Sample.expression("event.target"), to: "target")])))
        var created = try Sample.created(stages)
        created.request.event = event
        return try RunStand(created)
    }

    @Test("a stage that waits for an event says so, runs once for each, and is done when those that came are")
    func stage() throws {
        var stand = try Self.waiting()
        try stand.finish("build")
        #expect(stand.status("deploy") == .pending)
        #expect(stand.run.status == .waiting)
        #expect(stand.run.blockedOn(stage: "deploy")?.detail == "no event deploy.asked has come")
        #expect(stand.run.stages(waitingFor: "deploy.asked") == ["deploy"])
        let event = Self.event("deploy.asked", data: ["target": "live"])
        try stand.decide(.eventCame(event, by: "Ada"))
        #expect(stand.running == ["deploy/deploy-asked"] || stand.running.count == 1)
        #expect(try stand.decide(.eventCame(event, by: "Ada"), landing: false).isEmpty, "it is taken once")
        let attempt = try #require(stand.run.runningAttempts.first)
        #expect(stand.run.instance(attempt.instance)?.running?.input == ["target": "live"])
        let report = AttemptReport(
            outcome: .finished([:]), tip: try object("t"), tree: try object("tt"), iterations: 1)
        try stand.decide(.attemptEnded(attempt, report))
        #expect(stand.run.status == .succeeded)
        let late = try stand.decide(.eventCame(Self.event("deploy.asked", "LATE"), by: "Ada"), landing: false)
        #expect(late.count == 1)
        #expect(stand.refusal == "the run has ended")
    }

    @Test("an event whose filter is false leaves the stage waiting for another; one of no use is refused with a reason")
    func filtered() throws {
        var stand = try Self.waiting(filter: "event.target == 'live'", first: false)
        try stand.decide(.eventCame(Self.event("deploy.asked", "A", data: ["target": "test"]), by: "Ada"))
        #expect(stand.running.isEmpty)
        #expect(stand.run.end == nil)
        try stand.decide(.eventCame(Self.event("other", "B"), by: "Ada"))
        #expect(stand.refusal == "no stage of it waits for other")
        try stand.decide(.eventCame(Self.event("deploy.asked", "C", data: ["target": "live"]), by: "Ada"))
        #expect(stand.running.count == 1)
    }

    @Test("an instance that its own kind of event made can lead to no ninth one")
    func circle() throws {
        var stand = try Self.waiting(first: false)
        var chain: [PipelineName]?
        for number in 1...20 {
            let event = Self.event("deploy.asked", "E\(number)", data: ["target": "live"], chain: chain)
            try stand.decide(.eventCame(event, by: "a stage"))
            guard let last = stand.run.stages["deploy"]?.instances.keys.last, stand.refusal == nil else { break }
            chain = stand.run.chain(of: InstanceID("deploy", last))
        }
        #expect(stand.refusal == "8 runs have each caused the next, which is the limit")
        #expect(stand.run.stages["deploy"]?.instances.count == Event.longestChain)
    }

    @Test("an event that came stays when the run is rolled back, and is done again")
    func rollback() throws {
        var stand = try Self.waiting()
        try stand.finish("build")
        try stand.decide(.eventCame(Self.event("deploy.asked", data: ["target": "live"]), by: "Ada"))
        try stand.ask(.rollback(to: "build", resume: true))
        #expect(stand.running.count == 1)
    }

    @Test("what a run came to is an event of its own, another one after a retry")
    func outcomes() throws {
        var stand = try RunStand(try Sample.created([try Sample.stage("build"), try Sample.stage("test")]))
        try stand.finish("build", giving: ["size": 3])
        try stand.fail("test")
        let events = stand.run.outcomes()
        #expect(events.map(\.type) == ["stage.succeeded", "stage.failed", "run.finished"])
        #expect(events[0].data["outputs"] == ["size": 3])
        #expect(events[1].data["error"]?.stringValue?.contains("it exited 1") == true)
        #expect(events[2].data["status"] == "failed")
        #expect(events[2].chain == ["sample"])
        #expect(stand.run.outcomes(of: ["build"]).map(\.type) == ["stage.succeeded", "run.finished"])
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.run.outcomes().map(\.type) == ["stage.succeeded"])
        try stand.fail("test")
        #expect(Set(stand.run.outcomes().map(\.id)).intersection(events.map(\.id)) == [events[0].id])
    }

    @Test("what started a run is what its stages see as event")
    func startingEvent() throws {
        let event = Self.event("deploy.asked", data: ["target": "live"])
        let stage = try Sample.stage(
            "build", inputs: Mapping(fields: [.init(from: try Sample.expression("event.data.target"), to: "target")]))
        var created = try Sample.created([stage])
        created.request.event = event
        let stand = try RunStand(created)
        #expect(stand.run.instance(InstanceID("build", .main))?.running?.input == ["target": "live"])
    }
}
