import Definitions
import Pipelines
import Templates
import Testing

@Suite("What can be run and is probably not meant")
struct LintTests {
    @Test("each is found at its place where it is asked for, and not else", arguments: cases)
    func lint(_ expected: Expected) {
        let marked = Marked(expected.yaml)
        #expect(load(pipeline: marked.text).diagnostics == [])
        let loaded = strictly(["pipelines/p.yml": marked.text])
        #expect(
            loaded.diagnostics == [
                Diagnostic(
                    .warning, file: ".taskdaemon/pipelines/p.yml", line: marked.line, column: marked.column,
                    message: expected.message, suggestion: expected.suggestion)
            ])
        #expect(loaded.validPipelines.count == 1)
    }

    static let cases: [Expected] = [
        Expected(
            what: "a validator that is `true`", yaml: stage("validate: ▸'true'"),
            message: "`validate` cannot fail: `true`", suggestion: "leave it out, or let it exit with what it found"),
        Expected(
            what: "a validator whose failure is swallowed", yaml: stage("validate: ▸make test || true"),
            message: "`validate` cannot fail: `make test || true`",
            suggestion: "leave it out, or let it exit with what it found"),
        Expected(
            what: "an approval beside another way",
            yaml: stage("triggers: [▸{any: [{manual: {approval_required: true}}, {manual: {}}]}]"),
            message: "the approval can be gone around: in `any` another trigger is enough",
            suggestion: "make the approval an element of `triggers` of its own; all of those must hold"),
        Expected(
            what: "a stage that may take longer than its run", yaml: "timeout: 1h\n" + stage("timeout: ▸2h"),
            message: "`timeout` of `a` (2h) is longer than the pipeline's (1h)",
            suggestion: "the run ends first: shorten this one, or lengthen the pipeline's"),
        Expected(
            what: "many at once of one", yaml: stage("parallel_instances: ▸4"),
            message: "`parallel_instances` does nothing: `a` has one instance",
            suggestion: "`for_each` or an `on_event` trigger makes several"),
        Expected(
            what: "an output that nobody reads",
            yaml: """
                stages:
                  - name: ▸a
                    loop_type: plan
                    output_mapping: {mappings: [{from: plan, to: outputs.plan}]}
                  - {name: b, loop_type: shell, run: make, triggers: [{on_completion: {source_stage: a}}]}
                """,
            message: "nobody uses what `a` gives: `plan`",
            suggestion: "read it (`a.outputs.plan`), or leave out its `output_mapping`"),
    ]

    @Test(
        "what is meant is not found",
        arguments: [
            stage("validate: make test"), stage("validate: make test && true"),
            stage("triggers: [{manual: {approval_required: true}}, {manual: {}}]"),
            "timeout: 1h\n" + stage("timeout: 1h"), stage("parallel_instances: 4, for_each: '[1, 2]'"),
            stage("output_mapping: {mappings: [{from: plan, to: outputs.plan}]}"),
            """
            success: a.outputs.n > 1
            stages:
              - {name: a, loop_type: plan, output_mapping: {mappings: [{from: n, to: outputs.n}]}}
              - {name: b, loop_type: shell, run: make, triggers: [{on_completion: {source_stage: a}}]}
            """,
        ])
    func meant(yaml: String) {
        #expect(strictly(["pipelines/p.yml": yaml]).diagnostics == [])
    }

    @Test("a loop type's validator is looked at in its own file")
    func loopType() {
        let loaded = strictly(["loops/check.yml": "name: check\nrun: make\nvalidate: exit 0\n"])
        #expect(loaded.diagnostics.map(\.message) == ["`validate` cannot fail: `exit 0`"])
        #expect(loaded.diagnostics.map(\.file) == [".taskdaemon/loops/check.yml"])
    }

    @Test("the built-in pipelines and loop types have nothing of it")
    func builtIn() {
        #expect(Definitions.load(DefinitionFiles(), builtIn: shipped, isStrict: true).diagnostics == [])
    }

    @Test(
        "a command that cannot fail is told from one that can",
        arguments: [
            ("true", true), (":", true), ("exit 0", true), ("make || true", true), ("make || :", true),
            ("make || exit 0", true), ("make; true", true), ("make; exit 0;", true), ("make\nexit 0", true),
            ("# only a comment", true), ("make\ntrue # well", false),
            ("make", false), ("make && true", false), ("set -e\nmake\nexit 0", false), ("set -eu; make; true", false),
            ("if ! make; then exit 1; fi; exit 0", false), ("set -e\nmake\nrm x || true", false), ("is_true", false),
            ("test \"$x\" = true", false), ("make || exit 1", false),
        ])
    func constant(script: String, isConstant: Bool) {
        #expect(CommandLine.shell(script).alwaysSucceeds == isConstant)
        #expect(CommandLine.arguments(["/bin/sh", "-c", script]).alwaysSucceeds == isConstant)
    }

    private static func stage(_ keys: String) -> String { "stages:\n  - {name: a, loop_type: plan, \(keys)}" }

    private func strictly(_ own: [String: String]) -> LoadedDefinitions {
        var builtIn = shipped
        builtIn.pipelines = [:]
        return Definitions.load(files(own), builtIn: builtIn, isStrict: true)
    }
}
