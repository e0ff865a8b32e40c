import Definitions
import JSONValues
import Pipelines
import Schemas
import Testing

@Suite("Schemas that refer to others")
struct SchemaReferenceTests {
    private static let files = [
        "schemas/team.json": ##"""
        {
          "type": "object",
          "properties": {"lead": {"$ref": "person.json"}, "all": {"$ref": "#/$defs/all"}},
          "$defs": {"all": {"type": "array", "items": {"$ref": "./person.json"}}}
        }
        """##,
        "schemas/person.json": ##"""
        {
          "type": "object",
          "required": ["name"],
          "properties": {"name": {"$ref": "name.json#/$defs/short"}, "team": {"$ref": "team.json"}}
        }
        """##,
        "schemas/name.json": ##"""
        {"$id": "https://schemas.localhost/name", "$defs": {"short": {"type": "string", "maxLength": 5}}}
        """##,
        "schemas/old.json": ##"""
        {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "person.json"}
        """##,
    ]

    private func errors(_ name: String, _ data: JSON, _ files: [String: String] = Self.files) throws -> [String] {
        let schema = Definitions.bundled(
            ["$ref": .string(name)], with: DefinitionFiles(files: files.mapValues { Array($0.utf8) }),
            builtIn: BuiltInFiles())
        return try Schema.compile(schema).validate(data).map(\.path)
    }

    @Test("a reference leads to a schema by the name of its file, there and on from there")
    func references() throws {
        let data: JSON = ["lead": ["name": "Ada"], "all": [["name": 1], ["name": "Ada", "team": ["lead": [:]]]]]
        #expect(try errors("team.json", data).sorted() == ["/all/0/name", "/all/1/team/lead"])
        #expect(try errors("person.json", ["name": "Ada"]).isEmpty)
        #expect(try errors("old.json", ["name": 1]) == ["/name"])
    }

    @Test("a stage's validation holds all that it refers to, so that a run keeps it")
    func kept() throws {
        var files = Self.files
        files["pipelines/p.yml"] = """
            name: p
            stages:
              - name: a
                loop_type: shell
                run: "true"
                output_mapping: {mappings: [{from: t, to: t}], validation: {$ref: team.json}}
            """
        let shell = BuiltInFiles(loops: ["shell.yml": Array("name: shell\nrun: 'false'\n".utf8)])
        let loaded = Definitions.load(DefinitionFiles(files: files.mapValues { Array($0.utf8) }), builtIn: shell)
        #expect(loaded.diagnostics == [])
        let validation = try #require(loaded.pipeline("p")?.stages[0].outputMapping.validation)
        #expect(try Schema.compile(validation.schema).validate(["lead": ["name": 1]]).map(\.path) == ["/lead/name"])
    }

    @Test("a reference that leads nowhere is an error of the file that has it")
    func missing() {
        let files = ["schemas/a.json": Array(##"{"$ref": "b.json"}"##.utf8)]
        let loaded = Definitions.load(DefinitionFiles(files: files), builtIn: BuiltInFiles())
        #expect(loaded.diagnostics.map(\.file) == [".taskdaemon/schemas/a.json"])
        #expect(loaded.diagnostics.first?.message.contains("b.json") == true)
    }
}
