import GitNames
import JSONValues
import Orchestration
import Pipelines
import Testing

/// A run's decisions where slots are shared with other runs.
@Suite struct AllowanceTests {
    private func created(_ count: Int, parallel: Int = 10, policy: ErrorPolicy = .fail) throws -> RunCreated {
        let items = (0..<count).map { "'i\($0)'" }.joined(separator: ", ")
        return try Sample.created(
            [try Sample.stage("build", parallel: parallel, policy: policy, forEach: "[\(items)]")])
    }

    private func running(_ turn: Turn) -> Int { turn.run.runningAttempts.count }

    @Test("nothing starts before slots are handed out, and what is ready is told")
    func nothingStartsBeforeSlotsAre() throws {
        let turn = Run.create(try created(5, parallel: 3), allowing: nil)
        #expect(running(turn) == 0)
        #expect(turn.ready == [SlotNeed(attempts: 3)])
        #expect(turn.run.end == nil)
        let granted = turn.granted(Allowance(attempts: 2, limits: [:]))
        #expect(running(granted) == 2)
        #expect(granted.ready == [SlotNeed(attempts: 1)])
        #expect(granted.events.starts(with: turn.events))
    }

    @Test("what lacks a slot says of what, and a run that only waits for one is waiting")
    func whatLacksASlotSays() throws {
        let run = Run.create(try created(2), allowing: Allowance.none).run
        var slots = SlotTable(attempts: 3, limits: [:])
        slots.take(SlotNeed(attempts: 3))
        let first = run.blockedOn(InstanceID("build", "i0"), among: slots)
        #expect(first == BlockedOn(.slot, "3 of 3 attempts run in all runs (max_parallel); next in line"))
        #expect(run.blockedOn(InstanceID("build", "i1"), among: slots)?.detail.hasSuffix("1 ahead in line") == true)
        #expect(run.blockedOn(stage: "build", among: slots)?.reason == .slot)
        #expect(run.status == .waiting)
        #expect(run.waitsForSlot)
        #expect(run.nextWake == nil)
        #expect(!run.outstandingEffects.contains { if case .wake = $0 { true } else { false } })
    }

    @Test("where its own stage is full, the stage is named") func whereItsOwnStageIs() throws {
        let run = Run.create(try created(3, parallel: 1), allowing: Allowance(attempts: 1, limits: [:])).run
        #expect(run.blockedOn(InstanceID("build", "i1"))?.detail == "1 of 1 run; next in line")
    }

    @Test("a wait that is over without a slot is a wait for a slot, and no time to wake at")
    func aWaitThatIsOver() throws {
        var stand = try RunStand(try created(1, policy: .retry(Retry(maxAttempts: 3))))
        try stand.fail("build", "i0")
        let until = try #require(stand.run.nextWake)
        let turn = stand.run.decide(.proceed, at: until, allowing: Allowance.none)
        #expect(turn.events.contains { if case .waitEnded = $0 { true } else { false } })
        #expect(turn.run.nextWake == nil)
        #expect(turn.run.blockedOn(InstanceID("build", "i0"))?.reason == .slot)
        #expect(turn.ready == [SlotNeed(attempts: 1)])
        let later = turn.run.decide(.proceed, at: until + .seconds(5))
        #expect(later.run.instance(InstanceID("build", "i0"))?.running?.attempt == 2)
        // With slots at once there is no wait to tell of.
        let atOnce = stand.run.turn(at: until).followed(by: .proceed, allowing: nil).granted(.unbounded)
        #expect(!atOnce.events.contains { if case .waitEnded = $0 { true } else { false } })
        #expect(running(atOnce) == 1)
    }

    @Test("a run in which something failed does not end while something waits for a slot")
    func aRunInWhichSomething() throws {
        let created = try Sample.created(
            [
                try Sample.stage("first", policy: .continue), try Sample.stage("second", policy: .continue),
            ])
        var turn = Run.create(created, allowing: Allowance(attempts: 1, limits: [:]))
        let failed = AttemptReport(
            outcome: .failed(Failure(.config, "no")), tip: turn.run.tip, tree: turn.run.tip, iterations: 1)
        turn = turn.run.decide(
            .attemptEnded(AttemptID(InstanceID("first", .main), 1), failed), at: created.at, allowing: nil)
        #expect(turn.run.end == nil)
        #expect(turn.ready == [SlotNeed(attempts: 1)])
        turn = turn.granted(.none)
        #expect(turn.run.end == nil)
        #expect(turn.run.blockedOn(stage: "second")?.reason == .slot)
    }

    @Test("a named limit holds back only the stages that name it")
    func aNamedLimitHoldsBack() throws {
        var first = try Sample.stage("first")
        first.limits = ["llm"]
        let created = try Sample.created([first, try Sample.stage("second")])
        let turn = Run.create(created, allowing: Allowance(attempts: 5, limits: ["llm": 0]))
        #expect(turn.run.runningAttempts.map(\.instance.stage) == ["second"])
        #expect(turn.ready == [SlotNeed(attempts: 1, limits: ["llm"])])
        let slots = SlotTable(attempts: 5, limits: ["llm": 1])
        #expect(turn.run.blockedOn(stage: "first", among: slots)?.detail == "a slot is free; next in line")
    }

    @Test("a stage that uses a pipeline takes no slot") func aStageThatUsesA() throws {
        var stage = try Sample.stage("outer")
        stage.loop.work = .pipeline(Pipeline(name: "inner", stages: [try Sample.stage("inside")]))
        let turn = Run.create(try Sample.created([stage]), allowing: Allowance.none)
        #expect(running(turn) == 1)
        #expect(turn.run.slotsTaken.isEmpty)
    }

    @Test("a priority that was asked for is that of the run's parts too")
    func aPriorityThatWasAsked() throws {
        var stage = try Sample.stage("outer")
        stage.loop.work = .pipeline(Pipeline(name: "inner", priority: 3, stages: [try Sample.stage("inside")]))
        var created = try Sample.created([stage])
        #expect(Run(created).priority == 0)
        created.request.priority = 7
        let run = Run.create(created).run
        #expect(run.priority == 7)
        #expect(run.subrunOrders.first?.request.priority == 7)
    }
}
