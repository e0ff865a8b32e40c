import Pipelines
import Testing

/// What is used up, and what cannot be told.
@Suite struct BudgetTests {
    @Test("the first bound that is reached is named with both numbers")
    func excess() {
        let budget = Budget(cost: 5_000_000, tokens: 2_000_000, iterations: 20, time: .seconds(7200))
        #expect(budget.excess(of: Spent()) == nil)
        let used = Usage(input: 1_500_000, cached: 1_400_000, output: 500_000, cost: 4_999_999)
        #expect(budget.excess(of: Spent(usage: used)) == .usedUp("2M of 2M tokens"))
        #expect(
            budget.excess(of: Spent(usage: Usage(input: 1, output: 1, cost: 5_020_000)))
                == .usedUp("$5.02 of $5.00"))
        #expect(budget.excess(of: Spent(iterations: 20)) == .usedUp("20 of 20 iterations"))
        #expect(budget.excess(of: Spent(time: .seconds(7384))) == .usedUp("2h 3m of 2h"))
    }

    @Test("what an agent does not say is unknown, not nothing")
    func unknown() {
        let silent = Spent(usage: Usage(input: 10, output: 1), iterations: 1)
        #expect(Budget(cost: 1).excess(of: silent) == .unknown("cost"))
        #expect(Budget(tokens: 100).excess(of: silent) == nil)
        #expect(Budget(tokens: 100).excess(of: Spent(usage: Usage(cost: 5))) == .unknown("tokens"))
        // A part that is not known makes the rest no bound either, but what is known may be enough.
        let partly = Usage(input: 10, output: 1, cost: 3) + Usage(input: 10, output: 1)
        #expect(Budget(cost: 10).excess(of: Spent(usage: partly)) == .unknown("cost"))
        #expect(Budget(cost: 3).excess(of: Spent(usage: partly)) == .usedUp("$0.000003 of $0.000003"))
        // Where no agent has run there is nothing to be known.
        #expect(Budget(cost: 1, tokens: 1).excess(of: Spent(iterations: 9)) == nil)
    }

    @Test("what is used is told beside what may be")
    func text() {
        let budget = Budget(cost: 5_000_000, iterations: 20)
        #expect(budget.text(spent: Spent()) == "$0.00 of $5.00, 0 of 20 iterations")
        let silent = Spent(usage: Usage(turns: 1), iterations: 3)
        #expect(budget.text(spent: silent) == "unknown of $5.00, 3 of 20 iterations")
    }
}
