import Expressions
import JSONValues
import Testing

@Suite("Hostile expressions")
struct HostileTests {
    private static let doubling = (1...60).reversed().reduce("LAST") { body, level in
        "cel.bind(x\(level), [x\(level - 1), x\(level - 1)], \(body))"
    }

    private static func doubled(_ last: String) -> String {
        "cel.bind(x0, [1], \(doubling.replacing("LAST", with: last)))"
    }

    @Test(
        "one that would take for ever, or all memory, ends in an error after little time",
        arguments: [
            "l.all(a, l.all(b, l.all(c, l.all(d, a + b + c + d >= 0))))",
            "l.map(a, l.map(b, l.map(c, l)))",
            "[1].all(x, l.exists(y, m.absent)) || l.all(z, l.exists(y, l.exists(y, m.absent)))",
            doubled("x60 == x60"), doubled("x60"), doubled("x60 in [x60]"), doubled("'%s'.format([x60])"),
            "l.map(a, l + l + l + l + l + l + l + l)",
            "cel.bind(s, t + t + t + t, cel.bind(s, s + s + s + s, cel.bind(s, s + s + s + s, s + s + s + s)))",
            "cel.bind(s, t + t, s.replace('', s).replace('', s))",
            "l.map(a, t.replace('a', t))", "l.map(a, t.contains('aaaaaaaaaaaaaaaaaaaaaaaaab'))",
            "l.map(a, t.split(''))",
            "l.map(x, l).map(x, x.map(y, '%s'.format([l])))", "l.all(x, t.lastIndexOf('b') < 0)",
            "'%.100f'.format([1e308]) + '%.999999999f'.format([1.0])",
            "l.all(x, size(lines(t)) > 0)", "l.all(x, json('\"' + t + '\"') != '')",
            "l.all(x, section('# a\\n' + t, 'a') != '')", "l.all(x, front_matter('---\\na: ' + t + '\\n---') != {})",
            "l.all(x, slug(t) != '')",
            "m.exists(k, m.exists(j, m.exists(i, m[i] == 2)))",
        ])
    func bounded(source: String) throws {
        let numbers = JSON.array((0..<1000).map { .int($0) })
        let members = JSON.object(Dictionary(uniqueKeysWithValues: (0..<1000).map { ("k\($0)", .int(1)) }))
        let text = JSON.string(String(repeating: "a", count: 100_000))
        let expression = try Expression(parsing: source)
        let clock = ContinuousClock()
        var result: Evaluation?
        let time = clock.measure {
            result = expression.evaluate(in: Bindings(["l": numbers, "m": members, "t": text]))
        }
        guard case .error(let error)? = result else {
            Issue.record("gave a value")
            return
        }
        print("hostile: \(time) \(error.kind): \(source.prefix(60))")
        #expect(error.kind == .limit || error.kind == .invalidArgument)
        #expect(time < .seconds(5))
    }

    @Test("a limit is an error that no operator takes for an answer")
    func limitsAreNotAbsorbed() throws {
        let limits = ExpressionLimits(steps: 50)
        let expression = try Expression(parsing: "[1,2,3,4,5,6,7,8,9,10].all(x, [1,2,3,4,5].all(y, x * y > 0)) || true")
        guard case .error(let error) = expression.evaluate(in: Bindings([:]), limits: limits) else {
            return #expect(Bool(false))
        }
        #expect(error.kind == .limit)
        #expect(expression.evaluate(in: Bindings([:])) == .value(true))
    }

    @Test("comparing values that are nested deeper than any expression is an error")
    func deepValues() throws {
        let deep = (0..<2000).reduce(JSON.int(1)) { inner, _ in .array([inner]) }
        let expression = try Expression(parsing: "a == b")
        guard case .error(let error) = expression.evaluate(in: Bindings(["a": deep, "b": deep])) else {
            return #expect(Bool(false))
        }
        #expect(error.kind == .limit)
    }

    @Test("evaluating a filter takes microseconds")
    func speed() throws {
        let specs = JSON.array((0..<10_000).map { ["id": .int($0), "title": "a title"] })
        let bindings = Bindings(["spec": ["dependencies_met": true, "id": "x"], "all": specs])
        let expression = try Expression(parsing: "spec.dependencies_met == true")
        let count = 20_000
        let time = ContinuousClock().measure {
            for _ in 0..<count { _ = expression.condition(in: bindings) }
        }
        print("speed: \(time / count) for each evaluation")
        #expect(time / count < .microseconds(200))
    }
}
