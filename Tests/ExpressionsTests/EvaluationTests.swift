import Expressions
import JSONValues
import Testing

@Suite("Evaluating an expression")
struct EvaluationTests {
    private let bindings = Bindings([
        "spec": ["id": "a-1", "dependencies_met": true, "phases": [1, 2, 3], "ratio": 0.5, "nothing": nil],
        "event": ["type": "spec.ready"],
    ])

    private func evaluate(_ source: String) throws -> Evaluation {
        try Expression(parsing: source).evaluate(in: bindings)
    }

    private func error(_ source: String) throws -> EvaluationError? {
        if case .error(let error) = try evaluate(source) { error } else { nil }
    }

    @Test(
        "members of JSON are read",
        arguments: [
            ("spec.dependencies_met == true", true), ("spec.id == 'a-1'", true), ("spec[\"id\"].startsWith('a')", true),
            ("spec.phases.all(p, p > 0)", true), ("2 in spec.phases", true), ("'id' in spec", true),
            ("spec.nothing == null", true), ("has(spec.nothing)", true), ("has(spec.absent)", false),
            ("spec.?absent.orValue(true)", true), ("spec.ratio < 1", true), ("spec.phases[0] == 1", true),
            ("size(spec.phases) == 3", true), ("spec.phases.map(p, p * 2) == [2, 4, 6]", true),
            ("type(spec.ratio) == double && type(spec.phases[0]) == int", true),
        ])
    func members(source: String, expected: Bool) throws {
        #expect(try evaluate(source) == .value(.bool(expected)))
    }

    @Test("a missing key is an error that lists the keys present")
    func missingKey() throws {
        let error = try error("spec.absent == 1")
        #expect(error?.kind == .missingKey)
        #expect(
            error?.message
                == "no key \"absent\"; it has \"dependencies_met\", \"id\", \"nothing\", \"phases\", \"ratio\"")
        #expect(error?.range == 0..<11)
    }

    @Test("a missing key of a large object lists the first keys and counts the others")
    func missingKeyOfMany() throws {
        let members = Dictionary(uniqueKeysWithValues: (100..<200).map { ("k\($0)", JSON.int(1)) })
        let result = try Expression(parsing: "m.x").evaluate(in: Bindings(["m": .object(members)]))
        guard case .error(let error) = result else { return #expect(Bool(false)) }
        #expect(error.message.hasPrefix("no key \"x\"; it has \"k100\", \"k101\", "))
        #expect(error.message.hasSuffix("\"k119\" and 80 more"))
    }

    @Test("an unknown name is an error that lists the names known")
    func unknownName() throws {
        #expect(try error("spce.id")?.message == "unknown name 'spce'; known: event, spec")
        #expect(try error("spce.id")?.kind == .unknownName)
    }

    @Test(
        "an error says its kind and the values it happened to",
        arguments: [
            ("1 + 'a'", EvaluationError.Kind.wrongType, "'+' is not for (int, string)"),
            ("1 / 0", .divisionByZero, "1 / 0"),
            ("9223372036854775807 + 1", .overflow, "9223372036854775807 + 1 is out of the range of int"),
            ("[1, 2][2]", .outOfRange, "no element 2 in a list of 2"),
            ("[1, 2][-1]", .outOfRange, "no element -1 in a list of 2"),
            ("int('x')", .invalidArgument, "\"x\" is no int"),
            ("size(1)", .wrongType, "size() is not for (int)"),
            ("nosuch(1)", .unknownFunction, "unknown function 'nosuch'"),
            ("{'a': 1, 'a': 2}", .duplicateKey, "the key \"a\" twice in one map"),
            ("optional.none().value()", .noValue, "value() of an optional that has none"),
            ("spec.id.x", .wrongType, "no member 'x' in string \"a-1\""),
            ("!1", .wrongType, "'!' is not for (int)"),
            ("1 < 'a'", .wrongType, "'<' is not for (int, string)"),
            ("{1.5: 1}", .wrongType, "double cannot be the key of a map"),
        ])
    func errors(source: String, kind: EvaluationError.Kind, message: String) throws {
        let error = try error(source)
        #expect(error?.kind == kind)
        #expect(error?.message == message)
        #expect(error?.range != nil)
    }

    @Test("the place of an error is the innermost part that failed")
    func place() throws {
        #expect(try error("true && (1 + (2 / 0)) == 1")?.range == 14..<19)
        let expression = try Expression(parsing: "true &&\n  1 / 0 == 1")
        guard case .error(let error) = expression.evaluate(in: bindings) else { return #expect(Bool(false)) }
        #expect(expression.position(of: error).line == 2)
        #expect(expression.position(of: error).column == 3)
    }

    @Test("a condition holds, fails, or is an error; anything but a bool is an error")
    func conditions() throws {
        #expect(try Expression(parsing: "spec.dependencies_met").condition(in: bindings) == .holds)
        #expect(try Expression(parsing: "!spec.dependencies_met").condition(in: bindings) == .fails)
        for source in ["spec.id", "spec.nothing", "spec.absent", "0"] {
            guard case .error = try Expression(parsing: source).condition(in: bindings) else {
                Issue.record("\(source) is no condition")
                continue
            }
        }
    }

    @Test("text is compared and counted by code points, not by what looks the same")
    func codePoints() throws {
        for (source, expected) in [
            ("'é' == 'e\\u0301'", false), ("size('e\\u0301') == 2", true), ("size('\\r\\n') == 2", true),
            ("{'é': 1}.exists(k, k == 'e\\u0301')", false), ("'e\\u0301' in {'é': 1}", false),
            ("'👩‍👩‍👧'.contains('👩')", true), ("'z' < 'é'", true), ("'\\uFF5E' < '\\U0001F600'", true),
            ("'e\\u0301'.startsWith('e')", true), ("'\\r\\n'.endsWith('\\n')", true),
        ] {
            #expect(try evaluate(source) == .value(.bool(expected)), "\(source)")
        }
        let json = Bindings(["m": ["é": 1]])
        #expect(try Expression(parsing: "'e\\u0301' in m").evaluate(in: json) == .value(false))
    }

    @Test("only the names that are read are made")
    func laziness() throws {
        let bindings = Bindings(names: ["a", "b"]) { name in
            if name == "b" { Issue.record("b is not read") }
            return .int(1)
        }
        #expect(try Expression(parsing: "a == 1 || b == 1").evaluate(in: bindings) == .value(true))
        guard case .error(let error) = try Expression(parsing: "c").evaluate(in: bindings) else {
            return #expect(Bool(false))
        }
        #expect(error.message == "unknown name 'c'; known: a, b")
    }

    @Test("the keys of an object are gone through in their order")
    func order() throws {
        let bindings = Bindings(["m": ["b": 1, "a": 2, "c": 3]])
        let expected: Value = ["a", "b", "c"]
        #expect(try Expression(parsing: "m.map(k, k)").evaluate(in: bindings) == .value(expected))
        #expect(try Expression(parsing: "{2: 1, 1: 1}.map(k, k)").evaluate(in: bindings) == .value([2, 1]))
    }
}
