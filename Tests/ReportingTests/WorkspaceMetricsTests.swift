import Exposition
import Journaling
import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct WorkspaceMetricsTests {
    @Test("what a journal tells comes out as counters and histograms, without the names of runs") func recorded() throws
    {
        let entries = try SampleRun.turnsToFailure().map { turn in
            JournalEntry(id: SampleRun.id("7"), time: turn.now, subject: "", events: turn.events)
        }
        let run = try #require(try MeasuringFold.measures(of: entries))
        let registry = PrometheusRegistry(WorkspaceMetrics.families)
        WorkspaceMetrics.record(Measures(runs: [run], workspaceEntries: 7), into: registry)
        let text = registry.text
        func has(_ line: String) -> Bool { text.contains("\n\(line)\n") }
        #expect(has("taskdaemon_runs_total{pipeline=\"taskdaemon\",result=\"failed\"} 1"))
        #expect(has("taskdaemon_run_duration_seconds_sum{pipeline=\"taskdaemon\",result=\"failed\"} 70"))
        #expect(has("taskdaemon_stages_total{pipeline=\"taskdaemon\",result=\"failed\",stage=\"implementation\"} 1"))
        #expect(has("taskdaemon_attempts_total{pipeline=\"taskdaemon\",result=\"failed\",stage=\"implementation\"} 1"))
        #expect(
            has(
                "taskdaemon_attempt_duration_seconds_bucket"
                    + "{pipeline=\"taskdaemon\",stage=\"implementation\",le=\"60\"} 1"))
        #expect(has("taskdaemon_journal_entries_total{journal=\"run\"} 3"))
        #expect(has("taskdaemon_journal_entries_total{journal=\"workspace\"} 7"))
        #expect(has("taskdaemon_wait_seconds_count{pipeline=\"taskdaemon\",reason=\"trigger_false\"} 1"))
        #expect(has("taskdaemon_waiting{reason=\"approval\"} 0"))
        #expect(!text.contains("greeter") && !text.contains("core"))
    }

    @Test("every metric is declared, with help") func declared() throws {
        let entries = try SampleRun.turnsToFailure().prefix(2).map { turn in
            JournalEntry(id: SampleRun.id("7"), time: turn.now, subject: "", events: turn.events)
        }
        var run = try #require(try MeasuringFold.measures(of: entries))
        run.passes.append(
            .init(
                stage: "implementation", time: .seconds(3), usage: Usage(input: 5, output: 7, cost: 250_000),
                at: run.updatedAt))
        let registry = PrometheusRegistry(WorkspaceMetrics.families)
        WorkspaceMetrics.record(Measures(runs: [run]), into: registry)
        let lines = registry.text.split(separator: "\n")
        let typed = lines.filter { $0.hasPrefix("# TYPE ") }.count
        #expect(typed == lines.filter { $0.hasPrefix("# HELP ") }.count)
        #expect(
            registry.text.contains("taskdaemon_cost_usd_total{pipeline=\"taskdaemon\",stage=\"implementation\"} 0.25\n")
        )
        #expect(Set(WorkspaceMetrics.families.map(\.name)).count == WorkspaceMetrics.families.count)
        #expect(WorkspaceMetrics.families.allSatisfy { $0.name.hasPrefix("taskdaemon_") && !$0.help.isEmpty })
    }
}
