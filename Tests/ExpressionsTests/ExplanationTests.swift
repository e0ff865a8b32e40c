import Expressions
import JSONValues
import Testing

@Suite("Explaining an expression")
struct ExplanationTests {
    @Test("every part has its text and its value, and what was not evaluated has none")
    func parts() throws {
        let expression = try Expression(parsing: "spec.ready && spec.n > 2 && spec.absent")
        let root = expression.explain(in: Bindings(["spec": ["ready": true, "n": 1]]))
        #expect(root.result == .value(false))
        #expect(root.children.map(\.source) == ["spec.ready", "spec.n > 2", "spec.absent"])
        #expect(root.children.map(\.result) == [.value(true), .value(false), nil])
        #expect(root.children[1].children.map(\.result) == [.value(1), .value(2)])
        #expect(root.children[1].range == 14..<24)
    }

    @Test("an error stands at the part that failed and at all above it")
    func errors() throws {
        let expression = try Expression(parsing: "1 + 2 * (3 / 0)")
        let root = expression.explain(in: Bindings([:]))
        guard case .error(let error) = root.children[1].children[1].result else { return #expect(Bool(false)) }
        #expect(error.kind == .divisionByZero)
        #expect(root.children[1].children[1].source == "3 / 0")
        #expect(root.result == .error(error))
    }

    @Test("a macro shows the element that decided")
    func folds() throws {
        let expression = try Expression(parsing: "[1, 5, 2].all(x, x < 3)")
        let root = expression.explain(in: Bindings([:]))
        #expect(root.result == .value(false))
        #expect(root.children[1].source == "x < 3")
        #expect(root.children[1].children[0].result == .value(5))
    }

    @Test("an explanation gives what an evaluation gives")
    func agreement() throws {
        for source in ["1 + 1", "a || true", "a && true", "[1].map(x, x / 0)", "true ? 1 : 2"] {
            let expression = try Expression(parsing: source)
            #expect(expression.explain(in: Bindings([:])).result == expression.evaluate(in: Bindings([:])))
        }
    }
}
