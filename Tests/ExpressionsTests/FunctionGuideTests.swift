import Testing

@testable import Expressions

@Suite("The guide of functions") struct FunctionGuideTests {
    @Test(
        "every example holds, and its parts are of the types they are for",
        arguments: FunctionGuide.all.flatMap(\.entries))
    func example(entry: FunctionGuide.Entry) throws {
        let expression = try Expression(parsing: entry.example)
        #expect(expression.check(names: [], expecting: .bool) == [])
        #expect(try expression.evaluate(in: Bindings([:])).get() == .bool(true), "\(entry.example)")
        for name in entry.names where !["existsOne", "optFlatMap"].contains(name) {
            let word = name.split(separator: ".").last.map(String.init) ?? name
            #expect(entry.form.contains(word), "\(entry.form)")
        }
    }

    @Test("every function and macro has an entry, once")
    func complete() {
        let named = FunctionGuide.all.flatMap(\.entries).flatMap(\.names)
        let macros =
            ["has", "all", "exists", "exists_one", "existsOne", "map", "filter", "cel.bind", "optMap", "optFlatMap"]
            + ["transformList", "transformMap", "transformMapEntry"]
        let functions = Set(FunctionLibrary.global.keys).union(FunctionLibrary.member.keys)
        #expect(Set(named) == functions.union(macros))
        #expect(Set(named).count == named.count)
    }
}
