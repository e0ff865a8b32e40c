import JSONValues
import Pipelines
import Testing

@testable import Orchestration

@Suite("Mappings of large data") struct MappingTests {
    private func storage(_ value: JSON?) -> UnsafePointer<JSON>? {
        value?.arrayValue?.withUnsafeBufferPointer { $0.baseAddress }
    }

    @Test("what is passed on is the same storage, for inputs and for outputs")
    func shared() throws {
        let list: JSON = .array((0..<1000).map { ["n": .int($0), "x": .double(0.5)] })
        let roots: [String: JSON] = ["plan": ["parts": list], "s": "x"]
        let mapping = Mapping(
            fields: [
                .init(from: try Sample.expression("plan.parts"), to: "a.b"),
                .init(from: try Sample.expression("plan"), to: "plan"),
                .init(from: try Sample.expression("double(size(plan.parts))"), to: "count"),
            ], transforms: [.init(to: "again", expression: try Sample.expression("a.b"))])
        guard case .mapped(let input) = mapping.apply(to: roots) else {
            Issue.record("no input")
            return
        }
        let same = try #require(storage(list))
        #expect(storage(input["a"]?["b"]) == same)
        #expect(storage(input["plan"]?["parts"]) == same)
        #expect(storage(input["again"]) == same)
        #expect(input["count"] == 1000)
        guard case .mapped(let outputs) = Mapping().outputs(from: ["parts": list]) else {
            Issue.record("no outputs")
            return
        }
        #expect(storage(outputs["parts"]) == same)
    }

    @Test("what is passed on may be larger than what an expression may make")
    func largePath() throws {
        let text = JSON.string(String(repeating: "x", count: 5 << 20))
        let mapping = Mapping(fields: [.init(from: try Sample.expression("plan.text"), to: "text")])
        #expect(mapping.apply(to: ["plan": ["text": text]]) == .mapped(["text": text]))
        let made = Mapping(fields: [.init(from: try Sample.expression("plan.text + 'y'"), to: "text")])
        #expect(made.apply(to: ["plan": ["text": text]]) != .mapped(["text": text]))
        guard case .missing = made.apply(to: ["plan": ["text": text]]) else {
            Issue.record("made")
            return
        }
    }

    @Test("outputs that are too large are invalid, in words that say what to do")
    func tooLarge() throws {
        let text = JSON.string(String(repeating: "x", count: 1 << 20))
        guard case .mapped = Mapping().outputs(from: ["a": .array(Array(repeating: text, count: 15))]) else {
            Issue.record("refused")
            return
        }
        guard case .invalid(let why) = Mapping().outputs(from: ["a": .array(Array(repeating: text, count: 16))]) else {
            Issue.record("taken")
            return
        }
        #expect(why.contains("16") && why.contains("files of the work tree"))
    }
}
