import JSONValues
import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct WhyReportTests {
    @Test("what waits for another names the trigger, its values, and whom it waits for") func waits() throws {
        let run = try SampleRun.fannedOut()
        let text = WhyReport(run, .instance(SampleRun.cli)).page().written(in: .off)
        #expect(
            text == """
                greeter-3fa9c01 is running

                ○ implementation/cli is pending on trigger_false: spec.dependencies_met is
                    false: waits for core (running)
                  looked at again when an instance of it has ended
                  waits  on_event spec.ready where spec.dependencies_met == true
                    trigger_false: spec.dependencies_met is false: waits for core (running)
                    event                  = spec.ready cli from stage/specification
                    spec.dependencies_met  = false
                      from what it depends on: core running

                next:  taskdaemon show greeter-3fa9c01/implementation/cli

                """)
    }

    @Test("what can never start says never") func never() throws {
        let report = WhyReport(try SampleRun.fannedOut(), .instance(SampleRun.lost))
        #expect(report.parts.first?.blockedOn == "unknown_dependency")
        #expect(report.parts.first?.triggers.first?.verdict == "never")
    }

    @Test("a failure comes with class, exit code, message and the end of its output") func failure() throws {
        let run = try SampleRun.failed()
        let report = WhyReport(run, .instance(SampleRun.core)) { attempt in
            attempt == AttemptID(SampleRun.core, 1) ? ["first", "second\u{1b}c"] : []
        }
        let text = report.page().written(in: .off)
        #expect(text.contains("  attempt 1 failed, exit 1: validation exited 1 (2 iterations, 1 min)\n"))
        #expect(text.contains("  last lines of its validation:\n    first\n    second\\x1bc\n"))
        #expect(
            report.next == [
                "taskdaemon logs greeter-3fa9c01/implementation/core",
                "taskdaemon diff greeter-3fa9c01/implementation/core", "taskdaemon retry greeter-3fa9c01",
                "taskdaemon skip greeter-3fa9c01/implementation/core",
            ])
    }

    @Test("a stage explains all its instances, a run all that is not done") func parts() throws {
        let run = try SampleRun.fannedOut()
        #expect(WhyReport(run, .stage("implementation")).parts.compactMap(\.instance) == ["core", "cli", "lost"])
        let whole = WhyReport(run, .run)
        #expect(whole.parts.map(\.stage) == ["specification", "implementation", "implementation", "implementation"])
    }

    @Test("a stage without instances has its own reason") func noInstances() throws {
        let run = try SampleRun.created()
        let part = try #require(WhyReport(run, .stage("implementation")).parts.first)
        #expect(part.instance == nil)
        #expect(part.blockedOn == "waiting_for_stage")
    }

    @Test("every trigger reads as a definition would say it") func triggerTexts() {
        let trigger = Trigger.any([
            .onCompletion(sourceStage: "a", successOnly: false), .manual(approvalRequired: true),
        ])
        #expect(trigger.text == "any of: on_completion a, success or not; manual, with approval")
    }
}
