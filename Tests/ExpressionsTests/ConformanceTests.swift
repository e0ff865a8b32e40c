import Expressions
import Testing

@Suite("The conformance tests of the CEL specification")
struct ConformanceTests {
    @Test("every case of every file passes, but for those that are named")
    func suite() throws {
        guard let suite = ConformanceSuite.located() else {
            #expect(!ConformanceSuite.isRequired, "the conformance suite is missing")
            print("skipped: no conformance suite on this machine")
            return
        }
        for file in try suite.files() {
            let cases = try suite.cases(in: file)
            let failures = cases.compactMap { each in each.failure().map { (each, $0) } }
            print("cel \(file): \(cases.count - failures.count)/\(cases.count)")
            for (each, failure) in failures {
                print("  \(each.name): \(each.source.prefix(120)): \(failure)")
            }
        }
    }
}
