import JSONValues
import Schemas
import Testing

@Suite("Holding a value against a schema")
struct ValidationTests {
    @Test(
        "a message names the field, its value and the rule",
        arguments: [
            (["type": "string"], 5, "value: 5 is of type integer, must be string"),
            (["type": ["string", "null"]], true, "value: true is of type boolean, must be null or string"),
            (["properties": ["id": ["minLength": 1]]], ["id": ""], "id: \"\" has 0 characters, must have at least 1"),
            (
                ["items": ["properties": ["n": ["maximum": 3]]]], [["n": 4]], "[0].n: 4 must be at most 3"
            ),
            (["required": ["a", "b"]], ["a": 1], "value: {\"a\": 1} has no 'b', which is required"),
            (["enum": ["x", 1]], "y", "value: \"y\" must be one of \"x\", 1"),
            (["const": "x"], "y", "value: \"y\" must be \"x\""),
            (["multipleOf": 0.01], 0.015, "value: 0.015 must be a multiple of 0.01"),
            (
                ["uniqueItems": true], [1, 2, 1.0],
                "value: [1, 2, 1] has the same element at 0 and 2, must have each once"
            ),
            (["additionalProperties": false], ["x": 1], "x: 1 is not allowed here"),
            (["propertyNames": ["maxLength": 1]], ["ab": 1], "ab: \"ab\" has 2 characters, must have at most 1"),
            (["minItems": 1], [], "value: [] has 0 elements, must have at least 1"),
            (["contains": ["const": 1]], [2], "value: [2] has 0 elements of the form wanted, must have at least 1"),
            (["not": ["type": "null"]], nil, "value: null has a form that is excluded"),
            (["exclusiveMinimum": 0], 0, "value: 0 must be more than 0"),
            (["dependentRequired": ["a": ["b"]]], ["a": 1], "value: {\"a\": 1} has no 'b', which 'a' requires"),
            (
                ["anyOf": [["type": "null"], ["minimum": 3]]], 1,
                "value: 1 fits none of 2 forms: (1) value: 1 is of type integer, must be null; (2) value: 1 must be at least 3"
            ),
            (["oneOf": [true, true]], 1, "value: 1 fits the forms 0, 1, must fit exactly one"),
        ] as [(JSON, JSON, String)])
    func messages(schema: JSON, value: JSON, message: String) throws {
        #expect(try Schema.compile(schema).validate(value).map(\.message) == [message])
    }

    @Test("a violation has the place in the value and the place in the schema")
    func places() throws {
        let schema = try Schema.compile([
            "properties": ["specs": ["items": ["$ref": "#/$defs/spec"]]], "$defs": ["spec": ["required": ["a/b"]]],
        ])
        let violation = schema.validate(["specs": [["a/b": 1], [:]]]).first
        #expect(violation?.path == "/specs/1")
        #expect(violation?.schemaPath == "/$defs/spec/required")
        let member = try Schema.compile(["properties": ["a/b": ["type": "null"]]]).validate(["a/b": 1]).first
        #expect(member?.path == "/a~1b")
        #expect(member?.schemaPath == "/properties/a~1b/type")
    }

    @Test("all violations are found, up to the limit, in the same order every time")
    func limit() throws {
        let schema = try Schema.compile(["items": ["type": "string"], "maxItems": 2])
        #expect(schema.validate([1, "a", 2, 3]).map(\.path) == ["/0", "/2", "/3", ""])
        #expect(schema.validate([1, "a", 2, 3], limit: 2).map(\.path) == ["/0", "/2"])
    }

    @Test("numbers are compared exactly, whatever their form")
    func numbers() throws {
        #expect(try Schema.compile(["const": 1]).validate(1.0).isEmpty)
        #expect(try Schema.compile(["type": "integer"]).validate(1e300).isEmpty)
        #expect(try !Schema.compile(["maximum": 9_007_199_254_740_992]).validate(9_007_199_254_740_993).isEmpty)
        #expect(try Schema.compile(["multipleOf": 0.0001]).validate(0.0075).isEmpty)
        #expect(try !Schema.compile(["multipleOf": 7]).validate(1e300).isEmpty)
        #expect(try Schema.compile(["multipleOf": 1e-8]).validate(1e300).isEmpty)
    }

    @Test("strings are the same when their code points are")
    func strings() throws {
        #expect(try !Schema.compile(["const": "é"]).validate("e\u{301}").isEmpty)
        #expect(try Schema.compile(["maxLength": 1]).validate("é").isEmpty)
        #expect(try !Schema.compile(["maxLength": 1]).validate("e\u{301}").isEmpty)
        #expect(try Schema.compile(["uniqueItems": true]).validate(["é", "e\u{301}"]).isEmpty)
    }

    @Test("a value nested too deeply is not valid, also under a not")
    func depth() throws {
        let deep = (0..<400).reduce(JSON.int(1)) { inner, _ in .array([inner]) }
        for schema in [
            ["items": ["$ref": "#"]], ["not": ["items": ["$ref": "#/not"], "minItems": 5]],
            ["not": ["not": ["items": ["$ref": "#"], "maxItems": 1]]],
        ] as [JSON] {
            #expect(try !Schema.compile(schema).validate(deep).isEmpty)
        }
        let deeper = (0..<5000).reduce(JSON.int(1)) { inner, _ in .array([inner]) }
        #expect(try !Schema.compile(["const": 1]).validate(deeper).isEmpty)
        #expect(try !Schema.compile(true).validate(deeper).isEmpty)
    }

    @Test("a schema that doubles its work at every level ends")
    func doubling() throws {
        var definitions: [String: JSON] = ["d0": ["type": "null"]]
        for level in 1...60 {
            let reference: JSON = ["$ref": .string("#/$defs/d\(level - 1)")]
            definitions["d\(level)"] = ["anyOf": [reference, reference]]
        }
        let schema = try Schema.compile(["$ref": "#/$defs/d60", "$defs": .object(definitions)])
        let time = ContinuousClock().measure { #expect(!schema.validate(1).isEmpty) }
        print("doubling: \(time)")
    }
}
