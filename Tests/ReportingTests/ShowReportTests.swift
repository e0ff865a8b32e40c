import GitNames
import JSONValues
import Orchestration
import Pipelines
import Testing
@testable import Reporting

@Suite struct ShowReportTests {
    @Test("a run shows its request, refs and what is on its branch") func ofRun() throws {
        let report = ShowRun(try SampleRun.halfDone())
        #expect(report.documents.map(\.path) == ["plans/greeter.md"])
        #expect(report.integrations.map(\.stage) == ["specification", "implementation"])
        let text = report.page(at: SampleRun.start).written(in: .off)
        #expect(text.contains("input     colour = \"red\"\n"))
        #expect(text.contains("refs/tags/taskdaemon/greeter-3fa9c01/specification.1\n"))
    }

    @Test("a stage shows how it is defined") func ofStage() throws {
        let report = try #require(ShowStage(SampleRun.fannedOut(), "implementation"))
        #expect(report.commands == ["run: make", "validate: make test"])
        #expect(report.timeout == "2h")
        #expect(report.page().written(in: .off).contains("on_event spec.ready where spec.dependencies_met == true"))
    }

    @Test("an instance shows every try") func ofInstance() throws {
        let report = try #require(ShowInstance(SampleRun.failed(), SampleRun.core))
        #expect(report.attempts.map(\.status) == ["failed"])
        #expect(report.attempts[0].failure?.class == "failed")
        #expect(report.attempts[0].log == SampleRun.id("c").hex)
    }

    @Test("what does not exist is shown as nothing") func missing() throws {
        #expect(ShowStage(try SampleRun.created(), "nowhere") == nil)
        #expect(ShowInstance(try SampleRun.created(), SampleRun.core) == nil)
    }
}
