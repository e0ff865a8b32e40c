import JSONValues
import Prompts
import Testing

@Suite("Prompt templates")
struct PromptTemplateTests {
    private let roots: [String: JSON] = [
        "input": ["spec": ["title": "A <b> & \"c\"", "phases": [["title": "one"], ["title": "two"]], "count": 3]],
        "progress": "", "iteration": 2, "last_failure": nil, "git": ["diff": "+a\n-b\n"],
    ]

    @Test("values stand in the text as they are, nothing is escaped")
    func unescaped() throws {
        let text = try PromptTemplate("{{input.spec.title}} | {{{input.spec.title}}} | {{iteration}}").render(roots)
        #expect(text == "A <b> & \"c\" | A <b> & \"c\" | 2")
    }

    @Test("lists make their section once for each element, objects and lists in place of a value are JSON")
    func lists() throws {
        let text = try PromptTemplate("{{#input.spec.phases}}\n- {{title}}\n{{/input.spec.phases}}\n").render(roots)
        #expect(text == "- one\n- two\n")
        let object = try PromptTemplate("{{input}}").render(roots)
        #expect(try JSON(parsing: Array(object.utf8)) == roots["input"])
        #expect(try PromptTemplate("{{input.spec.phases}}").render(roots).hasPrefix("["))
    }

    @Test("what is empty, null or not there shows nothing, and its inverse does")
    func absent() throws {
        for name in ["progress", "last_failure", "document", "input.nothing"] {
            let text = try PromptTemplate("a{{#\(name)}}yes{{/\(name)}}{{^\(name)}}no{{/\(name)}}").render(roots)
            #expect(text == "ano", "\(name)")
        }
        #expect(try PromptTemplate("{{#git.diff}}{{git.diff}}{{/git.diff}}").render(roots) == "+a\n-b\n")
    }

    @Test("a template that begins with a section keeps its lines")
    func firstLine() throws {
        #expect(try PromptTemplate("{{#iteration}}\nx\n{{/iteration}}\ny").render(roots) == "x\ny")
        #expect(try PromptTemplate("\n  {{iteration}}").render(roots) == "\n  2")
    }

    @Test(
        "it knows what it uses",
        arguments: [
            ("{{git.diff}}", "git.diff", true), ("{{#git}}{{diff}}{{/git}}", "git.diff", true),
            ("{{git.log}}", "git.diff", false), ("{{document.text}}", "document", true),
            ("document", "document", false),
            ("{{! document }}", "document", false),
        ])
    func uses(source: String, path: String, expected: Bool) throws {
        #expect(try PromptTemplate(source).uses(path) == expected)
    }

    @Test(
        "what is broken is named with its place",
        arguments: [
            ("a\n {{#input}}", 2, 5, "the section input is not closed"),
            ("{{/input}}", 1, 4, "no section input is open"),
            ("{{#a}}\n{{/b}}", 2, 4, "the section that is open here is a, not b"),
            ("x {{input", 1, 3, "a tag is not closed with `}}`"),
            ("x {{in put}}", 1, 8, "in a tag there is a name and `}}`, not `p`"),
            ("{{> other}}", 1, 1, "`{{>` is not supported in a prompt"),
            ("é {{$block}}{{/block}}", 1, 3, "`{{$` is not supported in a prompt"),
            ("{{=<% %>=}}", 1, 1, "`{{=` is not supported in a prompt"),
            ("{{% CONTENT_TYPE:HTML}}", 1, 1, "`{{%` is not supported in a prompt"),
            ("{{uppercased(input)}}", 1, 13, "in a tag there is a name and `}}`, not `(`"),
            ("{{}}", 1, 1, "a tag without a name"), ("{{a..b}}", 1, 3, "`a..b` is no name"),
            ("{{! never", 1, 1, "a comment is not closed"),
            ("{{{input}}", 1, 9, "in a tag there is a name and `}}}`, not `}`"),
        ])
    func broken(source: String, line: Int, column: Int, message: String) {
        #expect(throws: PromptError(message: message, line: line, column: column)) { try PromptTemplate(source) }
    }

    @Test("no template brings the reader down, however deep or odd")
    func hostile() {
        let deep = String(repeating: "{{#a}}", count: 10_000) + String(repeating: "{{/a}}", count: 10_000)
        #expect(throws: PromptError.self) { try PromptTemplate(deep) }
        #expect(throws: PromptError.self) {
            try PromptTemplate(String(repeating: "x", count: PromptTemplate.limit + 1))
        }
        let pieces = [
            "{{", "}}", "{{{", "}}}", "#", "/", "^", "&", "a", ".", " ", "\n", "\r\n", "!", ">", "é", "\u{0}",
        ]
        var random = Deterministic()
        for _ in 0..<3000 {
            let source = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            if let template = try? PromptTemplate(source.joined()) { _ = template.render(roots) }
        }
    }

    @Test("names that a prompt cannot know are found, with what there is")
    func unknownRoots() throws {
        let template = try PromptTemplate(
            "{{inputs.x}} {{#input.a}}{{anything}}{{/input.a}} {{git.branch}} {{git.diff}}")
        let found = PromptRoots.check(template)
        #expect(found.map(\.message) == ["a prompt knows no `inputs`", "`git` has no `branch`"])
        #expect(found.map(\.column) == [3, 53])
        #expect(found.last?.suggestion == "there are `diff`, `log`")
    }
}

/// The same numbers each time.
struct Deterministic: RandomNumberGenerator {
    private var state: UInt64 = 42
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
