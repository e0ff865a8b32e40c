import Documents
import Testing

@Suite("Headers")
struct HeaderTests {
    @Test(
        "a dependencies line is read in every form that people write",
        arguments: [
            ("[a, b]", ["a", "b"]), ("None", []), ("none", []), ("[]", []), ("", []), ("N/A", []), ("-", []),
            ("a, b", ["a", "b"]), ("[`a`, \"b, c\"]", ["a", "b, c"]), ("[a, a]", ["a"]), ("[a,]", ["a"]),
            ("[001](001-x.md), [002](002-y.md)", ["001", "002"]), ("[a,\n   b]", ["a", "b"]), ("[a", ["a"]),
            ("[driver's-seat]", ["driver's-seat"]), ("['none']", ["none"]),
        ])
    func dependencies(text: String, expected: [String]) throws {
        #expect(try parse("# Spec: X\n\n**Dependencies:** \(text)\n\n## Summary\n").dependencies == expected)
    }

    @Test(
        "an id line is read in every form that people write",
        arguments: [
            "**ID:** a-b", "**ID**: a-b", "**id:** `a-b`", "- **ID:** a-b", "**ID:** a-b  ", "**ID:** a-b\\",
            "**ID:**a-b",
            "**Created:** today\n**ID:** a-b", "text\n\n**ID:** a-b",
        ])
    func id(line: String) throws {
        #expect(try parse("# Spec: X\n\(line)\n").id == "a-b")
    }

    @Test("header lines count only before the second heading, outside code")
    func place() throws {
        let document = try parse("# Spec: X\n```\n**ID:** code\n```\n## Notes\n**ID:** late\n**Status:** Late\n")
        #expect(document.id == "x-y" && document.status == "")
        #expect(try parse("**ID:** early\n\n# Spec: X\n").id == "early")
    }

    @Test("the first of two equal header lines counts, and the document says so")
    func repeated() throws {
        let document = try parse("# Spec: X\n**ID:** a\n**ID:** b\n")
        #expect(document.id == "a")
        #expect(document.diagnostics.map(\.line) == [3])
    }

    @Test("front matter wins over header lines, key by key")
    func frontMatterWins() throws {
        let document = try parse(
            "---\nid: front\nstatus: null\nother: {a: 1}\n---\n# Spec: Title\n**ID:** line\n**Status:** Draft\n")
        #expect(document.id == "front" && document.status == "Draft" && document.title == "Title")
        #expect(document.specs[0].body == "")
    }

    @Test(
        "front matter's lists and scalars are read in YAML's forms",
        arguments: [
            ("dependencies: [a, 'b']", ["a", "b"]), ("dependencies:\n  - a\n  - \"b\"  # why\n", ["a", "b"]),
            ("dependencies:\n- a\n\n- b", ["a", "b"]), ("dependencies: [a,\n  b] # end", ["a", "b"]),
            ("dependencies: a # one\nstatus: x", ["a"]), ("dependencies: None", []), ("dependencies:", []),
            ("dependencies: []", []), ("dependencies: [a", ["a"]),
            (#"dependencies: ["a\" # \\", b]"#, [#"a" # \"#, "b"]),
        ])
    func frontMatterLists(text: String, expected: [String]) throws {
        let document = try parse("---\n\(text)\n---\n# Spec: X\n**Dependencies:** [line]\n")
        #expect(document.dependencies == expected)
    }

    @Test(
        "front matter's texts are read in YAML's forms",
        arguments: [
            ("title: a: b # c", "a: b"), ("title: 'it''s # x'", "it's # x"), ("title: \"a\\\"b\\u00e9\"", "a\"bé"),
            ("title: a#b", "a#b"), ("title: >-\n  two\n  lines\nid: z", "two lines"), ("Title: upper", "upper"),
            ("title: [a]", "X"), ("title: \"open", "X"), ("title:", "X"), ("title:none", "X"), ("  title: in", "X"),
        ])
    func frontMatterTexts(text: String, expected: String) throws {
        #expect(try parse("---\n\(text)\n---\n# Spec: X\n").title == expected)
    }

    @Test("dashes that nothing closes are no front matter")
    func openFrontMatter() throws {
        let document = try parse("---\nid: a\n\n# Spec: X\n")
        #expect(document.id == "x-y" && document.title == "X")
    }

    @Test("lines are counted from the file's first, front matter or not")
    func lines() throws {
        #expect(try parse("---\nid: a\n---\n\n# Spec: X\n## Phase 1: A\n").phases.map(\.line) == [6])
    }

    @Test("a section named Dependencies is prose")
    func dependenciesSection() throws {
        let document = try parse("# Spec: X\n\n## Dependencies\n\n- **a**: needed\n")
        #expect(document.dependencies == [])
        #expect(document.diagnostics.map(\.line) == [3])
    }

    @Test(
        "phase headings are told from others",
        arguments: [
            ("Phase 1: A", "A"), ("phase 12 : A", "A"), ("PHASE 3 - A", "A"), ("Phase 4 — A", "A"), ("Phase 5", ""),
            ("Phase 2a: A", "A"), ("Phase **6**: `A`", "A"),
        ])
    func phaseHeadings(text: String, name: String) throws {
        #expect(try parse("# Spec: X\n## \(text)\n").phases.map(\.name) == [name])
    }

    @Test(
        "other headings are no phases",
        arguments: [
            "Implementation Phases", "Phases", "Phase 1 notes", "Phase one: A", "Phased 1: A", "Phase", "A Phase 1: B",
        ])
    func otherHeadings(text: String) throws {
        #expect(try parse("# Spec: X\n## \(text)\n").phases.isEmpty)
    }
}
