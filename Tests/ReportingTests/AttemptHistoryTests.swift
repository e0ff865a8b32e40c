import GitNames
import Journaling
import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct AttemptHistoryTests {
    @Test("a try that going back has taken out of the run is still shown, and its diff and output are found")
    func afterRollback() throws {
        let turns = try SampleRun.turnsToFailure()
        let entries = turns.map { turn in
            JournalEntry(id: SampleRun.id("7"), time: turn.now, subject: "", events: turn.events)
        }
        let history = AttemptHistory(entries)
        let run = try SampleRun.failed().asked(.retry(from: "specification", instance: nil))
        #expect(AttemptHistory(run).records(of: SampleRun.core).isEmpty)
        #expect(throws: ReportError.self) { try run.output(of: SampleRun.core, attempt: 1) }
        #expect(try run.output(of: SampleRun.core, attempt: 1, history: history).place == .kept(SampleRun.id("c")))
        let range = try run.diffRanges(of: .instance(SampleRun.core), attempt: 1, history: history).first
        #expect(range?.to == SampleRun.id("3"))
    }
}
