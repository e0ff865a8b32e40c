import GitNames
import JSONValues
import Journaling
import Orchestration
import OrderedCollections
import Pipelines
import Testing

@testable import Reporting

@Suite struct UsageReportTests {
    private let usage = Usage(input: 12_300, cached: 8000, output: 1200, cost: 420_000)

    /// A run whose first stage made two passes, and what its journal says.
    private func run() throws -> (run: Run, history: AttemptHistory) {
        let first = try SampleRun.creation()
        let attempt = AttemptID(SampleRun.spec, 1)
        let second = first.run.decide(
            .iterationEnded(
                attempt, iteration: 1, tip: SampleRun.id("1"), verdict: "exited 0; validation exited 1", usage: usage),
            at: SampleRun.start + .seconds(5))
        let report = AttemptReport(
            outcome: .finished(["specs": []]), tip: SampleRun.id("2"), tree: SampleRun.id("3"), iterations: 2,
            lastVerdict: "exited 0; validation passed", lastUsage: Usage(input: 700))
        let third = second.run.decide(.attemptEnded(attempt, report), at: SampleRun.start + .seconds(9))
        let entries = [first, second, third].map { turn in
            JournalEntry(id: SampleRun.id("7"), time: turn.now, subject: "", events: turn.events)
        }
        return (third.run, AttemptHistory(entries))
    }

    @Test("status says what was used, of the run and its stages, and null where it is not known")
    func status() throws {
        let report = RunReport(try run().run)
        let json = try JSON(encoding: report)
        #expect(json["usage"]?["input_tokens"] == 13_000)
        #expect(json["usage"]?["cost_usd"] == .double(0.42))
        #expect(json["usage"]?["turns"] == .null)
        #expect(json["usage"]?["partial"] == ["cached_tokens", "output_tokens", "cost_usd"])
        #expect(json["stages"]?.arrayValue?.first?["usage"] == json["usage"])
        #expect(json["stages"]?.arrayValue?.last?["usage"] == .null)
        let text = report.page(at: SampleRun.start + .seconds(60)).written(in: .off)
        #expect(text.contains("13k in (≥8k cached), ≥1.2k out, ≥$0.42"))
    }

    @Test("show lists each pass with its verdict and usage")
    func show() throws {
        let (run, history) = try run()
        let report = try #require(ShowInstance(run, SampleRun.spec, history: history))
        #expect(report.attempts.first?.passes.map(\.iteration) == [1, 2])
        let text = report.page().written(in: .off)
        #expect(text.contains("12.3k in (8k cached), 1.2k out, $0.42"))
        #expect(text.contains("exited 0; validation exited 1"))
    }
}
