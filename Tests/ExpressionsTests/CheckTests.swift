import Expressions
import JSONValues
import Testing

@Suite("Checking an expression against what is known")
struct CheckTests {
    private static let roots: [String: Shape] = [
        "spec": .map(["id": .of(.string), "n": .of(.int), "tags": .list(of: .of(.string))], isClosed: true),
        "open": .map(["s": .of(.string)], isClosed: false), "any": .any,
    ]

    @Test(
        "what the shapes of the roots exclude is found, where it stands",
        arguments: [
            ("spec.idd == 'a'", 5, "no key 'idd'; it has id, n, tags"),
            ("spec['idd'] == 'a'", 5, "no key 'idd'; it has id, n, tags"),
            ("spec.id + 1 == any", 0, "'+' is not for (string, int)"),
            ("spec.tags.all(t, t > 1)", 17, "'>' is not for (string, int)"),
            ("spec.tags[0].x == any", 0, "'.x' is not for string"),
            ("spec.tags['a'] == any", 10, "the index of a list is not for string"),
            ("open.s && true", 0, "'&&' is not for string"),
            ("spec.?n.orValue(1)", 0, "gives int, must give bool"),
            ("spec.id.startsWith(1)", 8, "startsWith() is not for (string, int); it takes (string, string)"),
            (
                "any.substring('a') == any", 4,
                "substring() is not for (dyn, string); it takes (string, int) or (string, int, int)"
            ),
            ("size(1) == 1", 0, "size() is not for (int); it takes (string) or (bytes) or (list) or (map)"),
            ("spec.id.matches('a(')", 16, "matches(): missing ): a("),
            ("timestamp('yesterday') > any", 10, "\"yesterday\" is no timestamp"),
            ("duration('1 hour') > any", 9, "\"1 hour\" is no duration"),
            ("startsWith(any, 'a')", 0, "'startsWith' is written x.startsWith(…)"),
            ("math.greatst(1, 2) == 2", 5, "unknown function 'math.greatst'"),
            ("cel.bind(x, spec.n, x && true)", 20, "'&&' is not for int"),
            ("optional.of(1).value() && true", 0, "'&&' is not for int"),
            ("{'a': 1}.b == 1", 9, "no key 'b'; it has a"),
            ("[{'a': 1}, {'a': 2, 'b': 'x'}].all(x, x.c == 1)", 40, "no key 'c'; it has a, b"),
            ("[{'a': 1}, {'a': 2, 'b': 'x'}].all(x, x.b + 1 == 2)", 38, "'+' is not for (string, int)"),
            ("[['a'], ['b', 'c']].all(x, x[0] + 1 == 2)", 27, "'+' is not for (string, int)"),
            ("slug(1) == 'a'", 0, "slug() is not for (int); it takes (string)"),
        ])
    func findings(source: String, offset: Int, message: String) throws {
        let found = try Expression(parsing: source).check(roots: Self.roots, expecting: .bool).diagnostics
        #expect(found.map(\.message) == [message])
        #expect(found.first?.position.offset == offset)
    }

    @Test(
        "what may be absent, or is open, is no error",
        arguments: [
            "has(spec.idd)", "spec.?idd.orValue('a') == 'a'", "spec.n > 1.5", "open.other && open.s == 'a'",
            "any.a.b[0].c.startsWith(any)", "spec.tags.exists(t, t.contains('a'))", "spec[any.key] == 1",
            "spec.tags.map(t, size(t))[0] == 1",
            "has({'a': 1}.b)", "{'a': 1, any: 2}.b == 1", "[{'a': 1}, {'a': 'x'}].all(x, x.a + any == any)",
            "{'a': 1, ?'b': optional.of('x')}.b == 'x'", "{1: 'x'}[2] == 'x'", "json(spec.id).ok",
            "lines(spec.id)[0] == section(spec.id, 'a')",
        ])
    func sound(source: String) throws {
        #expect(try Expression(parsing: source).check(roots: Self.roots, expecting: .bool).diagnostics.isEmpty)
    }
}
