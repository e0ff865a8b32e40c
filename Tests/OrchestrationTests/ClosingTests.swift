import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// Stages that run once it is decided how a run ends.
@Suite struct ClosingTests {
    /// `one`, `two`; on failure `report`; at the end `clean`.
    static func stages(_ change: (inout [Stage]) throws -> Void = { _ in }) throws -> [Stage] {
        var stages = [try Sample.stage("one"), try Sample.stage("two", [Sample.after("one")])]
        var report = try Sample.stage("report")
        report.closing = .onFailure
        var clean = try Sample.stage("clean")
        clean.closing = .finally
        stages += [report, clean]
        try change(&stages)
        return stages
    }

    @Test("after success what is for failure is skipped, and the run ends when the last stage has run")
    func succeeded() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        #expect(stand.blocked("clean") == .waitingForStage)
        #expect(stand.detail("clean") == "it runs when everything else has ended")
        #expect(stand.detail("report") == "it runs when the run has failed")
        try stand.finish("one")
        try stand.finish("two")
        #expect(stand.status("report") == .skipped)
        #expect(stand.run.status == .running)
        #expect(stand.run.closing?.status == .succeeded)
        #expect(stand.running == ["clean"])
        try stand.finish("clean")
        #expect(stand.run.end?.status == .succeeded)
        #expect(stand.run.end?.reason == "all stages succeeded")
        #expect(stand.run.stages["clean"]?.checkpoint?.number == 3)
    }

    @Test("what is for failure is tried again in its turn, and not where nothing has failed")
    func retryOfFailureStages() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        try stand.finish("one")
        try stand.finish("two")
        try stand.ask(.retry(from: "report", instance: nil))
        #expect(stand.refusal == "report runs when the run has failed, which it has not")
        #expect(stand.status("report") == .skipped)
        #expect(stand.running == ["clean"])
        try stand.finish("clean")
        try stand.ask(.retry(from: "report", instance: nil))
        #expect(stand.refusal == "report runs when the run has failed, which it has not")

        var failed = try RunStand(Sample.created(Self.stages()))
        try failed.finish("one")
        try failed.fail("two")
        try failed.fail("report")
        #expect(failed.running == ["clean"])
        try failed.ask(.retry(from: "report", instance: nil))
        #expect(failed.refusal == "its turn is over: a retry of what failed does it again too")
        try failed.ask(.retry(from: nil, instance: nil))
        #expect(failed.running == ["two"])
        try failed.fail("two")
        #expect(failed.running == ["report"])
        #expect(try failed.attempt("report").number == 2)
        try failed.finish("report")
        try failed.finish("clean")
        #expect(failed.run.end?.status == .failed)
    }

    @Test("a retry from one of its own stages takes a run on that is being closed, also where that stage was skipped")
    func retryWhileClosing() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        try stand.ask(.skip("one", nil, message: "no"))
        try stand.finish("two")
        #expect(stand.running == ["clean"])
        try stand.ask(.retry(from: "one", instance: nil))
        #expect(stand.run.closing == nil)
        #expect(stand.running == ["one"])
        try stand.finish("one")
        try stand.finish("two")
        #expect(try stand.attempt("clean").number == 2)
        try stand.finish("clean")
        #expect(stand.run.status == .succeeded)
    }

    @Test("after a failure what is for failure runs, then the rest, and both see what failed first")
    func failed() throws {
        let mapping = Mapping(fields: [
            Mapping.Field(from: try Sample.expression("run.status + ': ' + run.reason"), to: "how"),
            Mapping.Field(from: try Sample.expression("error"), to: "error"),
            Mapping.Field(from: try Sample.expression("one.outputs.n"), to: "n"),
            Mapping.Field(from: try Sample.expression("two.outputs.?n.orValue(0)"), to: "none"),
        ])
        var stand = try RunStand(
            Sample.created(
                Self.stages {
                    $0[2].inputMapping = mapping
                    $0[3].inputMapping = mapping
                }))
        try stand.finish("one", giving: ["n": 7])
        try stand.fail("two")
        #expect(stand.running == ["report"])
        let input: JSON = [
            "how": "failed: stage two failed", "n": 7, "none": 0,
            "error": [
                "class": "failed", "message": "it exited 1", "exit_code": 1, "stage": "two", "instance": "main",
            ],
        ]
        #expect(stand.run.instance(InstanceID("report", .main))?.running?.input == input)
        try stand.fail("report")
        #expect(stand.running == ["clean"])
        #expect(stand.run.instance(InstanceID("clean", .main))?.running?.input == input)
        try stand.finish("clean")
        #expect(stand.run.end?.status == .failed)
        #expect(stand.run.end?.reason == "stage two failed; then stage report failed, which closes the run")
    }

    @Test("a run that had succeeded fails when what closes it does, and a retry closes it again")
    func closingFails() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        try stand.finish("one")
        try stand.finish("two")
        try stand.fail("clean")
        #expect(stand.run.end?.status == .failed)
        #expect(stand.run.end?.reason == "stage clean failed, which closes the run")
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.running == ["clean"])
        #expect(stand.status("two") == .succeeded)
        try stand.finish("clean")
        #expect(stand.run.status == .succeeded)
        try stand.ask(.retry(from: "clean", instance: nil))
        #expect(stand.running == ["clean"])
        try stand.finish("clean")
        try stand.ask(.rollback(to: "clean", resume: true))
        #expect(stand.refusal == "stage clean closes the run: go back to one before it")
    }

    @Test("a run that goes on after its end is closed again at the next one")
    func reopened() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        try stand.finish("one")
        try stand.fail("two")
        try stand.finish("report")
        let clean = try stand.attempt("clean")
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.running == ["two"])
        #expect(stand.run.closing == nil)
        #expect(stand.run.instance(clean.instance)?.past.last?.failure?.cancelled == true)
        try stand.finish("two")
        #expect(stand.status("report") == .skipped)
        #expect(stand.running == ["clean"])
        try stand.finish("clean")
        try stand.ask(.rollback(to: "one", resume: true))
        #expect(stand.running == ["two"])
        #expect(stand.status("clean") == .pending)
        try stand.fail("two")
        #expect(stand.running == ["report"])
    }

    @Test("cancelled, what runs is ended and the end still runs; asked again, that is ended too")
    func cancelled() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        try stand.finish("one")
        try stand.ask(.cancel)
        #expect(stand.run.outstandingEffects.contains { if case .attempt = $0 { true } else { false } } == false)
        try stand.fail("two", .main, .interrupted)
        #expect(stand.running == ["clean"])
        #expect(stand.run.closing?.status == .cancelled)
        #expect(stand.status("two") == .cancelled)
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.refusal == "the run is being ended")
        try stand.ask(.cancel)
        try stand.ask(.cancel)
        #expect(stand.refusal == "the run is being ended")
        try stand.fail("clean", .main, .interrupted)
        #expect(stand.run.end?.status == .cancelled)
        #expect(stand.run.end?.reason == "cancelled by Ada; what closes the run was ended by Ada")
        try stand.ask(.retry(from: "clean", instance: nil))
        #expect(stand.refusal == "the run was ended by Ada: retry all of it")
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.running == ["two"])
    }

    @Test("asked twice to end before anything has stopped, nothing more runs; before anything has begun, neither")
    func forced() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        try stand.ask(.cancel)
        try stand.ask(.cancel)
        try stand.fail("one", .main, .interrupted)
        #expect(stand.run.end?.status == .cancelled)
        var queued = try RunStand(Sample.created(Self.stages(), after: ["other-1234567"]))
        try queued.ask(.cancel)
        #expect(queued.run.end?.status == .cancelled)
        var superseded = try RunStand(Sample.created(Self.stages()))
        try superseded.decide(.superseded(by: "newer-1"))
        try superseded.fail("one", .main, .interrupted)
        #expect(superseded.running == ["clean"])
        try superseded.finish("clean")
        #expect(superseded.run.status == .superseded)
    }

    @Test("the run's timeout does not cut off what closes it, which has a bound of its own")
    func timeouts() throws {
        var stand = try RunStand(Sample.created(Self.stages(), timeout: .seconds(60)))
        try stand.decide(.proceed, after: .seconds(61))
        try stand.fail("one", .main, .interrupted)
        #expect(stand.running == ["report"])
        #expect(stand.run.closing?.error?.errorClass == .timeout)
        try stand.decide(.proceed, after: .seconds(3000))
        #expect(stand.running == ["report"])
        try stand.finish("report")
        #expect(stand.running == ["clean"])
        try stand.decide(.proceed, after: .seconds(601))
        #expect(stand.run.cancel?.by == "the closing timeout of 1h")
        try stand.fail("clean", .main, .interrupted)
        #expect(stand.run.end?.status == .failed)
    }

    @Test("a pause before does not hold what closes a run, one while it runs does")
    func paused() throws {
        var stand = try RunStand(Sample.created(Self.stages()))
        try stand.ask(.pause)
        try stand.ask(.cancel)
        try stand.fail("one", .main, .interrupted)
        #expect(stand.running == ["clean"])
        var other = try RunStand(
            Sample.created(
                Self.stages {
                    $0.append($0[3]); $0[4].name = "more"; $0[4].triggers = [Sample.after("clean")]
                }))
        try other.finish("one")
        try other.finish("two")
        try other.ask(.pause)
        try other.finish("clean")
        #expect(other.blocked("more") == .paused)
        try other.ask(.resume)
        #expect(other.running == ["more"])
    }

    @Test("a stage that closes the run is skipped like any other, and what waits for one that failed ends the run")
    func skipped() throws {
        var stand = try RunStand(
            Sample.created(
                Self.stages {
                    $0.append($0[3]); $0[4].name = "more"; $0[4].triggers = [Sample.after("clean")]
                }))
        try stand.finish("one")
        try stand.finish("two")
        try stand.fail("clean")
        #expect(stand.run.end?.status == .failed)
        try stand.ask(.skip("clean", nil, message: ""))
        #expect(stand.running == ["more"])
        try stand.finish("more")
        #expect(stand.run.status == .succeeded)
        #expect(stand.status("clean") == .skipped)
    }

    @Test("what is left open by a failure is closed for it, and lists make instances at the end too")
    func lists() throws {
        var stand = try RunStand(
            Sample.created(
                Self.stages {
                    $0[3].forEach = try Sample.expression("['a', 'b']")
                    $0[3].parallelInstances = 2
                }))
        try stand.fail("one")
        #expect(stand.blocked("two") == .upstreamFailed)
        try stand.finish("report")
        #expect(stand.running == ["clean/a", "clean/b"])
        try stand.finish("clean", "a")
        try stand.finish("clean", "b")
        try stand.merge()
        #expect(stand.run.end?.reason == "stage one failed")
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.run.stages["clean"]?.instances.isEmpty == true)
        #expect(stand.running == ["one"])
    }
}
