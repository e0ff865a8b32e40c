import JSONValues
public import Pipelines

/// A rate limit that an agent ran into.
public struct RateLimit: Hashable, Sendable {
    /// When it ends: as it was told, else after the agent's own `wait`.
    public var until: Instant
    /// Whether that end was told.
    public var isTold: Bool
    /// What told of it, in the agent's words.
    public var text: String
}

/// Looks for rate limits in what an agent writes, by the agent's own rule.
struct RateLimitWatch: Sendable {
    private struct Seen {
        var text: String
        var until: Instant?
        var lasts: Duration?
    }

    private let rule: Agent.RateLimitRule
    private let patterns: [LinePattern]
    private var seen: Seen?

    init(_ rule: Agent.RateLimitRule) {
        self.rule = rule
        patterns = rule.texts.map { LinePattern($0) }
    }

    func limit(at now: Instant) -> RateLimit? {
        guard let seen else { return nil }
        // An end that has passed, or lies beyond a month, is no end to go by.
        let told = (seen.until ?? seen.lasts.map { now + $0 }).flatMap {
            $0 > now && $0 <= now + .seconds(31 * 86_400) ? $0 : nil
        }
        return RateLimit(until: told ?? now + rule.wait, isTold: told != nil, text: seen.text)
    }

    mutating func take(_ event: JSON) {
        guard let type = rule.event, event.eventType == type else { return }
        let holds = rule.conditions.allSatisfy { path, value in
            event.values(at: path).contains { $0.scalarText == value }
        }
        guard holds else { return }
        let until = rule.until.lazy.flatMap { event.values(at: $0) }.compactMap(InstantReading.instant).first
        note(Seen(text: "a rate limit", until: until, lasts: nil))
    }

    mutating func take(text: String) {
        guard !patterns.isEmpty else { return }
        let line = LinePattern.Line(text)
        for pattern in patterns {
            guard let values = pattern.values(in: line) else { continue }
            let until = values["until"].flatMap { InstantReading.instant(.string(String($0))) }
            let lasts = values["after"].flatMap(InstantReading.duration)
            // A pattern for an end that is not there may still be a limit by another pattern.
            if values["until"] != nil && until == nil || values["after"] != nil && lasts == nil { continue }
            note(Seen(text: String(text.prefix(200)), until: until, lasts: lasts))
            return
        }
    }

    /// One with an end says more than one without.
    private mutating func note(_ new: Seen) {
        if let seen, seen.until != nil || seen.lasts != nil, new.until == nil, new.lasts == nil { return }
        seen = new
    }
}
