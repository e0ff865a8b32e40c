import Journaling
@testable import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct WhyNotReportTests {
    private let commit = SampleRun.id("f")

    @Test("a commit's verdicts are found, one for each pipeline") func found() throws {
        let taken = CommitTaken(
            owner: "o", branch: "main", commit: commit,
            verdicts: [
                .init(
                    pipeline: "taskdaemon", outcome: .filterFalse, run: nil, detail: "plans/a.md: plan.status is false"),
                .init(pipeline: nil, outcome: .unreadable, run: nil, detail: "plans/b.md: not UTF-8"),
            ], documents: [], at: SampleRun.start)
        let entries = [
            JournalEntry(
                id: SampleRun.id("1"), time: SampleRun.start, subject: "s", events: [WorkspaceEvent.commitTaken(taken)])
        ]
        let text = WhyNotReport(commit, entries, place: nil).page().written(in: .off)
        #expect(
            text == """
                fffffff on main, taken 2026-01-02T03:04:05Z
                  taskdaemon  filter_false  plans/a.md: plan.status is false
                  -           unreadable    plans/b.md: not UTF-8

                next:  taskdaemon run --plan FILE

                """)
        #expect(WhyNotReport(SampleRun.id("e"), entries, place: nil).taken.isEmpty)
    }

    @Test("a commit that no daemon took says so") func untaken() {
        let report = WhyNotReport(commit, [], place: .pending(branch: "main"))
        #expect(report.reason == "pending")
        let text = report.page().written(in: .off)
        #expect(text.contains("has not been taken"))
        #expect(text.contains("no daemon is running"))
        #expect(report.page(hasDaemon: true).written(in: .off).contains("takes it in a moment"))
        let merged = WhyNotReport(commit, [], place: .merged(branch: "main", by: SampleRun.id("a")))
        #expect(merged.page().written(in: .off).contains("taskdaemon why-not aaaaaaa"))
    }
}
