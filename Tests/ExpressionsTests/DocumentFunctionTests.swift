import Expressions
import JSONValues
import Testing

@Suite("Functions on documents")
struct DocumentFunctionTests {
    private static let markdown = """
        ---
        title: "A \\"b\\": c" # not this
        tags: [a, "b, c", 3]
        draft: true
        points: 5
        empty:
        reviewers:
          - 'it''s'
          - second
        ---
        # Plan: A greeter

        Summary
        -------
        Print a *greeting*.

        ```sh
        # not a heading
        ```

        ## Goals ##

        - short

        ### Later
        more
        ## Last
        """

    private static func value(_ source: String) throws -> Value {
        try Expression(parsing: source).evaluate(in: Bindings(["m": .string(markdown), "s": "a\r\nb\n\nc\n"])).get()
    }

    @Test(
        "each gives what its name says",
        arguments: [
            ("slug('A Spec.of  much') == slug('a-spec_of much')", true),
            ("slug('Crash Recovery')", "crash-recovery"),
            ("lines(s)", ["a", "b", "", "c"]), ("size(lines(''))", 0), ("json('{\"a\": [1, 2.5]}').a[0]", 1),
            ("section(m, 'goals')", "- short\n\n### Later\nmore"), ("section(m, 'Later')", "more"),
            ("section(m, 'Summary')", "Print a *greeting*.\n\n```sh\n# not a heading\n```"),
            ("section(m, 'Last')", ""),
            ("front_matter(m).title", "A \"b\": c"), ("front_matter(m).tags == ['a', 'b, c', 3]", true),
            ("front_matter(m).draft && front_matter(m).points == 5 && front_matter(m).empty == null", true),
            ("front_matter(m).reviewers == [\"it's\", 'second']", true), ("front_matter('# none') == {}", true),
        ] as [(String, Value)])
    func values(source: String, value: Value) throws {
        #expect(try Self.value(source) == value)
    }

    @Test(
        "what cannot be read is an error that says what is there",
        arguments: [
            (
                "section(m, 'Gaols')",
                "section(): no heading \"Gaols\"; there are \"Plan: A greeter\", \"Summary\", \"Goals\", \"Later\", \"Last\""
            ),
            ("section('text', 'a')", "section(): no heading \"a\"; there are none"),
            ("json('{')", "json(): \"{\" is not JSON"),
            (
                "front_matter('---\\na: {b: 1}\\n---')",
                "front_matter(): line 2: a text, number or truth is expected, found \"{b: 1}\""
            ),
            ("front_matter('---\\na: 1\\na: 2\\n---')", "front_matter(): line 3: the key \"a\" is there already"),
            (
                "front_matter('---\\na:\\n  b: 1\\n---')",
                "front_matter(): line 3: a line 'key: value' is expected, found \"  b: 1\""
            ),
            ("slug(1)", "slug() is not for (int)"),
        ])
    func errors(source: String, message: String) {
        #expect(throws: EvaluationError.self) { try Self.value(source) }
        do { _ = try Self.value(source) } catch { #expect("\(error)" == message) }
    }
}
