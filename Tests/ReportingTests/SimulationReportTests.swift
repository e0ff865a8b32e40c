import Expressions
import GitNames
import JSONValues
import Pipelines
import Simulating
import Testing

@testable import Orchestration
@testable import Reporting

@Suite struct SimulationReportTests {
    private func report(_ results: StubbedResults = StubbedResults()) throws -> SimulationReport {
        let loop = LoopType(name: "shell", work: .command(.shell("make")), validate: .shell("make check"))
        let pipeline = Pipeline(
            name: "release",
            errorHandling: .retry(Retry(maxAttempts: 2, backoff: Backoff(initial: .seconds(90), max: .seconds(90)))),
            stages: [
                Stage(name: "build", loop: loop, timeout: .seconds(600)),
                Stage(
                    name: "docs", loop: loop, triggers: [.onCompletion(sourceStage: "build", successOnly: true)],
                    when: try Expression(parsing: "build.outputs.?docs.orValue(false)")),
                Stage(
                    name: "ship", loop: loop,
                    triggers: [
                        .onCondition(expression: try Expression(parsing: "build.status == 'succeeded'"), variables: []),
                        .manual(approvalRequired: true),
                    ]),
            ])
        let start = SimulatedStart(
            of: pipeline, by: .manual(inputs: [:]),
            in: SimulatedStart.Place(
                commit: SampleRun.id("b"), branch: "main", author: "Ada", at: SampleRun.start))
        return SimulationReport(.play(start.created, with: results), started: start, notes: ["said beside it"])
    }

    @Test("a simulation is told stage by stage, with verdicts, values and waits, in 72 columns") func text() throws {
        let report = try report(StubbedResults(failures: [StagePart("build"): .init(.timeout, count: 1)]))
        let text = report.page(width: 72).written(in: .off)
        #expect(
            text.hasPrefix(
                """
                release  simulated: nothing is run and nothing is written
                  start  by hand
                  run    \(report.run)

                  build
                     0:00  attempt 1 starts: make; validation: make check
                     0:00  docs  waits on waiting_for_stage: stage build is running

                  ship
                     0:00  waits on trigger_false: build.status == 'succeeded' is false
                            waits  on_condition build.status == 'succeeded'
                            waits  manual, with approval

                  build
                    10:00  attempt 1 fails (timeout): it was made to reach its time
                             limit of 10m
                    10:00  is tried again in 1m 47s

                """), "\(text)")
        #expect(text.contains("✓ run succeeded: all stages succeeded\n  ✓ build  succeeded  2 attempts\n"))
        #expect(text.contains("skipped: build.outputs.?docs.orValue(false) is false\n"))
        #expect(text.hasSuffix("\nnote: said beside it\n"))
        #expect(text.split(separator: "\n").allSatisfy { TextWidth.columns(String($0)) <= 72 })
    }

    @Test("every step has its kind, and times are seconds") func steps() throws {
        let report = try report(StubbedResults(failures: [StagePart("build"): .init(.timeout)]))
        #expect(report.end.status == "failed")
        #expect(report.steps.filter { $0.kind == "fails" }.map(\.errorClass) == ["timeout", "timeout"])
        #expect(report.steps.first { $0.kind == "fails" }?.seconds == 600)
        let wait = try #require(report.steps.first { $0.kind == "backs_off" }?.waitSeconds)
        #expect((72.0...108).contains(wait))
        #expect(report.steps.last?.kind == "ended")
        #expect(report.isComplete)
    }

    @Test("a commit that starts nothing is one line, and any other tells of each pipeline") func history() {
        let quiet = CommitTaken.Verdict(pipeline: "docs", outcome: .noEvent, run: nil, detail: "it starts by hand only")
        let refused = CommitTaken.Verdict(
            pipeline: "plans", outcome: .filterFalse, run: nil,
            detail: "plans/a.md: plan.status == 'Ready' is false (plan.status = \"Draft\")")
        let started = CommitTaken.Verdict(pipeline: "plans", outcome: .started, run: "a-1", detail: "plans/a.md")
        func commit(_ digit: Character, _ verdicts: CommitTaken.Verdict...) -> HistoryReport.Commit {
            HistoryReport.Commit(SampleRun.id(digit), at: SampleRun.start, message: "change \(digit)\n\nmore", verdicts)
        }
        let report = HistoryReport(
            branch: "main", since: SampleRun.id("a"),
            commits: [commit("1", quiet), commit("2", quiet, refused), commit("3", quiet, started)])
        #expect(
            report.page(width: 60).written(in: .off) == """
                main, 3 commits since aaaaaaa: nothing is run and nothing i…

                1111111  change 1  (no event that starts anything)
                2222222  change 2
                    docs   no_event      it starts by hand only
                    plans  filter_false  plans/a.md: plan.status == 'Ready'
                                         is false (plan.status = "Draft")
                3333333  change 3
                    docs   no_event  it starts by hand only
                    plans  started   a-1  plans/a.md

                1 run would have been started: 1 of plans

                """)
        let only = HistoryReport(branch: "main", since: SampleRun.id("a"), commits: report.commits, of: "docs")
        #expect(only.commits.allSatisfy { $0.verdicts.map(\.pipeline) == ["docs"] })
    }
}
