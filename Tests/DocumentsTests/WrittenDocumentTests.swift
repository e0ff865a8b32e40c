import Documents
import GitNames
import Testing

@Suite("Documents written from documents")
struct WrittenDocumentTests {
    private let plan = """
        # Plan: P
        ### Spec: The *first* `<one>`
        **ID:** core
        **Created:** today
        **Status:** Draft
        **Dependencies:** [a, b]

        #### Summary
        Some text.
        #### Acceptance Criteria
        1. one
           - more
        #### Goals
        - goal
        #### Phases
        ##### Phase 1: Write it!
        ###### Details
        - a script
        ```sh run
        # Phase 9: a comment
        echo hi
        ```
        ##### Phase 2: Test
        last line
        ### Spec: Second
        text
        """

    @Test("a spec of a plan, written and read again, has the same values")
    func roundTrip() throws {
        let specs = try parse(plan, .plan).specs
        #expect(specs.count == 2)
        for spec in specs {
            let document = try Document.parse(Array(spec.markdown.utf8), kind: .spec, path: "specs/\(spec.fileName)")
            try expectSame(document, spec)
            #expect(document.diagnostics == [])
            let again = try #require(document.specs.first)
            #expect(again.markdown == spec.markdown)
        }
        #expect(specs[0].markdown.hasPrefix("# Spec: The first <one>\n\n**ID:** core\n**Status:** Draft\n"))
        #expect(specs[0].markdown.contains("\n## Phases\n### Phase 1: Write it!\n#### Details\n"))
        #expect(specs[0].markdown.contains("**Created:** today"))
        #expect(specs[0].markdown.contains("\n# Phase 9: a comment\n"))
    }

    @Test(
        "values that header lines cannot hold survive in front matter",
        arguments: [
            "a*b*c", "[x](y)", "trailing #", " spaces ", "new\nline", "`tick`", "", "None", "a, b", "\"quoted\"",
            "a\\b",
            "<!-- c -->", "&amp;", "\u{1}", "é🙂", "Phase 1: x", "Spec: y", "---", "a]b", "tab\there", "\u{85}x",
        ])
    func oddValues(value: String) throws {
        let text = value.isEmpty ? "x" : value
        let spec = SpecSection(id: text, title: text, status: text, dependencies: [text, "other"], body: "body\n")
        let document = try Document.parse(Array(spec.markdown.utf8), kind: .spec, path: "specs/x.md")
        let clean = text.drop { $0.isWhitespace }
        let expected = String(clean.reversed().drop { $0.isWhitespace }.reversed())
        #expect(document.id == expected && document.title == expected && document.status == expected)
        #expect(document.dependencies.count == 2 && document.dependencies.last == "other")
        #expect(document.specs.first?.body == "body\n")
    }

    @Test("phases become files of their own that read as the same phases")
    func phases() throws {
        let spec = try #require(try parse(plan, .plan).specs.first)
        let files = spec.phaseDocuments()
        #expect(files.map(\.path) == ["phases/core/01-\(Slug.make("Write it!")).md", "phases/core/02-test.md"])
        for (file, phase) in zip(files, spec.phases) {
            let document = try Document.parse(Array(file.text.utf8), kind: .phase, path: file.path)
            #expect(document.title == phase.name)
            #expect(document.status == "Draft")
            #expect(document.phases.map(\.number) == [phase.number])
            #expect(document.phases.map(\.name) == [phase.name])
            #expect(document.phases.first?.commands.map(\.script) == phase.commands.map(\.script))
        }
        #expect(files[0].text.hasPrefix("# Phase 1: Write it!\n\n**ID:** core-01\n"))
        #expect(files[0].text.contains("\n## Details\n"))
    }

    @Test("phases without numbers of their own are numbered by position")
    func positions() throws {
        let document = try parse("# Spec: X\n## Phase 1: A\n## Phase 1: A\n## Phase: B\n")
        #expect(
            document.specs[0].phaseDocuments().map(\.path) == [
                "phases/x-y/01-a.md", "phases/x-y/02-a.md", "phases/x-y/03-b.md",
            ])
    }

    @Test("a spec's file name is safe, and names a document")
    func fileNames() {
        for id in [
            "index", "README", "../../etc/passwd", "a/b", "", "-x", ".git", String(repeating: "x", count: 300), "é",
        ] {
            let name = SpecSection(id: id, title: "").fileName
            #expect(Document.isDocumentName(name), "\(id) → \(name)")
            #expect(!name.contains("/") && !name.hasPrefix(".") && !name.hasPrefix("-") && name.utf8.count < 120)
        }
        #expect(SpecSection(id: "001-llm-client-trait", title: "").fileName == "001-llm-client-trait.md")
    }
}

/// Expects that a spec document has a spec's values.
///
/// Headings inside bodies may have moved by the same number of levels, so texts are compared without `#`.
func expectSame(_ document: Document, _ spec: SpecSection) throws {
    func plain(_ text: String) -> String {
        let text = text.filter { $0 != "#" }
        return text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
    }
    #expect(document.id == spec.id && document.title == spec.title && document.status == spec.status)
    #expect(document.dependencies == spec.dependencies)
    #expect(plain(document.summary) == plain(spec.summary))
    #expect(document.goals == spec.goals)
    #expect(document.acceptanceCriteria == spec.acceptanceCriteria)
    #expect(document.phases.map(\.title) == spec.phases.map(\.title))
    #expect(document.phases.map(\.number) == spec.phases.map(\.number))
    #expect(document.phases.map { plain($0.body) } == spec.phases.map { plain($0.body) })
    #expect(document.phases.map { $0.commands.map(\.script) } == spec.phases.map { $0.commands.map(\.script) })
}
