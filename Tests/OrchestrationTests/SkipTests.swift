import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// A person lets a run go on without a part of it.
@Suite struct SkipTests {
    @Test("a failed stage is skipped: the run opens again, and what comes after goes on")
    func failed() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        try stand.fail("two")
        #expect(stand.run.status == .failed)
        try stand.ask(.skip("two", nil, message: "not today"))
        #expect(stand.status("two") == .skipped)
        #expect(stand.status("two", .main) == .skipped)
        #expect(stand.running == ["three"])
        let evidence = stand.run.triggerReports(of: InstanceID("three", .main)).first?.evidence
        #expect(evidence == ["two.status": "skipped, which counts as ended; skipped by Ada: not today"])
        try stand.finish("three")
        #expect(stand.run.status == .succeeded)
        try stand.ask(.skip("two", nil, message: ""))
        #expect(stand.refusal == "the run has succeeded")
    }

    @Test("what runs is ended first, and its late result is nothing any more")
    func running() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        let old = try stand.attempt("one")
        try stand.ask(.skip("one", .main, message: ""))
        #expect(stand.running == ["two"])
        #expect(stand.run.refs[stand.run.workBranch(old.instance)] == nil)
        let before = stand.run
        let report = AttemptReport(
            outcome: .finished([:]), tip: try object("late"), tree: try object("late"), iterations: 1)
        try stand.decide(.attemptEnded(old, report), landing: false)
        #expect(stand.run.status == before.status)
        #expect(stand.running == ["two"])
        #expect(stand.run.refs == before.refs)
        #expect(stand.run.integrations == before.integrations)
        #expect(stand.lastTurn.keeps == [try object("late")])
    }

    @Test("what needs the outputs of a skipped stage says so, and goes on with a default")
    func outputs() throws {
        let needs = Mapping(fields: [
            Mapping.Field(from: try Sample.expression("one.outputs.n"), to: "n", required: true)
        ])
        let has = Mapping(fields: [
            Mapping.Field(from: try Sample.expression("one.outputs.n"), to: "n", required: true, fallback: 7)
        ])
        var stages = [
            try Sample.stage("one"), try Sample.stage("two", [Sample.after("one")]),
            try Sample.stage("three", [Sample.after("one")]),
        ]
        stages[1].inputMapping = needs
        stages[2].inputMapping = has
        var stand = try RunStand(Sample.created(stages))
        try stand.ask(.skip("one", nil, message: ""))
        #expect(stand.blocked("two") == .missingInput)
        #expect(stand.running == ["three"])
    }

    @Test("an instance is skipped: the stage ends with what the others gave, and whoever depends on it goes on")
    func instance() throws {
        var stand = try RunStand(Sample.created(Sample.cascade()))
        try stand.finish("planning")
        try stand.finish(
            "specification", giving: ["specs": [Sample.spec("a"), Sample.spec("b", "a"), Sample.spec("c")]])
        try stand.fail("implementation", "a")
        try stand.fail("implementation", "c")
        try stand.decide(.proceed, after: .seconds(100))
        for name in ["a", "c"] as [InstanceName]
        where stand.run.instance(InstanceID("implementation", name))?.running != nil {
            while stand.run.instance(InstanceID("implementation", name))?.running != nil {
                try stand.fail("implementation", name)
                try stand.decide(.proceed, after: .seconds(100))
            }
        }
        #expect(stand.run.status == .failed)
        try stand.ask(.skip("implementation", "a", message: "by hand"))
        #expect(stand.status("implementation", "a") == .skipped)
        #expect(stand.running == ["implementation/b"])
        try stand.ask(.skip("implementation", "a", message: ""))
        #expect(stand.refusal == "implementation/a is skipped already")
        try stand.ask(.skip("implementation", "x", message: ""))
        #expect(stand.refusal == "there is no implementation/x")
        try stand.finish("implementation", "b")
        #expect(stand.status("implementation") == .failed)
        try stand.ask(.skip("implementation", nil, message: ""))
        #expect(stand.status("implementation", "c") == .skipped)
        #expect(stand.status("implementation") == .succeeded)
        #expect(stand.run.status == .succeeded)
        try stand.ask(.retry(from: "implementation", instance: "a"))
        #expect(stand.refusal == "implementation/a was skipped, and its stage has ended: retry from that stage")
    }

    @Test("a stage of which every instance is skipped is skipped")
    func all() throws {
        var stand = try RunStand(
            Sample.created([
                try Sample.stage("each", forEach: "['a', 'b']"), try Sample.stage("last", [Sample.after("each")]),
            ]))
        try stand.ask(.skip("each", "a", message: ""))
        #expect(stand.status("each") != .skipped)
        try stand.ask(.retry(from: "each", instance: "a"))
        #expect(stand.status("each", "a") != .skipped)
        try stand.ask(.skip("each", "a", message: ""))
        try stand.ask(.skip("each", "b", message: ""))
        #expect(stand.status("each") == .skipped)
        #expect(stand.running == ["last"])
    }

    @Test("a retry from the stage or from one before it brings it back, a later one does not")
    func retried() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        try stand.ask(.skip("two", nil, message: ""))
        try stand.finish("three")
        #expect(stand.run.status == .succeeded)
        try stand.ask(.retry(from: "three", instance: nil))
        #expect(stand.status("two") == .skipped)
        #expect(stand.running == ["three"])
        try stand.ask(.retry(from: "two", instance: nil))
        #expect(stand.running == ["two"])
        try stand.ask(.skip("two", nil, message: ""))
        try stand.ask(.retry(from: "one", instance: nil))
        #expect(stand.running == ["one"])
        #expect(stand.status("two") == .pending)
    }

    @Test("a rollback brings back what was skipped after the checkpoint that it goes to, and nothing else")
    func rolledBack() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain() + [Sample.stage("four", [Sample.after("three")])]))
        try stand.finish("one")
        try stand.ask(.skip("two", nil, message: ""))
        try stand.finish("three")
        try stand.ask(.rollback(to: "three", resume: true))
        #expect(stand.status("two") == .skipped)
        #expect(stand.running == ["four"])
        try stand.ask(.rollback(to: "one", resume: true))
        #expect(stand.running == ["two"])
        try stand.ask(.skip("two", nil, message: ""))
        let first = try #require(stand.run.integrations.first?.commit)
        try stand.decide(.branchMoved(to: first, .behind(kept: [first])))
        #expect(stand.status("two") == .skipped)
        let base = stand.run.creation.request.commit
        try stand.decide(.branchMoved(to: base, .behind(kept: [])))
        #expect(stand.status("two") == .pending)
    }

    @Test("a run that was cancelled, and what has ended, refuse")
    func refused() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        try stand.ask(.skip("one", nil, message: ""))
        #expect(stand.refusal == "stage one has succeeded")
        try stand.ask(.skip("four", nil, message: ""))
        #expect(stand.refusal == "there is no stage four")
        try stand.ask(.skip("three", nil, message: ""))
        try stand.ask(.skip("three", nil, message: ""))
        #expect(stand.refusal == "stage three is skipped already")
        try stand.ask(.cancel)
        try stand.ask(.skip("two", nil, message: ""))
        #expect(stand.refusal == "the run is being ended")
        try stand.fail("two", .main, .interrupted)
        try stand.ask(.skip("two", nil, message: ""))
        #expect(stand.refusal == "the run has been cancelled")
    }

    @Test("a result in conflict is skipped, and the next one is integrated")
    func conflicted() throws {
        var stand = try RunStand(Sample.created([Sample.stage("each", parallel: 2, forEach: "['a', 'b']")]))
        try stand.finish("each", "a")
        try stand.finish("each", "b")
        try stand.merge(.conflicts(["a.txt"]))
        try stand.finish("each", "b")
        try stand.merge(.conflicts(["a.txt"]), unless: stand.mergeOrder == nil)
        if stand.run.end == nil {
            try stand.ask(.skip("each", "b", message: ""))
            #expect(stand.status("each") == .succeeded)
        }
        #expect(stand.run.status == .succeeded)
    }
}

