import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What people ask of a run.
@Suite struct ControlTests {
    static func chain() throws -> [Stage] {
        [
            try Sample.stage("one"), try Sample.stage("two", [Sample.after("one")]),
            try Sample.stage("three", [Sample.after("two")]),
        ]
    }

    @Test("a paused run finishes what runs and starts nothing; resumed it goes on")
    func pause() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        try stand.ask(.pause)
        try stand.finish("one")
        #expect(stand.status("one") == .succeeded)
        #expect(stand.running == [])
        #expect(stand.blocked("two") == .paused)
        #expect(stand.run.status == .paused)
        try stand.ask(.pause)
        #expect(stand.refusal == "the run is paused already")
        try stand.ask(.resume)
        #expect(stand.running == ["two"])
        try stand.ask(.resume)
        #expect(stand.refusal == "the run is not paused")
    }

    @Test("a cancelled run ends when what runs has ended, and can be retried")
    func cancel() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        try stand.ask(.cancel)
        #expect(stand.run.end == nil)
        #expect(stand.status("two") == .pending || stand.status("two", .main) == .cancelled)
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.refusal == "the run is being ended")
        try stand.fail("one", .main, .interrupted)
        #expect(stand.run.status == .cancelled)
        #expect(stand.status("one") == .cancelled)
        for request in [ControlRequest.pause, .resume, .cancel] {
            try stand.ask(request)
            #expect(stand.refusal == "the run has ended")
        }
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.running == ["one"])
        #expect(stand.run.status == .running)
    }

    @Test("a newer run of the group ends this one as superseded, once")
    func superseded() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        try stand.decide(.superseded(by: "newer-1"))
        #expect(try stand.decide(.superseded(by: "newer-1"), landing: false) == [])
        try stand.fail("one", .main, .interrupted)
        #expect(stand.run.status == .superseded)
    }

    @Test("a request is taken once, and what is refused says why")
    func requests() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        try stand.decide(.requested(ulid: "A", by: "Ada", .pause))
        try stand.decide(.requested(ulid: "B", by: "Ada", .resume))
        #expect(try stand.decide(.requested(ulid: "A", by: "Ada", .pause), landing: false) == [])
        #expect(stand.run.pause == nil)
        try stand.ask(.rollback(to: "nowhere", resume: false))
        #expect(stand.refusal == "there is no stage nowhere")
        try stand.ask(.rollback(to: "one", resume: false))
        #expect(stand.refusal == "stage one has no checkpoint")
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.refusal == "nothing has failed")
        try stand.ask(.retry(from: "one", instance: "x"))
        #expect(stand.refusal == "there is no one/x")
        try stand.ask(.retry(from: "one", instance: .main))
        #expect(stand.refusal == "one has not failed")
    }

    @Test("a rollback tags the abandoned tip, then moves the branch, makes later stages pending and pauses")
    func rollback() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        try stand.finish("one")
        try stand.finish("two")
        let first = try #require(stand.run.stages["one"]?.checkpoint?.commit)
        let abandoned = stand.run.tip
        let old = try stand.attempt("three")
        let events = try stand.ask(.rollback(to: "one", resume: false))
        let moves = events.compactMap(\.move).map(\.ref)
        let tag = try #require(moves.firstIndex(of: stand.run.rollbackTag(1)))
        let branch = try #require(moves.firstIndex(of: stand.run.branch))
        #expect(tag < branch)
        #expect(events.compactMap(\.move).contains(RefMove(ref: stand.run.branch, old: abandoned, new: first)))
        #expect(stand.lastTurn.keeps.contains(abandoned))
        #expect(stand.run.tip == first)
        #expect(stand.status("one") == .succeeded)
        #expect(stand.status("two") == .pending)
        #expect(stand.blocked("two") == .paused)
        #expect(stand.blocked("three") == .paused)
        let report = AttemptReport(outcome: .finished([:]), tip: abandoned, tree: abandoned, iterations: 1)
        #expect(
            try stand.decide(.attemptEnded(old, report)).contains { if case .attemptEnded = $0 { true } else { false } }
                == false)
        try stand.ask(.resume)
        #expect(stand.running == ["two"])
        #expect(try stand.attempt("two").number == 2)
        try stand.finish("two")
        #expect(stand.run.stages["two"]?.checkpoint?.number == 3)
        #expect(try stand.attempt("three").number == 2)
        try stand.finish("three")
        #expect(stand.run.status == .succeeded)
    }

    @Test("a finished run goes on after a rollback that resumes, and its numbers do not repeat")
    func reopened() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        for name in ["one", "two", "three"] as [StageName] { try stand.finish(name) }
        #expect(stand.run.status == .succeeded)
        try stand.ask(.rollback(to: "two", resume: true))
        #expect(stand.run.end == nil)
        #expect(stand.running == ["three"])
        try stand.finish("three")
        #expect(stand.run.stages.values.map { $0.checkpoint?.number } == [1, 2, 4])
        try stand.ask(.rollback(to: "one", resume: true))
        #expect(stand.run.rollbacks == 2)
        #expect(stand.running == ["two"])
    }

    @Test("a fan-out keeps what is integrated before the checkpoint it goes back to, and gets its lists anew")
    func rollbackOfFanOut() throws {
        var stand = try RunStand(Sample.created(Sample.cascade()))
        try stand.finish("planning")
        try stand.finish("specification", giving: ["specs": [Sample.spec("a"), Sample.spec("b", "a")]])
        try stand.finish("implementation", "a")
        try stand.ask(.rollback(to: "planning", resume: true))
        #expect(stand.run.stages["implementation"]?.instances.isEmpty == true)
        #expect(stand.running == ["specification"])
        try stand.finish("specification", giving: ["specs": [Sample.spec("a"), Sample.spec("c")]])
        #expect(stand.running == ["implementation/a", "implementation/c"])
        #expect(try stand.attempt("implementation", "a").number == 2)
    }

    @Test("retry from a stage does it and everything after it again")
    func retryFrom() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        for name in ["one", "two"] as [StageName] { try stand.finish(name) }
        try stand.fail("three")
        #expect(stand.run.status == .failed)
        try stand.ask(.retry(from: "two", instance: nil))
        #expect(stand.running == ["two"])
        #expect(stand.status("one") == .succeeded)
        try stand.finish("two")
        #expect(stand.running == ["three"])
        try stand.ask(.retry(from: "three", instance: nil))
        try stand.ask(.retry(from: "three", instance: nil))
        try stand.ask(.retry(from: "three", instance: nil))
        #expect(stand.running == ["three"])
        #expect(try stand.attempt("three").number == 5)
        try stand.finish("three")
        #expect(stand.run.status == .succeeded)
    }

    @Test("one instance is tried again by itself, also in a run that goes on, and what stands after it stays")
    func retryOfInstance() throws {
        var stand = try RunStand(Sample.created(Sample.cascade()))
        try stand.finish("planning")
        try stand.finish("specification", giving: ["specs": [Sample.spec("a"), Sample.spec("b"), Sample.spec("c")]])
        try stand.finish("implementation", "a")
        try stand.fail("implementation", "b")
        #expect(stand.status("implementation", "b") == .failed)
        let integrations = stand.run.integrations
        try stand.ask(.retry(from: "implementation", instance: "b"))
        #expect(try stand.attempt("implementation", "b").number == 2)
        #expect(try stand.attempt("implementation", "c").number == 1)
        #expect(stand.run.integrations == integrations)
        #expect(stand.run.instance(InstanceID("implementation", "b"))?.past.count == 1)
        try stand.ask(.retry(from: "implementation", instance: "a"))
        #expect(stand.refusal == "implementation/a has not failed")
        try stand.finish("implementation", "b")
        try stand.finish("implementation", "c")
        while stand.mergeOrder != nil { try stand.merge() }
        #expect(stand.run.status == .succeeded)
    }

    @Test("an old token's result is dropped, whatever it says")
    func stale() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one", policy: FailureTests.thrice)]))
        let first = try stand.attempt("one")
        try stand.fail("one")
        try stand.decide(.proceed, after: .seconds(60))
        let before = stand.run
        for outcome in [AttemptReport.Outcome.finished([:]), .failed(Failure(.failed, "late"))] {
            let report = AttemptReport(
                outcome: outcome, tip: try object("late"), tree: try object("late"), iterations: 9)
            #expect(try stand.decide(.attemptEnded(first, report), landing: false) == [])
        }
        #expect(
            try stand.decide(.iterationEnded(first, iteration: 9, tip: try object("late"), verdict: ""), landing: false)
                == [])
        #expect(
            try stand.decide(
                .attemptEnded(
                    AttemptID(first.instance, 7),
                    .init(outcome: .finished([:]), tip: before.tip, tree: before.tip, iterations: 1)), landing: false)
                == [])
        #expect(stand.run == before)
    }

    @Test("a journal that somebody else moved holds the run until it is resumed")
    func journalMoved() throws {
        var stand = try RunStand(Sample.created(Self.chain()))
        try stand.decide(.journalMoved(detail: "it was put back"))
        try stand.finish("one")
        #expect(stand.blocked("two") == .untrusted)
        try stand.ask(.resume)
        #expect(stand.running == ["two"])
    }
}
