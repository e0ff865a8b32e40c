import GitNames
import JSONValues
import Journaling
@testable import Orchestration
import Pipelines
import Testing
@testable import Reporting

@Suite struct LogReportTests {
    @Test("the journal as programs read it has every event, and a clause for what is not about refs alone")
    func entries() throws {
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
        #expect(log.entries[0].lines == ["specification: attempt 1 started"])
        #expect(log.entries[2].lines.isEmpty)
        #expect(log.entries[0].events.count == 2)
        #expect(log.entries[0].events[0]["type"] == "attempt.started")
    }

    private var started: AttemptStarted {
        AttemptStarted(
            attempt: AttemptID(SampleRun.spec, 1), base: SampleRun.id("b"), input: [:], holdsIntegration: false,
            at: SampleRun.start)
    }
}
