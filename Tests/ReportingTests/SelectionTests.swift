import Orchestration
import Pipelines
import Testing

@testable import Reporting

@Suite struct SelectionTests {
    @Test("a path has a run, and perhaps a stage and an instance") func paths() throws {
        let path = try RunPath("a/b/c")
        #expect((path.run, path.stage, path.instance) == ("a", "b", "c"))
        for text in ["", "/", "a/", "a//b", "a/b/c/d"] { #expect(throws: ReportError.self) { try RunPath(text) } }
    }

    @Test("the beginning of a name is enough when it is the only one") func prefixes() throws {
        let names: [RunID] = ["greeter-1", "greeter-12", "other-1"]
        func one(_ text: String) throws(ReportError) -> RunID {
            try Selection.one(text, among: names, what: "run", hint: nil)
        }
        #expect(try one("o") == "other-1")
        #expect(try one("greeter-1") == "greeter-1")
        #expect(
            throws: ReportError(.ambiguous, "'g' is the beginning of greeter-1, greeter-12", hint: "write more of it")
        ) {
            try one("g")
        }
        #expect(
            throws: ReportError(
                .nothingMatches, "there is no run 'x'", hint: "there are greeter-1, greeter-12, other-1")
        ) {
            try one("x")
        }
    }

    @Test("what is nearly a name is taken for one that was meant, with the digits or without") func meant() throws {
        let names: [RunID] = ["greeter-3fa9c01", "other-77ab012"]
        #expect(
            throws: ReportError(.nothingMatches, "there is no run 'greter'", hint: "did you mean `greeter`?")
        ) {
            try Selection.one("greter", among: names, what: "run", hint: "there are some")
        }
    }

    @Test("a stage that does not fan out is its one instance") func mainInstance() throws {
        let run = try SampleRun.fannedOut()
        #expect(try run.part(RunPath("x/specification")) == .instance(SampleRun.spec))
        #expect(try run.part(RunPath("x/implementation")) == .stage("implementation"))
        #expect(try run.part(RunPath("x/impl/co")) == .instance(SampleRun.core))
        #expect(try run.part(RunPath("x")) == .run)
    }

    @Test("output is live while an attempt runs and kept when it has ended") func outputs() throws {
        let run = try SampleRun.fannedOut()
        #expect(try run.output(of: SampleRun.core, attempt: nil).place == .live)
        #expect(try run.output(of: SampleRun.spec, attempt: nil).place == .kept(SampleRun.id("a")))
        #expect(throws: ReportError.self) { try run.output(of: SampleRun.cli, attempt: nil) }
        #expect(try run.outputs(of: .stage("implementation"), attempt: nil).map(\.attempt.instance) == [SampleRun.core])
    }
}
