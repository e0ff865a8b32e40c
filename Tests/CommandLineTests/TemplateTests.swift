import JSONValues
import Testing

@Suite struct TemplateTests {
    @Test("templates are listed and printed, and init writes one with the agent in it, valid for the strict")
    func templates() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let listed = try program("templates")
        #expect(listed.status == 0)
        #expect(listed.output.contains("review-gate"))
        let json = try JSON(parsing: try program("templates", "--json").output.utf8)
        #expect(json["templates"]?.arrayValue?.count == 7)
        #expect(json["templates"]?.arrayValue?.allSatisfy { $0["description"]?.stringValue?.isEmpty == false } == true)
        #expect(try program("templates", "docs").output.contains("name: docs\n"))
        let unknown = try program("templates", "doc")
        #expect(unknown.status == 3)
        #expect(unknown.error.contains("did you mean `docs`?"))

        try program.git("init", "--quiet")
        let made = try program("init", "--yes", "--agent", "codex", "--template", "test-fix")
        #expect(made.status == 0, "\(made.error)")
        #expect(made.output.contains("wrote  .taskdaemon/pipelines/test-fix.yml"))
        let written = try program.shell("cat .taskdaemon/pipelines/test-fix.yml").output
        #expect(written.contains("agent: codex\n") && !written.contains("agent: claude\n"))
        let again = try program("init", "--yes", "--template", "test-fix")
        #expect(again.output.contains("kept   .taskdaemon/pipelines/test-fix.yml"))
        let strict = try program("validate", "--strict")
        #expect(strict.status == 0, "\(strict.output)")
    }

    @Test("what is most likely not meant is an error for the strict alone")
    func strict() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        try program.git("init", "--quiet")
        try program.write(
            "stages:\n  - {name: a, loop_type: shell, run: make, validate: make test || true}\n",
            to: "work/.taskdaemon/pipelines/x.yml")
        #expect(try program("validate").status == 0)
        #expect(!(try program("validate").output.contains("cannot fail")))
        let strict = try program("validate", "--strict")
        #expect(strict.status == 2)
        #expect(strict.output.contains(".taskdaemon/pipelines/x.yml:2:"))
        #expect(strict.output.contains("`validate` cannot fail"))
        let json = try JSON(parsing: try program("validate", "--strict", "--json").output.utf8)
        #expect(json["valid"] == false)
        #expect(json["diagnostics"]?.arrayValue?.first?["severity"] == "error")
    }
}
