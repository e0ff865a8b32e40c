import Expressions
import Testing

@Suite("What an expression reads")
struct RootsTests {
    @Test(
        "paths go from a name outside to the last member that is known",
        arguments: [
            ("spec.dependencies_met == true", [["spec", "dependencies_met"]]),
            ("stages[\"its-name\"].outputs.x", [["stages", "its-name", "outputs", "x"]]),
            ("a.b[c.d].e", [["a", "b"], ["c", "d"]]),
            ("a[0].b", [["a"]]),
            ("has(spec.phase) && spec.phase > 1", [["spec", "phase"]]),
            ("items.all(x, x.ok && x.n < limit)", [["items"], ["limit"]]),
            ("a.?b.orValue(c)", [["a", "b"], ["c"]]),
            ("size(plan.specs) > 0", [["plan", "specs"]]),
            ("type(a) == int", [["a"]]),
            ("list.outputs.x", [["list", "outputs", "x"]]),
            ("math.greatest(a, b)", [["a"], ["b"]]),
            ("cel.bind(x, a.b, x.c + d)", [["a", "b"], ["d"]]),
            ("[1].exists(a, .a == 1)", [["a"]]),
            ("1 + 1", []),
        ])
    func paths(source: String, paths: [[String]]) throws {
        let expression = try Expression(parsing: source)
        #expect(expression.rootPaths == paths)
        #expect(expression.roots == Set(paths.map { $0[0] }))
    }

    @Test("unknown names and functions are found without evaluating, with a suggestion")
    func check() throws {
        let expression = try Expression(parsing: "spce.id == 'a' &&\n sise(plan) > 1 && plan.status.startWith('x')")
        let found = expression.check(names: ["spec", "plan"])
        #expect(
            found.map(\.message) == [
                "unknown name 'spce'", "unknown function 'sise'", "unknown function 'startWith'",
            ])
        #expect(found.map(\.suggestion) == ["spec", "size", "startsWith"])
        #expect(found.map(\.position.line) == [1, 2, 2])
        #expect(try Expression(parsing: "spc.id").check(names: ["spec"]).first?.suggestion == "spec")
        #expect(try Expression(parsing: "math.greatest(1, 2) + size(plan)").check(names: ["plan"]).isEmpty)
    }

    @Test(
        "what cannot work whatever the values are is found without evaluating",
        arguments: [
            ("1 + 'a'", "'+' is not for (int, string)"), ("a + null", "'+' is not for (any, null)"),
            ("!5", "'!' is not for int"), ("a && 'x'", "'&&' is not for string"),
            ("size(a) + 'x'", "'+' is not for (int, string)"),
            ("'x' < 1", "'<' is not for (string, int)"), ("a in 5", "'in' is not for (any, int)"),
            ("5.exists(x, true)", "exists() is not for int"), ("a.all(x, 1)", "all() is not for int"),
            ("'x'.y", "'.y' is not for string"), ("size(a)[0]", "an index is not for int"),
            ("{1.5: 1} == a", "the key of a map is not for double"),
            ("a + 1", "gives int, must give bool"), ("'x'", "gives string, must give bool"),
            ("cel.bind(x, 1, x + 'a') == 1", "'+' is not for (int, string)"),
        ])
    func types(source: String, message: String) throws {
        #expect(try Expression(parsing: source).check(names: ["a"], expecting: .bool).map(\.message) == [message])
    }

    @Test(
        "nothing is said of what may work",
        arguments: [
            "a", "a.b", "a + b == 1", "a.b < 'x'", "1 < 1.5", "a ? true : b", "a.?b.orValue(false)", "a[b] && a.b[0].c",
            "a.map(x, x + 1).exists(y, y > b)", "duration('1s') + a > timestamp('2020-01-01T00:00:00Z')",
            "dyn(1) == 'x'",
            "type(a) == string", "'a' + b == 'ab'", "has(a.b) && -a > 1", "cel.bind(x, a, x && true)",
        ])
    func sound(source: String) throws {
        #expect(try Expression(parsing: source).check(names: ["a", "b"], expecting: .bool).isEmpty)
    }
}
