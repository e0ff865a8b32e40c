import GitNames
import Orchestration
import OrderedCollections
import Pipelines
import Testing
@testable import Reporting

@Suite struct ChangesTests {
    @Test("a run's diff is from its base to where its branch is") func ofRun() throws {
        let run = try SampleRun.halfDone()
        let moved = SampleRun.id("9")
        #expect(
            try run.diffRanges(of: .run, attempt: nil)
                == [DiffRange(title: "greeter-3fa9c01", from: SampleRun.id("b"), to: run.tip)])
        #expect(try run.diffRanges(of: .run, attempt: nil, branches: [run.branch: moved]).first?.to == moved)
    }

    @Test("an integrated instance's diff is its integration against the tip before it") func ofInstance() throws {
        let run = try SampleRun.halfDone()
        let integration = try #require(run.integrations.last)
        let range = try #require(try run.diffRanges(of: .instance(SampleRun.core), attempt: nil).first)
        #expect((range.from, range.to) == (integration.onto, integration.commit))
    }

    @Test("an attempt's diff is its own work") func ofAttempt() throws {
        let run = try SampleRun.failed()
        let range = try #require(try run.diffRanges(of: .instance(SampleRun.core), attempt: 1).first)
        #expect(range.to == SampleRun.id("3"))
        #expect(throws: ReportError.self) { try run.diffRanges(of: .instance(SampleRun.core), attempt: 7) }
    }

    @Test("a stage of which nothing is integrated has no diff yet") func ofStage() throws {
        let run = try SampleRun.fannedOut()
        #expect(throws: ReportError.self) { try run.diffRanges(of: .stage("implementation"), attempt: nil) }
        #expect(try run.diffRanges(of: .stage("specification"), attempt: nil).count == 1)
    }

    @Test("a dry rollback prints every ref with what it holds and what it will hold") func rollback() throws {
        let run = try SampleRun.halfDone()
        let plan = RollbackPlan(
            run, to: "specification", named: "specification", resume: false, at: SampleRun.start + .seconds(300))
        #expect(plan.refused == nil)
        let checkpoint = try #require(run.stages["specification"]?.checkpoint)
        let branch = try #require(plan.moves.first { $0.ref == run.branch.text })
        #expect(branch.old == run.tip.hex)
        #expect(branch.new == checkpoint.commit.hex)
        #expect(plan.moves.contains { $0.ref == "refs/tags/taskdaemon/greeter-3fa9c01/rollback.1" && $0.old == nil })
        #expect(plan.redone == ["implementation/core"])
        #expect(plan.stopped == ["implementation/cli attempt 1"])
        let text = plan.page().written(in: .off)
        let move = "\(run.tip.short)  ->  \(checkpoint.commit.short)\n"
        #expect(text.contains("refs/heads/taskdaemon/greeter-3fa9c01                     " + move))
    }

    @Test("a rollback to a stage without a checkpoint is refused, and moves nothing") func refused() throws {
        let plan = RollbackPlan(
            try SampleRun.created(), to: "specification", named: "specification", resume: false, at: SampleRun.start)
        #expect(plan.refused == "stage specification has no checkpoint")
        #expect(plan.moves.isEmpty)
    }

    @Test("what the daemon would refuse is known before it is asked") func refusals() throws {
        let run = try SampleRun.failed()
        #expect(run.refusal(of: .pause, at: SampleRun.start) == "the run has ended")
        #expect(run.refusal(of: .retry(from: nil, instance: nil), at: SampleRun.start) == nil)
        #expect(try SampleRun.created().refusal(of: .resume, at: SampleRun.start) == "the run is not paused")
    }
}
