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

    @Test("a pattern that cannot be searched for in linear time, or is none, is refused with the reason")
    func patterns() {
        for pattern in ["(?=a)", "(a)\\1", "(", "[z-a]"] {
            let error = #expect(throws: SchemaError.self) { try Schema.compile(["pattern": .string(pattern)]) }
            #expect(error?.path == "/pattern")
            #expect(error?.message.contains("is no pattern that can be used") == true)
        }
        #expect(throws: SchemaError.self) { try Schema.compile(["patternProperties": ["(": true]]) }
    }

    @Test("patterns are those of ECMA-262 with the u flag")
    func ecmaPatterns() throws {
        let cases: [(String, String, Bool)] = [
            ("^\\p{Letter}+$", "größe", true), ("^\\p{Script=Greek}$", "λ", true), ("^\\u0041$", "A", true),
            ("^\\u{1F600}$", "😀", true), ("^\\cA$", "\u{1}", true), ("^\\s$", "\u{2028}", true),
            ("^[\\s]$", "\u{feff}", true), ("^\\S$", "\u{a0}", false), ("^(?<year>\\d{4})$", "2026", true),
            ("^a\\/b$", "a/b", true), ("^[a\\-c]$", "b", false), ("^\\d$", "٣", false),
        ]
        for (pattern, text, isMatch) in cases {
            let schema = try Schema.compile(["pattern": .string(pattern)])
            #expect(schema.validate(.string(text)).isEmpty == isMatch, "\(pattern) on \(text)")
        }
    }

    @Test("a schema can be held against the metaschema of its draft")
    func metaschema() throws {
        for draft in [SchemaDraft.draft7, .draft2020] {
            let schema = try Schema.compile(["$schema": .string(draft.rawValue), "$ref": .string(draft.rawValue)])
            #expect(schema.validate(["type": "object", "properties": ["a": ["minLength": 1]]]).isEmpty)
            #expect(
                schema.validate(["properties": ["a": ["minLength": -1]]]).map(\.path) == ["/properties/a/minLength"])
            #expect(!schema.validate(["type": "text"]).isEmpty)
        }
    }

    @Test("documents that are given can be referred to by their URIs")
    func givenDocuments() throws {
        let documents: [String: JSON] = [
            "https://example.com/a.json": ["$ref": "b.json#/$defs/name"],
            "https://example.com/b.json": ["$defs": ["name": ["type": "string"]]],
        ]
        let schema = try Schema.compile(["items": ["$ref": "https://example.com/a.json"]], documents: documents)
        #expect(schema.validate(["x"]).isEmpty)
        #expect(schema.validate([1]).first?.schemaPath == "https://example.com/b.json#/$defs/name/type")
    }

    @Test(
        "what is not supported is refused, never ignored",
        arguments: [
            (["$recursiveRef": "#"], "/$recursiveRef: the keyword '$recursiveRef' is not supported"),
            (["$ref": "other.json"], "/$ref: \"other.json\" is another document; nothing is fetched"),
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
