import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What follows from failures.
@Suite struct FailureTests {
    static let thrice = ErrorPolicy.retry(
        Retry(maxAttempts: 3, backoff: Backoff(initial: .seconds(10), factor: 2, max: .seconds(60), jitter: 0)))

    @Test("a failure is tried again after a wait that grows, at most so often")
    func retries() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build", policy: Self.thrice)]))
        try stand.fail("build")
        #expect(stand.blocked("build") == .backoff)
        #expect(stand.run.nextWake == stand.now + .seconds(10))
        try stand.decide(.proceed, after: .milliseconds(9_999))
        #expect(stand.running == [])
        try stand.decide(.proceed, after: .milliseconds(1))
        #expect(try stand.attempt("build").number == 2)
        try stand.fail("build")
        #expect(stand.run.nextWake == stand.now + .seconds(20))
        try stand.decide(.proceed, after: .seconds(20))
        try stand.fail("build")
        #expect(stand.status("build") == .failed)
        #expect(stand.run.status == .failed)
        #expect(stand.run.attemptNumbers[InstanceID("build", .main)] == 3)
    }

    @Test("which classes are retried, and which are counted", arguments: ErrorClass.allCases)
    func classes(kind: ErrorClass) throws {
        var stand = try RunStand(Sample.created([Sample.stage("build", policy: Self.thrice)]))
        var attempts = 0
        while stand.run.end == nil, attempts < 5, !stand.run.runningAttempts.isEmpty {
            attempts += 1
            try stand.fail("build", .main, kind)
            try stand.decide(.proceed, after: .seconds(100))
        }
        switch kind {
        case .failed, .timeout, .invalidOutput:
            #expect(attempts == 3)
            #expect(stand.run.status == .failed)
        case .config:
            #expect(attempts == 1)
            #expect(stand.run.status == .failed)
        case .transient:
            #expect(attempts == 5)
            #expect(stand.run.end == nil)
        case .interrupted:
            #expect(attempts == 3)
            #expect(stand.blocked("build") == .crashLoop)
        }
    }

    @Test("transient failures end after the limit")
    func transientLimit() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")]))
        var hours = 0
        while stand.run.end == nil, hours < 60 {
            try stand.fail("build", .main, .transient)
            hours += 1
            try stand.decide(.proceed, after: .seconds(3600))
        }
        #expect(hours == 25)
        #expect(stand.run.status == .failed)
    }

    @Test("a rate limit is waited for as long as it says")
    func rateLimit() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")]))
        let until = stand.now + .seconds(3000)
        let failure = Failure(.transient, "rate limit", notBefore: until)
        let report = AttemptReport(
            outcome: .failed(failure), tip: try object("t"), tree: try object("t"), iterations: 1)
        try stand.decide(.attemptEnded(try stand.attempt("build"), report))
        #expect(stand.blocked("build") == .rateLimit)
        #expect(stand.run.blockedOn(InstanceID("build", .main))?.until == until)
        #expect(stand.run.nextWake == until)
    }

    @Test("three interruptions in a row wait for a person; a result in between starts the count anew")
    func crashLoop() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build", policy: Self.thrice)]))
        for _ in 0..<2 { try stand.decide(.interrupted(stand.run.runningAttempts)) }
        try stand.fail("build")
        try stand.decide(.proceed, after: .seconds(60))
        for _ in 0..<2 { try stand.decide(.interrupted(stand.run.runningAttempts)) }
        #expect(stand.running == ["build"])
        try stand.decide(.interrupted(stand.run.runningAttempts))
        #expect(stand.blocked("build") == .crashLoop)
        #expect(stand.run.status == .waiting)
        try stand.ask(.resume)
        #expect(stand.running == ["build"])
    }

    @Test("after a failure nothing new starts elsewhere, not even what waits to be tried again")
    func failStops() throws {
        let stages = [
            try Sample.stage("one"), try Sample.stage("two", policy: Self.thrice), try Sample.stage("three"),
            try Sample.stage("four", [Sample.after("three")]),
        ]
        var stand = try RunStand(Sample.created(stages))
        try stand.fail("two")
        try stand.fail("one")
        #expect(stand.run.nextWake == nil)
        #expect(stand.blocked("two") == .upstreamFailed)
        #expect(stand.run.end == nil)
        try stand.finish("three")
        #expect(stand.run.status == .failed)
    }

    @Test("with continue the rest goes on, and the run still fails")
    func continues() throws {
        let stages = [
            try Sample.stage("one", policy: .continue), try Sample.stage("two", [Sample.after("one")]),
            try Sample.stage("three", [Sample.after("one", always: true)]),
        ]
        var stand = try RunStand(Sample.created(stages))
        try stand.fail("one")
        #expect(stand.blocked("two") == .upstreamFailed)
        #expect(stand.running == ["three"])
        try stand.finish("three")
        #expect(stand.run.status == .failed)
    }

    @Test("a failure can take the run back to an earlier stage, where it waits for a person")
    func rollsBack() throws {
        let stages = [
            try Sample.stage("one"), try Sample.stage("two", [Sample.after("one")], policy: .rollback(to: "one")),
        ]
        var stand = try RunStand(Sample.created(stages))
        try stand.finish("one")
        try stand.fail("two")
        #expect(stand.blocked("two") == .paused)
        #expect(stand.status("one") == .succeeded)
        try stand.ask(.resume)
        #expect(stand.running == ["two"])
        #expect(try stand.attempt("two").number == 2)
    }

    @Test("a wait that is over while there is no slot wakes once, and is a wait for the slot from then on")
    func noSlot() throws {
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 1, policy: Self.thrice)
        var stand = try RunStand(Sample.created([stage], documents: [Sample.spec("a"), Sample.spec("b")]))
        try stand.fail("build", "a")
        #expect(stand.running == ["build/b"])
        #expect(stand.run.nextWake != nil)
        #expect(stand.blocked("build", "a") == .backoff)
        try stand.decide(.proceed, after: .seconds(60))
        #expect(stand.run.nextWake == nil)
        #expect(stand.blocked("build", "a") == .slot)
        try stand.decide(.proceed, after: .seconds(60))
        #expect(stand.lastTurn.events == [])
        try stand.finish("build", "b")
        #expect(stand.running == ["build/a"])
    }

    @Test("the run's timeout ends it, and a retry has as long again")
    func runTimeout() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")], timeout: .seconds(600)))
        #expect(stand.run.outstandingEffects.contains(.wake(at: stand.now + .seconds(600))))
        try stand.decide(.proceed, after: .seconds(600))
        #expect(stand.run.outstandingEffects.allSatisfy { if case .attempt = $0 { false } else { true } })
        try stand.fail("build", .main, .interrupted)
        #expect(stand.run.status == .failed)
        #expect(stand.run.end?.reason.contains("timeout of 10m") == true)
        try stand.decide(.proceed, after: .seconds(60))
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.running == ["build"])
        #expect(stand.run.end == nil)
    }

    @Test("output that does not fit its mapping is a failure that names the field")
    func invalidOutput() throws {
        var stage = try Sample.stage("build")
        stage.outputMapping = Mapping(fields: [.init(from: try Sample.expression("plan"), to: "outputs.plan")])
        var stand = try RunStand(Sample.created([stage]))
        try stand.finish("build", giving: ["other": 1])
        #expect(stand.run.status == .failed)
        let failure = stand.run.instance(InstanceID("build", .main))?.past.last?.failure
        #expect(failure?.errorClass == .invalidOutput)
        #expect(failure?.message.contains("plan") == true)
    }

    @Test("a whole number stays the same number when it is read back from the journal")
    func wholeNumbers() throws {
        var stage = try Sample.stage("build")
        stage.outputMapping = Mapping(
            transforms: [.init(to: "outputs.share", expression: try Sample.expression("[4.0 / 2.0, 0.5]"))])
        var stand = try RunStand(Sample.created([stage]))
        try stand.finish("build", giving: ["n": 1])
        #expect(stand.run.stages["build"]?.checkpoint?.outputs == ["share": [2, 0.5]])
        stand = try RunStand(Sample.created([Sample.stage("build")]))
        try stand.finish("build", giving: ["n": .double(3)])
        #expect(stand.run.stages["build"]?.checkpoint?.outputs == ["n": 3])
    }
}
