import JSONValues
import Pipelines

/// Reads what an agent has used off its events, by the agent's own rule.
struct UsageMeter: Sendable {
    private let rule: Agent.UsageRule
    private let patterns: [LinePattern]
    private(set) var usage = Usage()
    private var count: Int64 = 0

    init(_ rule: Agent.UsageRule) {
        self.rule = rule
        patterns = rule.lines.map { LinePattern($0) }
    }

    mutating func take(_ event: JSON) {
        guard rule.events.isEmpty || event.eventType.map(rule.events.contains) == true else { return }
        count += 1
        for (field, paths) in rule.paths {
            if paths == ["#"] {
                usage[field] = count
                continue
            }
            let numbers = paths.flatMap { event.values(at: $0) }.compactMap(\.number)
            guard !numbers.isEmpty else { continue }
            let value = Self.whole(numbers.reduce(0, +), field)
            usage[field] = rule.sums ? Self.sum(usage[field], value) : value
        }
    }

    mutating func take(line text: String) {
        guard !patterns.isEmpty else { return }
        let line = LinePattern.Line(text)
        for pattern in patterns {
            guard let found = pattern.values(in: line) else { continue }
            for field in Usage.Field.allCases {
                guard let number = found[field.rawValue].flatMap(Self.number) else { continue }
                usage[field] = Self.sum(usage[field], Self.whole(number, field))
            }
            return
        }
    }

    private static func sum(_ one: Int64?, _ other: Int64) -> Int64 {
        let (sum, overflow) = (one ?? 0).addingReportingOverflow(other)
        return overflow ? .max : sum
    }

    /// Money in millionths; what is no sensible number is the nearest that is.
    private static func whole(_ number: Double, _ field: Usage.Field) -> Int64 {
        let scaled = (field == .cost ? number * 1_000_000 : number).rounded()
        return scaled >= 9e18 ? .max : scaled <= 0 ? 0 : Int64(scaled)
    }

    /// `1.2k`, `3M`, `12,345`, `0.02`.
    private static func number(_ text: Substring) -> Double? {
        var digits = text.filter { $0 != "," && $0 != "$" }
        var factor = 1.0
        switch digits.last {
        case "k", "K": factor = 1000
        case "m", "M": factor = 1_000_000
        default: break
        }
        if factor > 1 { digits.removeLast() }
        return Double(digits).flatMap { $0.isFinite ? $0 * factor : nil }
    }
}
