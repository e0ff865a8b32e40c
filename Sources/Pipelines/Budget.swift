/// What may be used before a person is asked whether to go on.
///
/// It is looked at between two passes of a loop, and before an attempt starts: what runs is let end, so it may be passed
/// by one pass of each attempt that runs at that time.
public struct Budget: Hashable, Sendable, Codable {
    /// Money, in millionths of a US dollar.
    public var cost: Int64?
    /// Tokens, those that went in and those that came out.
    public var tokens: Int64?
    /// Passes of loops.
    public var iterations: Int64?
    /// The time that passes took, those that ran beside each other added up.
    public var time: Duration?

    /// States a budget; `nil` is no bound.
    public init(cost: Int64? = nil, tokens: Int64? = nil, iterations: Int64? = nil, time: Duration? = nil) {
        self.cost = cost
        self.tokens = tokens
        self.iterations = iterations
        self.time = time
    }

    /// Whether it bounds nothing.
    public var isEmpty: Bool { self == Budget() }

    /// The part of a budget that decides.
    public enum Excess: Hashable, Sendable {
        /// So much of so much: `$5.02 of $5.00`.
        case usedUp(String)
        /// What it bounds is not told by the agent: `cost`, `tokens`.
        case unknown(String)
    }

    /// What of the budget is used up, or cannot be told; `nil` while there is something left.
    public func excess(of spent: Spent) -> Excess? {
        if let cost, let used = spent.usage?.cost, used >= cost { return .usedUp(Self.text(cost: used, of: cost)) }
        if let tokens, let used = spent.usage?.tokens, used >= tokens {
            return .usedUp(Self.text(tokens: used, of: tokens))
        }
        if let iterations, spent.iterations >= iterations {
            return .usedUp(Self.text(iterations: spent.iterations, of: iterations))
        }
        if let time, spent.time >= time { return .usedUp(Self.text(time: spent.time, of: time)) }
        guard let usage = spent.usage else { return nil }
        if cost != nil, usage.cost == nil || usage.isPartial(.cost) { return .unknown("cost") }
        if tokens != nil, usage.tokens == nil || usage.isPartial(.input) || usage.isPartial(.output) {
            return .unknown("tokens")
        }
        return nil
    }

    /// What is used of it, for people: `$1.20 of $5.00, 3 of 20 iterations`.
    public func text(spent: Spent) -> String {
        let known = spent.usage ?? Usage(input: 0, output: 0, cost: 0)
        let parts = [
            cost.map { Self.text(cost: known.cost, of: $0) }, tokens.map { Self.text(tokens: known.tokens, of: $0) },
            iterations.map { Self.text(iterations: spent.iterations, of: $0) },
            time.map { Self.text(time: spent.time, of: $0) },
        ]
        return parts.compactMap(\.self).joined(separator: ", ")
    }

    private static func text(cost: Int64?, of limit: Int64) -> String {
        "\(cost.map(Usage.money) ?? "unknown") of \(Usage.money(limit))"
    }

    private static func text(tokens: Int64?, of limit: Int64) -> String {
        "\(tokens.map(Usage.short) ?? "unknown") of \(Usage.short(limit)) tokens"
    }

    private static func text(iterations: Int64, of limit: Int64) -> String {
        "\(iterations) of \(limit) iteration\(limit == 1 ? "" : "s")"
    }

    private static func text(time: Duration, of limit: Duration) -> String {
        "\(DurationText.rounded(time)) of \(DurationText.write(limit))"
    }
}

/// What was used.
public struct Spent: Hashable, Sendable, Codable {
    /// What agents used; `nil` where none has run.
    public var usage: Usage?
    /// Passes of loops.
    public var iterations: Int64
    /// How long these took, those that ran beside each other added up.
    public var time: Duration

    /// Nothing yet.
    public init(usage: Usage? = nil, iterations: Int64 = 0, time: Duration = .zero) {
        self.usage = usage
        self.iterations = iterations
        self.time = time
    }

    /// Adds the one to the other.
    public static func += (sum: inout Spent, part: Spent) {
        sum.usage += part.usage
        sum.iterations += part.iterations
        sum.time += part.time
    }
}

extension Usage {
    /// Tokens that went in and came out; `nil` when neither is known.
    public var tokens: Int64? {
        guard input != nil || output != nil else { return nil }
        let (sum, overflow) = (input ?? 0).addingReportingOverflow(output ?? 0)
        return overflow ? .max : sum
    }
}
