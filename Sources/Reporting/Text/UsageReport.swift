public import Pipelines

/// What agents have used, as programs read it: `null` is unknown, which is not 0.
public struct UsageReport: Codable, Hashable, Sendable {
    /// Tokens in, those from a cache among them.
    @OrNull public var inputTokens: Int64?
    /// Tokens in that came from a cache.
    @OrNull public var cachedTokens: Int64?
    /// Tokens out.
    @OrNull public var outputTokens: Int64?
    /// US dollars, to the millionth.
    @OrNull public var costUSD: Double?
    /// Turns of the conversation.
    @OrNull public var turns: Int64?
    /// Fields of which some part is not known: there it is at least so much.
    public var partial: [String]

    private enum CodingKeys: String, CodingKey {
        case turns, partial
        case inputTokens = "input_tokens"
        case cachedTokens = "cached_tokens"
        case outputTokens = "output_tokens"
        case costUSD = "cost_usd"
    }

    /// Takes what is known.
    public init(_ usage: Usage) {
        let names: [Usage.Field: CodingKeys] = [
            .input: .inputTokens, .cached: .cachedTokens, .output: .outputTokens, .cost: .costUSD, .turns: .turns,
        ]
        partial = (usage.partial ?? []).compactMap { names[$0]?.rawValue }
        inputTokens = usage.input
        cachedTokens = usage.cached
        outputTokens = usage.output
        costUSD = usage.cost.map { Double($0) / 1_000_000 }
        turns = usage.turns
    }

    /// The same value as the core has it, for its text.
    private var usage: Usage {
        let fields: [String: Usage.Field] = [
            "input_tokens": .input, "cached_tokens": .cached, "output_tokens": .output, "cost_usd": .cost,
            "turns": .turns,
        ]
        var usage = Usage(
            input: inputTokens, cached: cachedTokens, output: outputTokens,
            cost: costUSD.map { Int64(($0 * 1_000_000).rounded()) }, turns: turns)
        let partial = partial.compactMap { fields[$0] }
        usage.partial = partial.isEmpty ? nil : partial
        return usage
    }

    /// For people, in a few letters.
    public var brief: String { usage.brief }

    /// For people.
    public var text: String { usage.text }
}
