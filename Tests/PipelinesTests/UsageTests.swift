import Foundation
import Pipelines
import Testing

@Suite("Usage")
struct UsageTests {
    @Test("what is known adds up, and what is known of a part only says so")
    func sum() {
        let one = Usage(input: 10, cached: 4, output: 2, cost: 1_500_000, turns: 1)
        let other = Usage(input: 5, output: 1)
        let sum = one + other
        #expect(sum.input == 15)
        #expect(sum.cost == 1_500_000)
        #expect(sum.partial == [.cached, .cost, .turns])
        #expect((sum + one).partial == [.cached, .cost, .turns])
        #expect((other + other).cost == nil)
        #expect(Usage.total([nil, one, nil]) == one)
        #expect(Usage.total([Usage?.none]) == nil)
        #expect((Usage(input: .max) + Usage(input: 1)).input == .max)
    }

    @Test(
        "unknown is said, never shown as nothing",
        arguments: [
            (
                Usage(input: 12_345, cached: 8000, output: 950, cost: 420_000, turns: 7),
                "12.3k in (8k cached), 950 out, $0.42, 7 turns"
            ),
            (Usage(input: 1_500_000, output: 2000), "1.5M in, 2k out, cost unknown"), (Usage(), "usage unknown"),
            (Usage(input: 1, output: 1, cost: 0, turns: 1), "1 in, 1 out, $0.00, 1 turn"),
            (Usage(input: 1, output: 1, cost: 4210), "1 in, 1 out, $0.00421"),
            (Usage(cost: 995_000), "tokens unknown, $1.00"),
            (Usage(input: 5, output: 1, cost: 20_000) + Usage(), "≥5 in, ≥1 out, ≥$0.02"),
        ])
    func text(usage: Usage, text: String) {
        #expect(usage.text == text)
    }

    @Test("it is read back as it was written")
    func coding() throws {
        let usage = Usage(input: 5, cost: 1) + Usage(output: 3)
        #expect(try JSONDecoder().decode(Usage.self, from: JSONEncoder().encode(usage)) == usage)
    }
}
