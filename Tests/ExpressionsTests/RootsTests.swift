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
        #expect(found.map(\.suggestion) == [nil, "size", "startsWith"])
        #expect(found.map(\.position.line) == [1, 2, 2])
        #expect(try Expression(parsing: "spc.id").check(names: ["spec"]).first?.suggestion == "spec")
        #expect(try Expression(parsing: "math.greatest(1, 2) + size(plan)").check(names: ["plan"]).isEmpty)
    }
}
