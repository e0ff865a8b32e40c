import Definitions
import Expressions
import JSONValues
import Pipelines
import Testing

@Suite("What is found in one key")
struct KeyDiagnosticsTests {
    /// A pipeline whose one stage has more keys.
    private static func stage(_ keys: String) -> String { "stages:\n  - {name: a, loop_type: plan, \(keys)}" }

    @Test("an expression's error is placed at its character in the file")
    func expressionError() throws {
        for yaml in [
            "stages: [{name: a, loop_type: plan, when: run.x == ▸)}]",
            "stages: [{name: a, loop_type: plan, when: \"run.x == ▸)\"}]",
            "stages: [{name: ä, loop_type: plan, when: \"'ü' == ▸)\"}]",
        ] {
            let marked = Marked(yaml)
            let found = load(pipeline: marked.text).diagnostics.filter { $0.message.hasPrefix("`when`") }
            #expect(found.map(\.line) == [marked.line], "\(yaml)")
            #expect(found.map(\.column) == [marked.column], "\(yaml)")
        }
    }

    @Test("a schema file of the workspace is used by its name, before a built-in one")
    func ownSchema() throws {
        let loaded = load(
            pipeline: Self.stage("output_mapping: {validation: plan_schema}"),
            ["schemas/plan_schema.json": "{\"type\": \"string\"}"])
        #expect(loaded.diagnostics == [])
        let validation = loaded.pipeline("p")?.stages.first?.outputMapping.validation
        #expect(validation?.schema == ["type": "string"])
        #expect(validation?.name == "plan_schema")
    }
}
