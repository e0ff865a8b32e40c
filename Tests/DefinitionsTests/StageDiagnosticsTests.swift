import Definitions
import Pipelines
import Testing

@Suite("What is found between stages")
struct StageDiagnosticsTests {
    @Test("each finding has its place, its words and its suggestion, and comes alone", arguments: cases)
    func finding(_ expected: Expected) {
        let marked = Marked(expected.yaml)
        let found = load(pipeline: marked.text).diagnostics
        #expect(
            found == [
                Diagnostic(
                    expected.severity, file: ".taskdaemon/pipelines/p.yml", line: marked.line, column: marked.column,
                    message: expected.message, suggestion: expected.suggestion)
            ])
    }

    static let cases: [Expected] = [
        Expected(
            what: "a loop type that does not exist",
            yaml: "stages:\n  - name: a\n    loop_type: ▸shel\n    run: make",
            message: "there is no loop type `shel`", suggestion: "did you mean `shell`?"),
        Expected(
            what: "a loop type that is like no other",
            yaml: "stages: [{name: a, loop_type: ▸quux, run: make}]",
            message: "there is no loop type `quux`", suggestion: "define it in .taskdaemon/loops/"),
        Expected(
            what: "a stage without a loop type that says what to run",
            yaml: "stages:\n  - ▸name: a\n    run: make",
            message: "a stage needs `loop_type`", suggestion: "a stage that runs one command is `loop_type: shell`"),
        Expected(
            what: "a shell stage without a command",
            yaml: "stages: [{name: a, loop_type: ▸shell}]",
            message: "nothing says what this stage runs: the loop type `shell` has no `run`",
            suggestion: "add `run:` with a command"),
        Expected(
            what: "a stage without a name",
            yaml: "stages: [▸{loop_type: shell, run: make}]", message: "a stage needs `name`"),
        Expected(
            what: "a name with capitals and blanks",
            yaml: "stages: [{name: ▸Run Tests, loop_type: shell, run: make}]",
            message: "a stage's name is `a-z`, `0-9`, `_` and `-`, at most 40 characters, not `Run Tests`",
            suggestion: "for example `run-tests`"),
        Expected(
            what: "a name that refs use",
            yaml: "stages: [{name: ▸rollback, loop_type: shell, run: make}]",
            message: "a stage cannot be named `rollback`: refs are named so"),
        Expected(
            what: "a name that expressions use",
            yaml: "stages: [{name: ▸plan, loop_type: plan}]",
            message: "a stage cannot be named `plan`: expressions start from it"),
        Expected(
            what: "two stages of one name",
            yaml: "stages:\n  - {name: a, loop_type: plan}\n  - {name: ▸a, loop_type: plan}",
            message: "there is a stage `a` already, in line 2"),
        Expected(
            what: "a source stage that does not exist",
            yaml: """
                stages:
                  - {name: build, loop_type: plan}
                  - {name: test, loop_type: plan, triggers: [{on_completion: {source_stage: ▸biuld}}]}
                """,
            message: "there is no stage `biuld`", suggestion: "did you mean `build`?"),
        Expected(
            what: "a stage that waits for itself",
            yaml: "stages: [{name: a, loop_type: plan, triggers: [{on_completion: {source_stage: ▸a}}]}]",
            message: "`a` waits for itself"),
        Expected(
            what: "a circle of three stages, told once",
            yaml: """
                stages:
                  - {name: a, loop_type: plan, triggers: [{on_completion: {source_stage: ▸c}}]}
                  - {name: b, loop_type: plan, triggers: [{on_completion: {source_stage: a}}]}
                  - {name: c, loop_type: plan, triggers: [{on_completion: {source_stage: b}}]}
                """,
            message: "stages wait for each other: `a` → `c` → `b` → `a`"),
        Expected(
            what: "a circle by way of a condition",
            yaml: """
                stages:
                  - {name: a, loop_type: plan, triggers: [{on_condition: {expression: "▸b.status == 'succeeded'"}}]}
                  - {name: b, loop_type: plan, triggers: [{on_completion: {source_stage: a}}]}
                """,
            message: "stages wait for each other: `a` → `b` → `a`"),
        Expected(
            what: "a root that does not exist",
            yaml: "stages: [{name: a, loop_type: plan, when: \"▸reqest.goal != ''\"}]",
            message: "unknown root `reqest`", suggestion: "did you mean `request`?"),
        Expected(
            what: "a root that is like no other",
            yaml: "stages: [{name: a, loop_type: plan, when: size(▸zzz) > 0}]",
            message: "unknown root `zzz`",
            suggestion: "there are `event`, `git`, `item`, `plan`, `request`, `run`, `spec`, `stages`"),
        Expected(
            what: "a mapping from a stage that is not upstream",
            yaml: """
                stages:
                  - {name: build, loop_type: plan}
                  - name: test
                    loop_type: plan
                    input_mapping:
                      mappings: [{from: ▸build.outputs.plan, to: plan}]
                """,
            message: "`build` is not upstream of `test`, so it need not have ended",
            suggestion: "add `on_completion: {source_stage: build}` to its triggers"),
        Expected(
            what: "a mapping from the stage itself",
            yaml: "stages: [{name: a, loop_type: plan, input_mapping: {mappings: [{from: ▸a.outputs.x, to: x}]}}]",
            message: "`a` cannot read what it gives itself"),
        Expected(
            what: "a stage that does not exist among `stages`",
            yaml: "stages: [{name: a, loop_type: plan, when: '▸stages[\"b\"].status == \"failed\"'}]",
            message: "there is no stage `b`", suggestion: nil),
        Expected(
            what: "an output that the stage's mapping never writes",
            yaml: """
                stages:
                  - {name: build, loop_type: plan, output_mapping: {mappings: [{from: p, to: outputs.plan}]}}
                  - name: test
                    loop_type: plan
                    triggers: [{on_completion: {source_stage: build}}]
                    input_mapping: {mappings: [{from: ▸build.outputs.paln, to: plan}]}
                """,
            severity: .warning, message: "`build` has no output `paln`", suggestion: "did you mean `plan`?"),
        Expected(
            what: "a rollback to a stage that is not upstream",
            yaml: """
                stages:
                  - {name: a, loop_type: plan}
                  - {name: b, loop_type: plan, triggers: [{on_completion: {source_stage: a}}]}
                  - name: c
                    loop_type: plan
                    triggers: [{on_completion: {source_stage: a}}]
                    error_handling: {rollback: {to: ▸b}}
                """,
            message: "`c` cannot go back to `b`, which is not upstream of it", suggestion: "upstream are `a`"),
        Expected(
            what: "a rollback of the pipeline to no stage",
            yaml: "error_handling: {rollback: {to: ▸bulid}}\nstages: [{name: build, loop_type: plan}]",
            message: "there is no stage `bulid`", suggestion: "did you mean `build`?"),
    ]

    @Test("what waits for a circle is unreachable, and both are told")
    func unreachable() {
        let yaml = Marked(
            """
            stages:
              - {name: a, loop_type: plan, triggers: [{on_completion: {source_stage: a}}]}
              - {name: b, loop_type: plan, triggers: [{on_completion: {source_stage: ▸a}}]}
            """)
        let found = load(pipeline: yaml.text).diagnostics
        #expect(
            found.map(\.message) == [
                "`a` waits for itself", "`b` is unreachable: it waits for `a`, which can never end",
            ])
        #expect(found.last?.line == yaml.line)
        #expect(found.last?.column == yaml.column)
    }

    @Test("a circle that has another way in is no error")
    func escape() {
        let found = load(
            pipeline: """
                stages:
                  - name: a
                    loop_type: plan
                    triggers: [{any: [{manual: {approval_required: true}}, {on_completion: {source_stage: b}}]}]
                  - {name: b, loop_type: plan, triggers: [{on_completion: {source_stage: a}}]}
                """)
        #expect(found.diagnostics == [])
    }

    @Test("a stage whose name has a hyphen is read as a member of `stages`")
    func hyphen() {
        let yaml = """
            stages:
              - {name: unit-tests, loop_type: plan}
              - name: b
                loop_type: plan
                triggers: [{on_completion: {source_stage: unit-tests}}]
                when: unit-tests.status == 'succeeded'
            """
        let found = load(pipeline: yaml).diagnostics
        #expect(found.map(\.message) == ["unknown root `unit`", "unknown root `tests`"])
        #expect(found.allSatisfy { $0.suggestion == "write `stages[\"unit-tests\"]`" })
        let right = yaml.replacing("when: unit-tests.", with: "when: stages['unit-tests'].")
        #expect(load(pipeline: right).diagnostics == [])
    }

    @Test("specs of a stage are upstream of what `spec.ready` starts")
    func specReady() {
        let found = load(
            pipeline: """
                stages:
                  - name: write
                    loop_type: spec
                    output_mapping: {mappings: [{from: specs, to: outputs.specs}]}
                  - name: build
                    loop_type: phase
                    triggers: [{on_event: {event_type: spec.ready}}]
                    input_mapping: {mappings: [{from: write.outputs.specs, to: all}]}
                """)
        #expect(found.diagnostics == [])
    }

    @Test("all errors of a file are listed in order")
    func all() {
        let found = load(
            pipeline: """
                stages:
                  - {name: Bad, loop_type: shell, run: make, timeout: 30}
                  - {name: b, loop_type: nope, parallel_instances: 0}
                  - {name: c, loop_type: shell, run: make, when: "1 +", triggers: [{on_completion: {source_stage: d}}]}
                """)
        #expect(found.diagnostics.map(\.line) == [2, 2, 3, 3, 4, 4])
        #expect(found.diagnostics.allSatisfy { $0.severity == .error })
    }
}
