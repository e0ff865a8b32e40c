import Definitions
import Pipelines
import Testing

@Suite("Loop types")
struct LoopTypeTests {
    private let pipeline = "stages: [{name: a, loop_type: mine}]"

    @Test("a definition may be JSON, and says where it is wrong as YAML does")
    func json() throws {
        let loop = "{\n\t\"run\": [\"make\", \"caf\\u00e9\"]\n}"
        let pipeline = "{\n  \"stages\": [\n    {\"name\": \"a\", \"loop_type\": \"build\"}\n  ]\n}"
        let loaded = Definitions.load(
            files(["loops/build.json": loop, "pipelines/p.json": pipeline]), builtIn: shipped)
        #expect(loaded.diagnostics == [])
        #expect(loaded.pipeline("p")?.stages.first?.loop.work == .command(.arguments(["make", "café"])))
        let broken = Definitions.load(files(["pipelines/p.json": pipeline]), builtIn: shipped)
        #expect(broken.diagnostics.map(\.file) == [".taskdaemon/pipelines/p.json"])
        #expect(broken.diagnostics.map(\.line) == [3])
    }

    @Test("a loop type may extend the built-in one of its own name")
    func extendOwnName() throws {
        let loaded = Definitions.load(
            files(["loops/phase.yml": "extends: phase\nvalidate: make test"]), builtIn: shipped)
        #expect(loaded.diagnostics == [])
        let loop = try #require(loaded.pipeline("taskdaemon")?.stage("implementation")?.loop)
        #expect(loop.work == .builtin(.phase))
        #expect(loop.validate == .shell("make test"))
    }

    @Test("what extends shell has one iteration")
    func oneIteration() {
        let loaded = load(pipeline: pipeline, ["loops/mine.yml": "extends: shell\nrun: make"])
        #expect(loaded.pipeline("p")?.stages.first?.loop.maxIterations == 1)
        let other = load(pipeline: pipeline, ["loops/mine.yml": "run: make"])
        #expect(other.pipeline("p")?.stages.first?.loop.maxIterations == 20)
    }

    @Test("a broken loop type breaks what names it, and says where")
    func broken() {
        let marked = Marked("name: mine\nrun: make\niteration_timeout: ▸soon")
        let loaded = load(pipeline: pipeline, ["loops/mine.yml": marked.text])
        #expect(
            loaded.diagnostics == [
                Diagnostic(
                    .error, .badDuration, file: ".taskdaemon/loops/mine.yml", line: marked.line, column: marked.column,
                    message: "`iteration_timeout` is a duration, not `soon`",
                    suggestion: "write `500ms`, `30s`, `5m`, `2h` or `1d`"),
                Diagnostic(
                    .error, .invalidReference, file: ".taskdaemon/pipelines/p.yml", line: 1, column: 31,
                    message: "the loop type `mine` is not valid, see .taskdaemon/loops/mine.yml"),
            ])
    }

    @Test("loop types that extend what does not exist are found")
    func unknownParent() {
        let marked = Marked("run: make\nextends: ▸fase")
        let loaded = load(pipeline: "stages: [{name: a, loop_type: plan}]", ["loops/mine.yml": marked.text])
        #expect(
            loaded.diagnostics == [
                Diagnostic(
                    .error, .unknownLoopType, file: ".taskdaemon/loops/mine.yml", line: marked.line,
                    column: marked.column,
                    message: "there is no loop type `fase`", suggestion: "did you mean `phase`?")
            ])
    }

    @Test("loop types that extend each other are found, each in its file")
    func circle() {
        let loaded = load(
            pipeline: "stages: [{name: a, loop_type: plan}]",
            ["loops/a.yml": "run: x\nextends: b", "loops/b.yml": "run: x\nextends: a", "loops/c.yml": "extends: a"])
        #expect(
            loaded.diagnostics.map(\.message) == [
                "loop types extend each other in a circle, by way of `b`",
                "loop types extend each other in a circle, by way of `a`",
            ])
        #expect(loaded.diagnostics.map(\.line) == [2, 2])
        #expect(loaded.diagnostics.map(\.column) == [10, 10])
    }

    @Test("two files with one name are found")
    func twice() {
        let loaded = load(
            pipeline: pipeline, ["loops/mine.yml": "run: x", "loops/other.yml": "run: x\nname: mine"])
        #expect(
            loaded.diagnostics == [
                Diagnostic(
                    .error, .duplicateName, file: ".taskdaemon/loops/other.yml", line: 2, column: 7,
                    message: "the loop type `mine` is defined in .taskdaemon/loops/mine.yml too")
            ])
        #expect(loaded.pipeline("p") != nil)
    }

    @Test("two pipelines with one name are found, the first stays")
    func pipelineTwice() {
        let yaml = "name: x\nstages: [{name: a, loop_type: plan}]"
        let loaded = Definitions.load(files(["pipelines/a.yml": yaml, "pipelines/b.yaml": yaml]), builtIn: shipped)
        #expect(
            loaded.diagnostics == [
                Diagnostic(
                    .error, .duplicateName, file: ".taskdaemon/pipelines/b.yaml", line: 1, column: 7,
                    message: "the pipeline `x` is defined in .taskdaemon/pipelines/a.yml too")
            ])
        #expect(loaded.pipelines["x"]?.file == ".taskdaemon/pipelines/a.yml")
        #expect(loaded.pipeline("x") != nil)
    }
}