/// A pause that waits for a stage.
@Suite struct PlannedPauseTests {
    @Test("the run goes on until the stage has ended, then pauses and says so", arguments: [true, false])
    func after(well: Bool) throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.ask(.pauseAfter("two"))
        #expect(stand.run.status == .running)
        #expect(stand.run.pausePlan?.clause == "pauses when two has ended, as Ada asked")
        try stand.ask(.pauseAfter("two"))
        #expect(stand.refusal == "it is to pause after two already")
        try stand.finish("one")
        #expect(stand.running == ["two"])
        if well { try stand.finish("two") } else { try stand.fail("two") }
        #expect(stand.run.status == .paused)
        #expect(stand.run.pause?.detail == "paused after two (\(well ? "succeeded" : "failed")), as Ada asked")
        #expect(stand.run.pausePlan == nil)
        try stand.ask(.pauseAfter("two"))
        #expect(stand.refusal == "stage two has ended")
        try stand.ask(.resume)
        if well { #expect(stand.running == ["three"]) } else { #expect(stand.run.status == .failed) }
    }

    @Test("resume takes it back, and a stage that is skipped has ended")
    func resumed() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.ask(.pauseAfter("one"))
        try stand.ask(.resume)
        #expect(stand.run.pausePlan == nil)
        try stand.ask(.resume)
        #expect(stand.refusal == "the run is not paused")
        try stand.finish("one")
        #expect(stand.running == ["two"])
        try stand.ask(.pauseAfter("two"))
        try stand.ask(.skip("two", nil, message: ""))
        #expect(stand.run.status == .paused)
        #expect(stand.running == [])
        try stand.ask(.resume)
        #expect(stand.running == ["three"])
    }

    @Test("a pause that came before lets the plan stand; resumed after the stage has ended the run goes on")
    func alreadyPaused() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.ask(.pauseAfter("one"))
        try stand.ask(.pause)
        try stand.ask(.resume)
        #expect(stand.run.pausePlan != nil)
        try stand.ask(.pause)
        try stand.finish("one")
        try stand.ask(.resume)
        #expect(stand.run.pausePlan == nil)
        #expect(stand.running == ["two"])
    }

    @Test("after the last stage there is nothing to pause for")
    func last() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one")]))
        try stand.ask(.pauseAfter("one"))
        try stand.finish("one")
        #expect(stand.run.status == .succeeded)
        try stand.ask(.pauseAfter("one"))
        #expect(stand.refusal == "the run has ended")
    }
}
