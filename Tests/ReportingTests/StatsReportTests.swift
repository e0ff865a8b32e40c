import JSONValues
import Journaling
import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct StatsReportTests {
    /// What a journal with these turns says.
    private func measures(_ turns: [Turn]) throws -> RunMeasures {
        let entries = turns.map { turn in
            JournalEntry(id: SampleRun.id("7"), time: turn.now, subject: "", events: turn.events)
        }
        return try #require(try MeasuringFold.measures(of: entries))
    }

    @Test("a journal gives tries with their times, and what instances waited for") func folded() throws {
        let run = try measures(SampleRun.turnsToFailure())
        #expect(run.entries == 3)
        #expect(run.firstStart == SampleRun.start)
        #expect(run.attempts.map(\.id.instance) == [SampleRun.spec, SampleRun.core])
        #expect(run.attempts.map(\.time) == [.seconds(10), .seconds(60)])
        #expect(run.attempts.last?.failure?.exitCode == 1)
        #expect(run.passes.isEmpty == false)
        let ended = run.ends.map(\.status)
        #expect(ended == [.failed])
        let cli = run.waits.filter { $0.instance == SampleRun.cli }
        #expect(cli.map(\.reason) == [.triggerFalse])
        #expect(cli.first?.since == SampleRun.start + .seconds(10))
        #expect(cli.first?.until == SampleRun.start + .seconds(70))
        #expect(run.stageEnds.map(\.result) == [.succeeded, .failed])
        #expect(run.stageEnds.last?.since == SampleRun.start + .seconds(10))
    }

    @Test("a wait that goes on has no end, and counts until now") func unfinished() throws {
        let run = try measures(Array(SampleRun.turnsToFailure().prefix(2)))
        #expect(run.running.count == 1)
        let report = StatsReport(
            Measures(runs: [run]), since: SampleRun.start, now: SampleRun.start + .seconds(110))
        let wait = try #require(report.waits.first { $0.reason == "trigger_false" })
        #expect(wait.unfinished == 1)
        #expect(wait.totalSeconds == 100)
        #expect(wait.longest == "greeter-3fa9c01/implementation/cli")
        #expect(report.runs.unfinished == 1)
    }

    @Test("what happened before the time counts for nothing, and a wait only as far as it is in it") func window()
        throws
    {
        let run = try measures(SampleRun.turnsToFailure())
        let report = StatsReport(
            Measures(runs: [run]), since: SampleRun.start + .seconds(40), now: SampleRun.start + .seconds(100))
        #expect(report.runs.started == 0)
        #expect(report.attempts.ended == 1)
        #expect(report.stages.map(\.stage) == ["implementation"])
        #expect(report.waits.first { $0.reason == "trigger_false" }?.totalSeconds == 30)
        let none = StatsReport(Measures(runs: [run]), since: SampleRun.start + .seconds(90), now: SampleRun.start)
        #expect(none.attempts.ended == 0)
        #expect(none.next == ["taskdaemon stats --since 30d"])
    }

    @Test("failures alike are one, whatever numbers and names of commits they have in them")
    func stems() {
        #expect(FailureStem.of("3 tests of 120 failed at 4f2a9c01") == "N tests of N failed at …")
        #expect(
            FailureStem.of("the block at line 7 of “Phase 1: Fail” exited 3")
                == FailureStem.of(
                    "the block at line 12 of “Phase 2: Fail” exited 3"))
        #expect(FailureStem.of("validation exited 1") != FailureStem.of("validation exited 2"))
        #expect(FailureStem.of("first\nsecond") == "first")
        #expect(FailureStem.of("") == "")
    }

    @Test("a quantile is one of the values") func quantiles() {
        #expect(Quantile.of(0.5, [Int]()) == nil)
        #expect(Quantile.of(0.5, [7]) == 7)
        #expect(Quantile.of(0.5, [1, 2, 3, 4]) == 2)
        #expect(Quantile.of(0.9, Array(1...10)) == 9)
        #expect(Quantile.of(0.9, Array(1...11)) == 10)
        #expect(Quantile.of(1, [1, 2]) == 2)
    }

    @Test("days for two weeks, weeks for three months, then months; those without runs too") func periods() {
        let now = SampleRun.start
        func end(_ daysAgo: Int64) -> RunMeasures.End {
            .init(status: .succeeded, since: now, at: now + .seconds(-86_400 * daysAgo))
        }
        let days = Periods(Window(since: now + .seconds(-86_400 * 3), until: now), first: nil).parts(of: [
            end(1), end(3),
        ])
        #expect(days.map(\.start) == ["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-02"])
        #expect(days.map(\.succeeded) == [1, 0, 1, 0])
        let weeks = Periods(Window(since: nil, until: now), first: end(21).at).parts(of: [end(0), end(21)])
        // Mondays.
        #expect(weeks.map(\.start) == ["2025-12-08", "2025-12-15", "2025-12-22", "2025-12-29"])
        #expect(weeks.map(\.succeeded) == [1, 0, 0, 1])
        let months = Periods(Window(since: nil, until: now), first: end(200).at).parts(of: [end(200), end(0)])
        #expect(months.first?.start == "2025-06-01")
        #expect(months.last?.start == "2026-01-01")
        #expect(months.count == 8)
    }

    @Test("bars are as long as they must be, and never nothing for something") func bars() {
        func bar(_ value: Double, _ largest: Double, _ columns: Int) -> String {
            Bar.text(value, of: largest, columns: columns, .plain).written(in: .off)
        }
        #expect(bar(10, 10, 4) == "████")
        #expect(bar(5, 10, 4) == "██")
        #expect(bar(1, 1_000_000, 4) == "▏")
        #expect(bar(0, 10, 4) == "")
        #expect(bar(20, 10, 4) == "████")
        let stacked = Bar.stacked([(1000, .good), (1, .bad), (0, .faint)], of: 1001, columns: 10)
        #expect(stacked.columns <= 10)
        let few = Bar.stacked([(2, .good), (1, .bad)], of: 3, columns: 10)
        #expect(few.pieces.map(\.text) == ["██", "█"])
    }

    @Test(
        "no line of the page is wider than the terminal, but for what is to be typed", arguments: [20, 40, 60, 80, 200])
    func widths(width: Int) throws {
        let run = try measures(SampleRun.turnsToFailure())
        let report = StatsReport(Measures(runs: [run]), since: nil, now: SampleRun.start + .seconds(100))
        let lines = report.page(width: width).lines
        let body = lines.prefix { !$0.written(in: .off).hasPrefix("next:") }
        #expect(body.allSatisfy { $0.columns <= width })
        #expect(lines.last?.written(in: .off).contains("taskdaemon why greeter-3fa9c01/implementation/core") == true)
    }

    @Test("the page tells what came of it, what was slow, what failed and what was waited for") func page() throws {
        let run = try measures(SampleRun.turnsToFailure())
        let report = StatsReport(Measures(runs: [run]), since: nil, now: SampleRun.start + .seconds(100))
        let text = report.page(width: 72).written(in: .off)
        #expect(
            text == """
                runs from the beginning, until 2026-01-02 03:05 UTC
                  ended    1: 1 failed
                  started  1
                  tried    2 attempts, 1 failed, 100 % of what succeeded at the first;
                           1m 10s of work

                  day         runs  failed
                  2026-01-02     1       1  █

                  slowest stages             attempts  median  9 in 10
                  taskdaemon/implementation         1      1m       1m  ████████████████
                  taskdaemon/specification          1     10s      10s  ███

                  most frequent failures
                  1×  failed in taskdaemon/implementation
                      validation exited 1

                  waited for          times  in all  longest
                  trigger_false           1      1m       1m  ██████████████████████████
                  unknown_dependency      1      1m       1m  ██████████████████████████

                next:  taskdaemon why greeter-3fa9c01/implementation/core

                """)
    }

    @Test("many instances are looked at less often, and what they wait for is counted all the same") func many() throws
    {
        let specs = (0..<250).map { ["id": .string("s\($0)"), "dependencies": []] as JSON }
        let report = AttemptReport(
            outcome: .finished(["specs": .array(specs)]), tip: SampleRun.id("1"), tree: SampleRun.id("2"),
            iterations: 1,
            lastVerdict: "exited 0", log: nil)
        var turns = [try SampleRun.creation()]
        turns.append(
            turns[0].run.decide(.attemptEnded(AttemptID(SampleRun.spec, 1), report), at: SampleRun.start + .seconds(1)))
        for step in 0..<50 {
            let run = turns[turns.count - 1].run
            let attempt = try #require(run.runningAttempts.first)
            let end = AttemptReport(
                outcome: .finished([:]), tip: SampleRun.id("3"), tree: SampleRun.id("4"), iterations: 1,
                lastVerdict: "exited 0", log: nil)
            turns.append(run.decide(.attemptEnded(attempt, end), at: SampleRun.start + .seconds(2 + step)))
        }
        let measured = try measures(turns)
        // Those that have started had waited for a slot, as far as it was looked in time, and exactly until then.
        let waits = measured.waits.filter { $0.reason == .slot && $0.until != nil }
        #expect(waits.count >= 45)
        #expect(waits.map { $0.until ?? $0.since }.max() == SampleRun.start + .seconds(51))
    }
}
