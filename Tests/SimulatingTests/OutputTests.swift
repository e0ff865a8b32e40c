import JSONValues
import Orchestration
import Pipelines
import Schemas
import Testing

@testable import Simulating

/// Outputs of simulated attempts: stated, and made up.
@Suite struct OutputTests {
    private func pipeline(_ mapping: String) throws -> Pipeline {
        try Bench.pipeline(
            """
            stages:
              - name: build
                loop_type: shell
                run: make
                output_mapping: \(mapping)
            """)
    }

    @Test("stated outputs go through the mapping, and what does not fit fails as it would")
    func stated() throws {
        let pipeline = try pipeline(
            "{mappings: [{from: size, to: outputs.size}], validation: {type: integer, maximum: 10}}")
        let good = try Bench.play(pipeline, with: StubbedResults(outputs: [StagePart("build"): ["size": 3]]))
        #expect(good.outputs("build") == ["size": 3])
        let bad = try Bench.play(pipeline, with: StubbedResults(outputs: [StagePart("build"): ["size": 30]]))
        #expect(bad.story("build").contains("fails 1 invalid_output"))
        #expect(bad.status == .failed)
    }

    @Test("outputs are made up to fit the mapping and the schema")
    func invented() throws {
        let pipeline = try pipeline(
            "{mappings: [{from: report.version, to: outputs.version}, {from: parts, to: outputs.parts}], "
                + "transforms: [{to: outputs.count, expr: size(parts)}], "
                + "validation: {type: object, required: [version, parts, count], properties: "
                + "{version: {type: string, pattern: '^v[0-9]+$'}, parts: {type: array, items: {type: integer}, minItems: 2}}}}"
        )
        let simulation = try Bench.play(pipeline)
        #expect(simulation.status == .succeeded)
        #expect(simulation.outputs("build") == ["version": "v1", "parts": [1, 2], "count": 2])
    }

    @Test("specs are made up where a stage gives some, so that the fan-out is seen")
    func specs() throws {
        let pipeline = try Bench.pipeline(
            """
            stages:
              - {name: cut, loop_type: shell, run: make, output_mapping: {mappings: [{from: specs, to: outputs.specs}]}}
              - name: work
                loop_type: shell
                run: make
                triggers: [{on_event: {event_type: spec.ready, filter: spec.dependencies_met}}]
            """)
        #expect(try Bench.play(pipeline).story("work/sample") == ["made", "starts 1", "succeeds 1 invented"])
    }

    @Test("where none can be made up, the simulation says which are wanted")
    func wanted() throws {
        let simulation = try Bench.play(
            try pipeline(
                "{mappings: [{from: code, to: outputs.code}], validation: {type: string, pattern: '^x{3}y{7}$'}}"))
        guard case .outputsWanted(let part, let reason) = simulation.end else {
            Issue.record("\(simulation.end)")
            return
        }
        #expect(part == StagePart("build"))
        #expect(reason.contains("pattern"), "\(reason)")
    }

    @Test(
        "a sample fits its schema",
        arguments: [
            ##"{"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/$defs/x~1y"}}, "$defs": {"x/y": {"type": "number", "minimum": 2.5}}}"##,
            ##"{"allOf": [{"required": ["a"]}, {"properties": {"a": {"enum": ["q", "r"]}}}], "required": ["b"], "type": "object"}"##,
            ##"{"type": ["null", "string"], "minLength": 40, "maxLength": 41}"##,
            ##"{"oneOf": [{"type": "integer", "exclusiveMinimum": 4, "multipleOf": 3}, {"type": "string"}]}"##,
            ##"{"type": "array", "prefixItems": [{"const": 1}, {"type": "boolean"}], "minItems": 3, "uniqueItems": true}"##,
            ##"{"type": "array", "items": {"type": "string"}, "minItems": 5, "uniqueItems": true}"##,
            ##"{"type": "object", "minProperties": 3, "additionalProperties": {"type": "integer"}}"##,
            ##"{"type": "array", "maxItems": 0}"##, ##"{"maximum": -7}"##, ##"{}"##, "true",
            ##"{"$defs": {"n": {"type": "object", "required": ["next"], "properties": {"next": {"anyOf": [{"type": "null"}, {"$ref": "#/$defs/n"}]}}}}, "$ref": "#/$defs/n"}"##,
            ##"{"type": "string", "format": "date-time"}"##,
        ])
    func sample(text: String) throws {
        let schema = try JSON(parsing: text.utf8)
        let value = SampleValue(schema).value
        #expect(try Schema.compile(schema).validate(value).isEmpty, "\(value.text)")
    }

    @Test("a schema that is made to go on for ever gives a sample at once")
    func hostile() throws {
        let wide = try JSON(
            parsing: ##"{"type": "array", "minItems": 100, "items": {"$ref": "#"}, "default": [1]}"##.utf8)
        #expect(SampleValue(wide).value == [1])
        let endless = try JSON(parsing: ##"{"type": "array", "minItems": 1000000000, "items": {"$ref": "#"}}"##.utf8)
        #expect(SampleValue(endless).value.arrayValue?.isEmpty == false)
        let many = try JSON(
            parsing: ##"{"allOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]}"##.utf8)
        #expect(SampleValue(many).value == "sample")
    }
}
