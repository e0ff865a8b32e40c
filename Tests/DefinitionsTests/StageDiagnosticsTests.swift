import Definitions
import Pipelines
import Testing

@Suite("What is found between stages")
struct StageDiagnosticsTests {
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
