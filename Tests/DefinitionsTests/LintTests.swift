import Definitions
import Pipelines
import Templates
import Testing

@Suite("What can be run and is probably not meant")
struct LintTests {
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
              - {name: a, loop_type: shell, run: make, output_mapping: {mappings: [{from: n, to: outputs.n}]}}
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
