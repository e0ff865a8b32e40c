import Expressions
import Pipelines
import Testing

@Suite("The order of stages") struct FlowTests {
    private func stage(_ name: StageName, _ triggers: [Trigger] = [], gives target: String? = nil) throws -> Stage {
        let fields = try target.map { [Mapping.Field(from: try Expression(parsing: "x"), to: $0)] }
        return Stage(
            name: name, loop: LoopType(name: "shell", work: .command(.shell("true"))), triggers: triggers,
            outputMapping: Mapping(fields: fields ?? []))
    }

    private func after(_ source: StageName) -> Trigger { .onCompletion(sourceStage: source, successOnly: true) }
    private let specs = Trigger.onEvent(eventType: "spec.ready", filter: nil)

    private func order(_ stages: [Stage]) -> String { stages.inFlowOrder.map(\.name.rawValue).joined(separator: " ") }

    @Test("is that in which they are written, where each comes after what it waits for")
    func written() throws {
        #expect(
            try order([stage("c"), stage("b", [specs]), stage("a", [after("c")], gives: "outputs.specs")]) == "c a b")
        #expect(try order([stage("b"), stage("a"), stage("c", [after("b")])]) == "b a c")
        #expect([Stage]().inFlowOrder.isEmpty)
    }

    @Test("puts what is waited for first: by completion, by a condition, inside `any`, and for specs")
    func waitedFor() throws {
        let condition = Trigger.onCondition(
            expression: try Expression(parsing: "stages['a'].status == 'x'"), variables: [])
        #expect(try order([stage("c", [after("b")]), stage("b", [.any([condition])]), stage("a")]) == "a b c")
        #expect(
            try order([
                stage("implementation", [specs]), stage("specification", [after("planning")], gives: "specs"),
                stage("planning"),
            ]) == "planning specification implementation")
    }

    @Test("is not changed by specs that come of a stage's own, nor by circles and stages that do not exist")
    func circles() throws {
        #expect(try order([stage("a", [specs]), stage("b", [after("a")], gives: "specs")]) == "a b")
        #expect(try order([stage("b", [after("a")], gives: "specs"), stage("a", [specs])]) == "a b")
        #expect(try order([stage("b", [specs], gives: "specs"), stage("a", [specs], gives: "specs")]) == "b a")
        #expect(try order([stage("a", [after("b")]), stage("b", [after("a"), after("nobody")])]) == "a b")
    }
}
