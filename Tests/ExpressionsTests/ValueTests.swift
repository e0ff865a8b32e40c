import Expressions
import Foundation
import JSONValues
import Testing

@Suite("Values and JSON")
struct ValueTests {
    @Test(
        "JSON comes back as it went in",
        arguments: [
            nil, true, 1, -1, 1.5, "text", [1, "a", nil], ["a": [["b": 1.5]], "é": "x"], [], [:],
        ] as [JSON])
    func roundTrip(json: JSON) {
        #expect(Value(json).json == json)
    }

    @Test(
        "values that an expression makes have a JSON form where JSON has one",
        arguments: [
            ("[1, 2u, 3.5, 'a', null, true]", [1, 2, 3.5, "a", nil, true]),
            ("{'a': 1, 2: 'b', true: []}", ["a": 1, "2": "b", "true": []]),
            ("b'abc'", "YWJj"),
            ("timestamp('2009-02-13T23:31:30.5Z')", "2009-02-13T23:31:30.5Z"),
            ("duration('90.5s')", "90.5s"),
            ("optional.of(1)", 1),
        ] as [(String, JSON)])
    func form(source: String, json: JSON) throws {
        #expect(try Expression(parsing: source).evaluate(in: Bindings([:])).get().json == json)
    }

    @Test(
        "what JSON cannot say has no form",
        arguments: [
            "1.0 / 0.0", "0.0 / 0.0", "18446744073709551615u", "int", "optional.none()", "[1, [double('NaN')]]",
        ])
    func noForm(source: String) throws {
        #expect(try Expression(parsing: source).evaluate(in: Bindings([:])).get().json == nil)
    }

    @Test("a list from JSON equals the same list of values")
    func laziness() {
        #expect(Value([1, ["a": "b"]] as JSON) == .list([1, .map(.init([(.string("a"), "b")]))]))
        #expect(Value([1] as JSON).hashValue == Value.list([1]).hashValue)
        #expect(Value(["a": 1] as JSON) != .map(.init([(.string("a"), 1.0)])))
    }

    @Test("a value shows itself as an expression would write it, and a long one is cut")
    func description() {
        #expect(Value(["a": [1, 2.0, nil, "q\"\n"]] as JSON).description == #"{"a": [1, 2.0, null, "q\"\n"]}"#)
        #expect(Value.uint(3).description == "3u")
        #expect(Value.list(.init(Array(repeating: Value.int(1), count: 1000))).description.utf8.count < 250)
    }

    @Test("an expression is coded as its text")
    func coding() throws {
        let expression = try Expression(parsing: "a.b == 1")
        let data = try JSONEncoder().encode([expression])
        #expect(String(decoding: data, as: UTF8.self) == #"["a.b == 1"]"#)
        #expect(try JSONDecoder().decode([Expressions.Expression].self, from: data) == [expression])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Expressions.Expression].self, from: Data(#"["a.b =="]"#.utf8))
        }
    }
}
