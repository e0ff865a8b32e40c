import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct StoryTests {
    private func entries(of turns: [Turn]) -> [JournalEntry<RunEvent>] {
        turns.map { JournalEntry(id: SampleRun.id("7"), time: $0.now, subject: "entry", events: $0.events) }
    }

    @Test("the journal is told stage by stage, with the time since the start where it changes") func story() throws {
        var story = Story(of: try SampleRun.created())
        let told = story.page(entries(of: try SampleRun.turnsToFailure())).written(in: .off)
        #expect(
            told == """
                     0:00  started by plan.committed at bbbbbbb on main, pipeline taskdaemon
                  specification
                     0:00  attempt 1 started on bbbbbbb
                     0:10  attempt 1 succeeded after 1 iteration
                           put onto the run branch as f3487a7
                           ✓ succeeded, checkpoint specification.1
                  implementation
                     0:10  3 instances: core, cli, lost
                           core  attempt 1 started on f3487a7
                     1:10  core  attempt 1 failed after 2 iterations: validation exited 1
                           core  failed for good
                           ✗ failed: core
                     1:10  ✗ run failed: stage implementation failed

                """)
    }

    @Test("told in parts it goes on where it was") func parts() throws {
        let all = entries(of: try SampleRun.turnsToFailure())
        var whole = Story(of: try SampleRun.created())
        var parted = Story(of: try SampleRun.created())
        let text = all.map { parted.page([$0]).written(in: .off) }.joined()
        #expect(text == whole.page(all).written(in: .off))
    }

    @Test("a try that is a run of its own is told with that run's name, and what came of it") func subrun() throws {
        var pipeline = try SampleRun.created().creation.pipeline
        let inner = Pipeline(name: "checks", stages: [pipeline.stages[0]])
        pipeline.stages = [Stage(name: "specification", loop: LoopType(name: "checks", work: .pipeline(inner)))]
        var creation = try SampleRun.created().creation
        creation.pipeline = pipeline
        let first = Run.create(creation)
        let order = try #require(first.run.subrunOrders.first)
        let report = AttemptReport(
            outcome: .finished(["stages": [:]]), tip: SampleRun.id("1"), tree: SampleRun.id("2"), iterations: 3)
        let second = first.run.decide(.attemptEnded(order.attempt, report), at: SampleRun.start + .seconds(10))
        var story = Story(of: second.run)
        let name = order.request.runID()
        let told = story.page(entries(of: [first, second])).written(in: .off)
        #expect(told.contains("attempt 1 started on bbbbbbb, as the run \(name)\n"), "\(told)")
        #expect(told.contains("attempt 1 succeeded after 3 iterations: run \(name) succeeded\n"), "\(told)")
    }

    @Test("what stages wrote is escaped") func escaped() throws {
        let run = try SampleRun.created()
        let report = AttemptReport(
            outcome: .failed(Failure(.failed, "validation exited 1\u{1b}[m")), tip: SampleRun.id("3"),
            tree: SampleRun.id("4"), iterations: 1)
        let turn = run.decide(.attemptEnded(AttemptID(SampleRun.spec, 1), report), at: SampleRun.start + .seconds(5))
        let lines = Story.lines(of: entries(of: [turn])).map { $0.written(in: .off) }
        #expect(lines.first == "specification: attempt 1 failed after 1 iteration: validation exited 1\\x1b[m")
    }
}
