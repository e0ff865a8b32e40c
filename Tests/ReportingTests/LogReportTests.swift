import GitNames
import JSONValues
import Journaling
@testable import Orchestration
import Pipelines
import Testing
@testable import Reporting

@Suite struct LogReportTests {
    @Test("the journal reads like a story, with the time where it changes") func story() throws {
        let run = try SampleRun.created()
        let report = AttemptReport(
            outcome: .failed(Failure(.failed, "validation exited 1\u{1b}[m")), tip: SampleRun.id("3"),
            tree: SampleRun.id("4"), iterations: 1)
        let turn = run.decide(.attemptEnded(AttemptID(SampleRun.spec, 1), report), at: SampleRun.start + .seconds(5))
        let entries = [
            JournalEntry(
                id: SampleRun.id("7"), time: SampleRun.start, subject: "created",
                events: [RunEvent.attemptStarted(started), .landed([run.branch])]),
            JournalEntry(id: SampleRun.id("8"), time: turn.now, subject: "failed", events: turn.events),
            JournalEntry(
                id: SampleRun.id("9"), time: turn.now, subject: "1 ref has moved", events: [.landed([run.branch])]),
        ]
        let log = LogReport(run.id, entries)
        let text = log.page().written(in: .off)
        #expect(text.hasPrefix("2026-01-02 03:04:05  specification: attempt 1 started\n2026-01-02 03:04:10  "))
        #expect(text.contains("validation exited 1\\x1b[m"))
        #expect(text.hasSuffix("                     1 ref has moved\n"))
        #expect(log.entries[0].events.count == 2)
        #expect(log.entries[0].events[0]["type"] == "attempt.started")
    }

    private var started: AttemptStarted {
        AttemptStarted(
            attempt: AttemptID(SampleRun.spec, 1), base: SampleRun.id("b"), input: [:], holdsIntegration: false,
            at: SampleRun.start)
    }
}
