import JSONValues
import Schemas
import Testing

@Suite("Compiling a schema")
struct SchemaTests {
    @Test(
        "what is no schema is refused, with its place and the reason",
        arguments: [
            (5, "schema: a schema is an object or a boolean, not 5"),
            (
                ["type": "text"],
                "/type: must be one of null, boolean, integer, number, string, array, object, or an array of them, is \"text\""
            ),
            (["properties": ["a": ["minLength": -1]]], "/properties/a/minLength: must be a whole number from 0, is -1"),
            (["required": "a"], "/required: must be an array of strings, is \"a\""),
            (["properties": ["a/b": 1]], "/properties/a~1b: a schema is an object or a boolean, not 1"),
            (["multipleOf": 0], "/multipleOf: must be a number above 0, is 0"),
            (["$ref": "#/$defs/none"], "/$ref: \"#/$defs/none\" leads nowhere"),
            (["allOf": []], "/allOf: must be an array of schemas, is []"),
            (["$defs": ["unused": ["enum": 1]]], "/$defs/unused/enum: must be an array, is 1"),
        ] as [(JSON, String)])
    func invalid(schema: JSON, message: String) {
        let error = #expect(throws: SchemaError.self) { try Schema.compile(schema) }
        #expect(error?.description == message)
        #expect(error?.kind == .invalid)
    }

    @Test(
        "what is not supported is refused, never ignored",
        arguments: [
            (["pattern": "a"], "/pattern: the keyword 'pattern' is not supported"),
            (
                ["items": ["patternProperties": ["a": true]]],
                "/items/patternProperties: the keyword 'patternProperties' is not supported"
            ),
            (
                ["unevaluatedProperties": false],
                "/unevaluatedProperties: the keyword 'unevaluatedProperties' is not supported"
            ),
            (["$ref": "other.json"], "/$ref: \"other.json\" is another document; nothing is fetched"),
            (["properties": ["a": ["$id": "x"]]], "/properties/a/$id: an $id below the root is not supported"),
            (
                ["$schema": "http://json-schema.org/draft-04/schema#"],
                "/$schema: the draft \"http://json-schema.org/draft-04/schema#\" is not supported; 2020-12 and 7 are"
            ),
        ] as [(JSON, String)])
    func unsupported(schema: JSON, message: String) {
        let error = #expect(throws: SchemaError.self) { try Schema.compile(schema) }
        #expect(error?.description == message)
        #expect(error?.kind == .unsupported)
    }

    @Test(
        "a schema that is applied to one value without end is refused",
        arguments: [
            ["$ref": "#"],
            ["$ref": "#/$defs/a", "$defs": ["a": ["$ref": "#/$defs/b"], "b": ["allOf": [["$ref": "#/$defs/a"]]]]],
            ["anyOf": [true, ["not": ["$ref": "#"]]]],
            ["if": true, "then": ["$ref": "#"]],
            ["dependentSchemas": ["a": ["$ref": "#"]]],
        ] as [JSON])
    func loops(schema: JSON) {
        let error = #expect(throws: SchemaError.self) { try Schema.compile(schema) }
        #expect(error?.message == "refers to itself without end")
    }

    @Test("a schema may refer to itself for the parts of a value")
    func recursion() throws {
        let schema = try Schema.compile(["type": "object", "additionalProperties": ["$ref": "#"]])
        #expect(schema.validate(["a": ["b": [:]]]).isEmpty)
        #expect(schema.validate(["a": ["b": 1]]).map(\.path) == ["/a/b"])
    }

    @Test("keywords that no draft knows are named")
    func unknownKeywords() throws {
        let schema = try Schema.compile(["requried": ["a"], "properties": ["x": ["dependencies": [:]]], "$comment": ""])
        #expect(schema.unknownKeywords == ["/properties/x/dependencies", "/requried"])
    }

    @Test("a schema nested without measure is refused")
    func depth() {
        let deep = (0..<1000).reduce(["type": "null"] as JSON) { inner, _ in ["items": inner] }
        #expect(throws: SchemaError.self) { try Schema.compile(deep) }
    }
}
