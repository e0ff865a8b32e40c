public import Orchestration
public import Pipelines

/// What of a budget is used, as programs read it: since the start, or since a person let it go on.
public struct BudgetReport: Codable, Hashable, Sendable {
    /// US dollars.
    @OrNull public var costUSD: Bound?
    /// Tokens in and out.
    @OrNull public var tokens: Bound?
    /// Passes of loops.
    @OrNull public var iterations: Bound?
    /// Seconds that passes took, added up.
    @OrNull public var seconds: Bound?
    /// All of it for people.
    public var text: String

    /// So much of so much.
    public struct Bound: Codable, Hashable, Sendable {
        /// `null` where an agent has run and not said it.
        @OrNull public var used: Double?
        /// At this a person is asked.
        public var limit: Double
    }

    private enum CodingKeys: String, CodingKey {
        case tokens, iterations, seconds, text
        case costUSD = "cost_usd"
    }

    /// Holds an account against its budget; `nil` where it has none.
    public init?(_ account: Account, _ budget: Budget?) {
        guard let budget, !budget.isEmpty else { return nil }
        let spent = account.counted
        let known = spent.usage ?? Usage(input: 0, output: 0, cost: 0)
        text = budget.text(spent: spent)
        costUSD = budget.cost.map {
            Bound(used: known.cost.map { Double($0) / 1_000_000 }, limit: Double($0) / 1_000_000)
        }
        tokens = budget.tokens.map { Bound(used: known.tokens.map(Double.init), limit: Double($0)) }
        iterations = budget.iterations.map { Bound(used: Double(spent.iterations), limit: Double($0)) }
        seconds = budget.time.map {
            Bound(used: Double(spent.time.milliseconds) / 1000, limit: Double($0.milliseconds) / 1000)
        }
    }
}
