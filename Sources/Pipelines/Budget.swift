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
        if let cost, let used = spent.usage?.cost, used >= cost {
            return .usedUp("\(Usage.money(used)) of \(Usage.money(cost))")
        }
        if let tokens, let used = spent.usage?.tokens, used >= tokens {
            return .usedUp("\(Usage.short(used)) of \(Usage.short(tokens)) tokens")
        }
        if let iterations, spent.iterations >= iterations {
            return .usedUp("\(spent.iterations) of \(iterations) iteration\(iterations == 1 ? "" : "s")")
        }
        if let time, spent.time >= time {
            return .usedUp("\(DurationText.rounded(spent.time)) of \(DurationText.write(time))")
        }
        guard let usage = spent.usage else { return nil }
        if cost != nil, usage.cost == nil || usage.isPartial(.cost) { return .unknown("cost") }
        if tokens != nil, usage.tokens == nil || usage.isPartial(.input) || usage.isPartial(.output) {
            return .unknown("tokens")
        }
        return nil
    }

    /// What is used of it, for people: `$1.20 of $5.00, 3 of 20 iterations`.
    public func text(spent: Spent) -> String {
        var parts: [String] = []
        if let cost {
            let used = spent.usage.map { usage in usage.cost.map(Usage.money) ?? "unknown" } ?? Usage.money(0)
            parts.append("\(used) of \(Usage.money(cost))")
        }
        if let tokens {
            let used = spent.usage.map { usage in usage.tokens.map(Usage.short) ?? "unknown" } ?? "0"
            parts.append("\(used) of \(Usage.short(tokens)) tokens")
        }
        if let iterations {
            parts.append("\(spent.iterations) of \(iterations) iteration\(iterations == 1 ? "" : "s")")
        }
        if let time { parts.append("\(DurationText.rounded(spent.time)) of \(DurationText.write(time))") }
        return parts.joined(separator: ", ")
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
