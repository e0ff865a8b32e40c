import Foundation
import JSONValues
import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct StatusReportTests {
    private let now = SampleRun.start + .seconds(200)

    @Test("status --json has exactly the documented members, and no member is ever left out") func jsonShape() throws {
        let json = try JSON(parsing: ReportText.json(StatusReport([SampleRun.fannedOut()])).utf8)
        let run = try #require(json["runs"]?.arrayValue?.first)
        #expect(
            Set(run.objectValue.map { Array($0.keys) } ?? [])
                == [
                    "id", "pipeline", "status", "base", "branch", "document", "started_at", "finished_at", "stages",
                    "blocked_on", "blocked_detail", "reason", "source", "tip", "accepted", "parent", "usage",
                    "budget", "pauses_after", "closes_as", "closes_for",
                ])
        #expect(run["finished_at"] == .null)
        #expect(run["base"] == .string(String(repeating: "b", count: 40)))
        #expect(run["branch"] == "taskdaemon/greeter-3fa9c01")
        #expect(run["document"] == "plans/greeter.md")
        #expect(run["started_at"] == "2026-01-02T03:04:05Z")
        #expect(run["status"] == "running")
        let stages = try #require(run["stages"]?.arrayValue)
        #expect(stages.map { $0["name"] } == ["specification", "implementation"])
        #expect(stages[0]["checkpoint"] == "taskdaemon/greeter-3fa9c01/specification.1")
        #expect(stages[1]["checkpoint"] == .null)
        let instances = try #require(stages[1]["instances"]?.arrayValue)
        #expect(instances.map { $0["name"] } == ["core", "cli", "lost"])
        #expect(instances.map { $0["status"] } == ["running", "pending", "pending"])
        #expect(instances.map { $0["blocked_on"] } == [.null, "trigger_false", "unknown_dependency"])
        #expect(instances[0]["attempts"] == 1)
        #expect(instances[0]["iterations"] == 0)
        for instance in instances {
            #expect(
                Set(instance.objectValue.map { Array($0.keys) } ?? [])
                    == [
                        "name", "title", "status", "blocked_on", "blocked_detail", "blocked_until", "attempts",
                        "iterations", "running", "failure", "usage", "run",
                    ])
        }
    }

    @Test("a report that was written can be read") func codable() throws {
        let report = StatusReport([try SampleRun.failed()])
        #expect(try JSONDecoder().decode(StatusReport.self, from: Data(ReportText.json(report).utf8)) == report)
    }

    @Test("a run is offered for accepting until all of it was accepted") func acceptIsOffered() throws {
        var report = RunReport(try SampleRun.failed())
        report.status = "succeeded"
        #expect(report.nextCommands.contains("taskdaemon accept \(report.id)"))
        var accepted = AcceptedReport(
            branch: "main", commit: "c", how: "merge", by: "Ada", at: "2026-01-02T03:05:00Z", revertedBy: nil)
        report.accepted = accepted
        #expect(report.nextCommands.contains("taskdaemon accept \(report.id)"), "it ended at 03:05:15")
        accepted.at = "2026-01-02T03:05:15Z"
        report.accepted = accepted
        #expect(!report.nextCommands.contains("taskdaemon accept \(report.id)"))
    }

    @Test("an ended run has its end and no blocked_on at its stages") func ended() throws {
        let report = RunReport(try SampleRun.failed())
        #expect(report.status == "failed")
        #expect(report.finishedAt == "2026-01-02T03:05:15Z")
        #expect(report.blockedOn == nil)
        #expect(report.stages.map(\.status) == ["succeeded", "failed"])
        #expect(report.stages[1].instances[0].failure?.exitCode == 1)
    }

    @Test("runs are listed newest first, aligned") func list() throws {
        let text = StatusReport([try SampleRun.failed(), try SampleRun.fannedOut()]).page(at: now).written(in: .off)
        #expect(
            text == """
                RUN              STATUS   PROGRESS            STARTED    DOCUMENT
                greeter-3fa9c01  failed   1 of 2 stages       3 min ago  plans/greeter.md
                greeter-3fa9c01  running  implementation 0/3  3 min ago  plans/greeter.md

                next:  taskdaemon status greeter-3fa9c01

                """)
    }

    @Test("a run that waits for a person says for what") func untrusted() throws {
        let run = try SampleRun.created(untrusted: ["make"])
        let report = RunReport(run)
        #expect(report.status == "waiting")
        #expect(report.blockedOn == "untrusted")
        #expect(report.nextCommands.contains("taskdaemon trust"))
    }

    @Test("a run that waits for a slot says of what, and how many have it") func slot() throws {
        let other = try SampleRun.created()
        let run = Run.create(other.creation, allowing: Allowance.none).run
        var settings = Settings()
        settings.maxParallel = 1
        let report = RunReport(run, among: SlotTable(settings, runs: [other, run]))
        #expect(report.status == "waiting")
        #expect(report.blockedOn == "slot")
        #expect(report.blockedDetail == "1 of 1 attempts run in all runs (max_parallel); next in line")
        #expect(RunReport(run).blockedOn == "slot")
        let why = WhyReport(run, .stage("specification"), among: SlotTable(settings, runs: [other, run]))
        #expect(why.parts.map(\.blockedDetail) == [report.blockedDetail])
    }

    @Test("without runs it says how to start one") func empty() {
        let text = StatusReport([]).page(at: now).written(in: .off)
        #expect(text.hasPrefix("no runs yet\n"))
        let json = ReportText.json(StatusReport([]))
        #expect(
            json == "{\n  \"damaged\" : [\n\n  ],\n  \"runs\" : [\n\n  ],\n  \"schedules\" : [\n\n  ]\n}\n")
    }

    @Test("one run is a tree with progress, reasons, and what to do next") func tree() throws {
        let text = RunReport(try SampleRun.fannedOut()).page(at: now).written(in: .off)
        #expect(
            text == """
                greeter-3fa9c01  running  plans/greeter.md
                  pipeline  taskdaemon
                  base      bbbbbbb on main
                  branch    taskdaemon/greeter-3fa9c01
                  started   2026-01-02T03:04:05Z (3 min ago)

                  ✓ specification   succeeded  1 attempt, 1 iteration
                  ● implementation  running    0 of 3 done
                    ● core          running    attempt 1, iteration 1/20, started 3 min ago
                    ○ cli           pending    trigger_false: spec.dependencies_met is false: waits for core (running)
                    ○ lost          pending    unknown_dependency: there is no spec “nowhere”

                next:  taskdaemon logs greeter-3fa9c01/implementation/core -f

                """)
    }

    @Test("a failed run names why, and offers why, logs and retry") func failedTree() throws {
        let report = RunReport(try SampleRun.failed(message: "bad\u{1b}[2J\u{202e}"))
        let text = report.page(at: now).written(in: .off)
        #expect(text.contains("✗ core          failed     after 1 attempt: bad\\x1b[2J\\u{202e}\n"))
        #expect(
            report.nextCommands == [
                "taskdaemon why greeter-3fa9c01/implementation/core",
                "taskdaemon logs greeter-3fa9c01/implementation/core", "taskdaemon retry greeter-3fa9c01",
            ])
    }

    @Test("a paused run offers to go on") func paused() throws {
        let report = RunReport(try SampleRun.fannedOut().asked(.pause))
        #expect(report.status == "paused")
        #expect(report.blockedOn == "paused")
        #expect(report.blockedDetail == "paused by Me <me@example.org>")
        #expect(report.nextCommands.last == "taskdaemon resume greeter-3fa9c01")
    }
}
