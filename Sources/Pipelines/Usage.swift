/// What an agent has used: tokens, money, turns.
///
/// What the agent did not say is `nil`, which is not the same as 0. A sum of parts of which only some are known holds
/// the known ones and names the field in `partial`: it is "at least" so much.
public struct Usage: Hashable, Sendable, Codable {
    /// One of the numbers.
    public enum Field: String, Hashable, Sendable, Codable, CodingKeyRepresentable, CaseIterable, Comparable {
        case input
        case cached
        case output
        case cost
        case turns

        /// In the order of display.
        public static func < (left: Field, right: Field) -> Bool { left.position < right.position }

        private var position: Int { Self.allCases.firstIndex(of: self) ?? Self.allCases.count }
    }

    /// Tokens that went in, those that came from a cache among them.
    public var input: Int64?
    /// The tokens of `input` that came from a cache.
    public var cached: Int64?
    /// Tokens that came out.
    public var output: Int64?
    /// Money, in millionths of a US dollar.
    public var cost: Int64?
    /// Turns of the conversation.
    public var turns: Int64?
    /// Fields of which some part is not known; ordered.
    public var partial: [Field]?

    /// Nothing is known.
    public init(
        input: Int64? = nil, cached: Int64? = nil, output: Int64? = nil, cost: Int64? = nil, turns: Int64? = nil
    ) {
        self.input = input
        self.cached = cached
        self.output = output
        self.cost = cost
        self.turns = turns
    }

    /// The number of a field.
    public subscript(field: Field) -> Int64? {
        get {
            switch field {
            case .input: input
            case .cached: cached
            case .output: output
            case .cost: cost
            case .turns: turns
            }
        }
        set {
            switch field {
            case .input: input = newValue
            case .cached: cached = newValue
            case .output: output = newValue
            case .cost: cost = newValue
            case .turns: turns = newValue
            }
        }
    }

    /// Whether some part of a field is not known.
    public func isPartial(_ field: Field) -> Bool { partial?.contains(field) ?? false }

    /// Both together; sums stop at the end of the range.
    public static func + (left: Usage, right: Usage) -> Usage {
        var sum = Usage()
        var partial = Set(left.partial ?? []).union(right.partial ?? [])
        for field in Field.allCases {
            switch (left[field], right[field]) {
            case (nil, nil): continue
            case (let known?, nil), (nil, let known?):
                sum[field] = known
                partial.insert(field)
            case (let one?, let other?):
                let (total, overflow) = one.addingReportingOverflow(other)
                sum[field] = overflow ? .max : total
            }
        }
        sum.partial = partial.isEmpty ? nil : partial.sorted()
        return sum
    }

    /// The sum of those that are there; `nil` where no agent has run.
    public static func total(_ parts: some Sequence<Usage?>) -> Usage? {
        parts.reduce(nil) { sum, part in
            guard let part else { return sum }
            return sum.map { $0 + part } ?? part
        }
    }
}

extension Usage? {
    /// Adds to what may not be there yet.
    public static func += (sum: inout Usage?, part: Usage?) { sum = Usage.total([sum, part]) }
}

extension Usage {
    /// For people: `12.3k in (8k cached), 1.2k out, $0.42, 7 turns`; `≥` where a part is not known.
    public var text: String {
        guard Field.allCases.contains(where: { self[$0] != nil }) else { return "usage unknown" }
        var parts: [String] = []
        if input != nil || output != nil {
            let fromCache = cached.map { $0 > 0 ? " (\(least(.cached))\(Self.short($0)) cached)" : "" } ?? ""
            parts.append((input.map { "\(least(.input))\(Self.short($0)) in" } ?? "tokens in unknown") + fromCache)
            parts.append(output.map { "\(least(.output))\(Self.short($0)) out" } ?? "tokens out unknown")
        } else {
            parts.append("tokens unknown")
        }
        parts.append(cost.map { least(.cost) + Self.money($0) } ?? "cost unknown")
        if let turns { parts.append("\(least(.turns))\(turns) turn\(turns == 1 ? "" : "s")") }
        return parts.joined(separator: ", ")
    }

    /// For people, in a few letters: what it cost, else how many tokens, or that it is not known.
    public var brief: String {
        if let cost { return least(.cost) + Self.money(cost) }
        guard let tokens else { return "usage unknown" }
        return "\(isPartial(.input) || isPartial(.output) ? "≥" : "")\(Self.short(tokens)) tokens"
    }

    private func least(_ field: Field) -> String { isPartial(field) ? "≥" : "" }

    /// `950`, `12.3k`, `4.5M`.
    public static func short(_ count: Int64) -> String {
        switch count {
        case ..<1000: "\(count)"
        case ..<1_000_000: tenths(count, 1000) + "k"
        default: tenths(count, 1_000_000) + "M"
        }
    }

    private static func tenths(_ count: Int64, _ unit: Int64) -> String {
        let tenths = count / (unit / 10)
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    /// Millionths of a dollar: in cents, and where it is less than a cent with what there is.
    public static func money(_ micros: Int64) -> String {
        func padded(_ number: Int64, _ digits: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        if micros > 0, micros < 10_000 {
            var digits = padded(micros, 6)
            while digits.hasSuffix("0") { digits.removeLast() }
            return "$0.\(digits)"
        }
        let cents = (micros / 10_000) + (micros % 10_000 >= 5000 ? 1 : 0)
        return "$\(cents / 100).\(padded(cents % 100, 2))"
    }
}
