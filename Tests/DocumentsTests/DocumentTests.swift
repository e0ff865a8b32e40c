import Documents
import Foundation
import Testing

@Suite("Documents")
struct DocumentTests {
    @Test("header lines, sections and phases of a spec are read")
    func spec() throws {
        let document = try parse(
            """
            # Spec: Crash Recovery System

            **ID:** 008-crash-recovery
            **Status:** Draft
            **Dependencies:** [006-domain-types, 007-state]

            ## Summary

            Recover **everything**.

            And more.

            ## Goals

            - first
            - second `code`

            ## Acceptance Criteria

            1. **Scanning**
               - detect all
               - report
                 - deeply
            2. Second

            ## Implementation Phases

            ### Phase 1: Scan
            - walk

            #### Details
            text

            ### Phase 2: Act

            ## Notes
            done
            """)
        #expect(document.id == "008-crash-recovery")
        #expect(document.title == "Crash Recovery System")
        #expect(document.status == "Draft")
        #expect(document.dependencies == ["006-domain-types", "007-state"])
        #expect(document.summary == "Recover **everything**.\n\nAnd more.\n")
        #expect(document.goals == ["first", "second code"])
        #expect(
            document.acceptanceCriteria == [
                Criterion(text: "Scanning", details: ["detect all", "report", "deeply"]), Criterion(text: "Second"),
            ])
        #expect(document.phases.map(\.number) == [1, 2])
        #expect(document.phases.map(\.name) == ["Scan", "Act"])
        #expect(document.phases[0].body == "- walk\n\n#### Details\ntext\n")
        #expect(document.phases[1].body == "")
        #expect(document.specs.map(\.id) == ["008-crash-recovery"])
        #expect(document.diagnostics == [])
    }

    @Test("a plan's spec headings open specs with header lines, sections and phases of their own")
    func plan() throws {
        let document = try parse(
            """
            # Plan: A greeter
            ## Summary
            Print a greeting.
            ## Specs
            ### Spec: Core
            **ID:** core
            **Dependencies:** None
            #### Summary
            The core.
            #### Implementation Phases
            ##### Phase 1: Write it
            - a script
            ### Spec: The Command Line
            **Dependencies:** [core]
            ##### Phase 1: Parse
            ## Notes
            Not of a spec.
            """, .plan, "plans/greeter.md")
        #expect(document.id == "greeter")
        #expect(document.title == "A greeter")
        #expect(document.summary == "Print a greeting.\n")
        #expect(document.phases == [])
        #expect(document.specs.map(\.id) == ["core", "the-command-line"])
        #expect(document.specs.map(\.title) == ["Core", "The Command Line"])
        #expect(document.specs.map(\.dependencies) == [[], ["core"]])
        #expect(document.specs[0].summary == "The core.\n")
        #expect(document.specs[0].phases.map(\.body) == ["- a script\n"])
        #expect(document.specs[1].body == "##### Phase 1: Parse\n")
    }

    @Test("a plan without spec headings makes one spec of itself")
    func planOfItself() throws {
        let document = try parse("# Plan: Small\n**ID:** small\n## Phase 1: Do\nx\n", .plan, "plans/x.md")
        #expect(document.specs.map(\.id) == ["small"])
        #expect(document.specs[0].phases == document.phases)
        #expect(document.phases.map(\.title) == ["Phase 1: Do"])
    }

    @Test("an empty document has its stem as id and title, and nothing else", arguments: DocumentKind.allCases)
    func empty(kind: DocumentKind) throws {
        for text in ["", "\n", "\u{feff}", "   "] {
            let document = try parse(text, kind, "a/b/some.name.md")
            #expect(document.id == "some.name" && document.title == "some.name" && document.status == "")
            #expect(document.dependencies == [] && document.goals == [] && document.diagnostics == [])
            #expect(document.phases.count == (kind == .phase ? 1 : 0))
            #expect(document.specs.count == (kind == .phase ? 0 : 1))
        }
    }

    @Test("only blocks of exactly `sh run` are commands, each of the innermost phase it stands in")
    func commands() throws {
        let document = try parse(
            """
            # Spec: X
            ```sh run
            stray
            ```
            ## Phase 1: One
            ```sh run
            echo 1
            ```
            ```sh
            no
            ```
            ```bash run
            no
            ```
            ```sh run now
            no
            ```
            ```sh&#32;run
            no
            ```
            - item
              ~~~~ sh run
              echo 2
              ```
              ~~~~
            ### Phase 1.5: Inner
            ```sh run
            echo 3

            ```
            ## Notes
            ```sh run
            stray
            ```
            ## Phase 2: Open
            ```sh run
            # Phase 3: not a heading
            """)
        #expect(document.phases.map(\.name) == ["One", "Inner", "Open"])
        #expect(document.phases.map(\.number) == [1, nil, 2])
        #expect(document.phases[0].commands.map(\.script) == ["echo 1\n", "echo 2\n```\n"])
        #expect(document.phases[0].commands.map(\.line) == [6, 22])
        #expect(document.phases[1].commands.map(\.script) == ["echo 3\n\n"])
        #expect(document.phases[2].commands == [])
        #expect(document.diagnostics.map(\.line) == [2, 32, 36])
    }

    @Test("a phase document is one phase, whether its heading says so or not")
    func phase() throws {
        let text = "\n**Status:** Draft\n\n## Acceptance Criteria\n- works\n\n```sh run\nmake\n```\n"
        for (heading, number, name) in [("# Phase 3: Build", 3, "Build"), ("# Phase: Build", nil, "Build")]
            as [(String, Int?, String)]
        {
            let document = try parse(heading + "\n" + text, .phase)
            #expect(document.title == name)
            #expect(document.status == "Draft")
            #expect(document.acceptanceCriteria == [Criterion(text: "works")])
            #expect(document.phases.map(\.number) == [number])
            #expect(document.phases.map(\.name) == [name])
            #expect(document.phases.first?.commands.map(\.script) == ["make\n"])
            #expect(document.phases.first?.body.hasPrefix("## Acceptance") == true)
        }
        let plain = try parse("# Build" + text, .phase)
        #expect(plain.phases.map(\.name) == ["Build"])
        #expect(plain.phases.first?.commands.map(\.script) == ["make\n"])
    }

    @Test("a section inside a phase is the phase's, not the document's")
    func sectionOfPhase() throws {
        let document = try parse("# Spec: X\n## Phase 1: A\n### Goals\n- inner\n## Goals\n- outer\n")
        #expect(document.goals == ["outer"])
    }

    @Test("headings in code, quotes and lists are no headings")
    func notHeadings() throws {
        let document = try parse("# Spec: X\n```\n## Phase 1: A\n```\n> ## Phase 2: B\n\n- ## Phase 3: C\n")
        #expect(document.phases == [])
    }

    @Test("underlined headings count, and end where their underline does")
    func underlined() throws {
        let document = try parse("Spec: X\n=======\n**ID:** x\n\nPhase 1: A\n----------\nbody\n")
        #expect(document.title == "X" && document.id == "x")
        #expect(document.phases.map(\.body) == ["body\n"])
    }

    @Test("line ends of other systems and a byte order mark change nothing")
    func lineEnds() throws {
        let text = "# Spec: X\n\n**ID:** x\n**Dependencies:** [a,\n b]\n\n## Phase 1: A\n```sh run\nls\n```\n"
        let plain = try parse(text)
        #expect(plain.dependencies == ["a", "b"])
        for end in ["\r\n", "\r"] {
            let other = try parse(
                "\u{feff}" + text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: end))
            #expect(other.id == plain.id && other.dependencies == plain.dependencies)
            #expect(other.phases.map(\.name) == ["A"])
            #expect(other.phases[0].commands.map(\.line) == plain.phases[0].commands.map(\.line))
            #expect(other.phases[0].body.hasPrefix("```sh run" + end))
        }
    }

    @Test("two specs of one id become two ids, and the document says so")
    func sameID() throws {
        let document = try parse("# Spec: A\n# Spec: A\n# Spec: A\n", .plan)
        #expect(document.specs.map(\.id) == ["a", "a-2", "a-3"])
        #expect(document.diagnostics.map(\.line) == [2, 3])
    }

    @Test("a spec inside a spec is its own, and what follows goes back to the outer one")
    func nestedSpec() throws {
        let document = try parse(
            "# Plan: P\n## Spec: A\na1\n#### Spec: B\nb\n### Phase 1: of A\na2\n# End\n", .plan)
        #expect(document.specs.map(\.id) == ["a", "b"])
        #expect(document.specs[0].body == "a1\n### Phase 1: of A\na2\n")
        #expect(document.specs[0].phases.map(\.body) == ["a2\n"])
        #expect(document.specs[1].body == "b\n")
    }

    @Test("index and readme files are never documents")
    func names() {
        for path in ["plans/index.md", "README.md", "a/readme.md", "plans/a.txt", "a.md/b", "", ".md"] {
            #expect(!Document.isDocumentName(path))
        }
        for path in ["plans/a.md", "indexes.md", "plans/x/my-readme.md", "A.MD"] {
            #expect(Document.isDocumentName(path))
        }
    }

    @Test("a document survives JSON")
    func codable() throws {
        let text = "# Plan: X\n## Spec: A\n**ID:** a\n### Phase 1: A\n```sh run\nls\n```\n## Goals\n- g\n"
        let document = try parse(text, .plan)
        #expect(try JSONDecoder().decode(Document.self, from: JSONEncoder().encode(document)) == document)
        #expect(document.specs[0].phases[0].commands == [CommandBlock(script: "ls\n", line: 5)])
    }

    @Test("a large document is read in time that grows with its size alone")
    func large() throws {
        let part =
            "## Spec: S\n**ID:** s\n\n### Goals\n- one\n- two\n\n### Phase 1: P\ntext `code` *more*\n\n- a\n  - b\n\n"
        let small = "# Plan: X\n" + String(repeating: part, count: 500)
        let large = "# Plan: X\n" + String(repeating: part, count: (1 << 20) / part.utf8.count - 1)
        func time(_ text: String) throws -> Duration { try ContinuousClock().measure { _ = try parse(text, .plan) } }
        let once = try min(time(small), time(small), time(small))
        let ratio = Double(large.utf8.count) / Double(small.utf8.count)
        #expect(try time(large) < once * ratio * 8)
    }
}

func parse(_ text: String, _ kind: DocumentKind = .spec, _ path: String = "specs/x-y.md") throws(DocumentError)
    -> Document
{
    try Document.parse(Array(text.utf8), kind: kind, path: path)
}
