public import Pipelines

/// A time as a person writes it on the command line.
public enum TimeText {
    /// Reads RFC 3339, a day with or without a time of day, or how long ago it was; `nil` for anything else.
    ///
    /// A time without a zone is UTC, as everything that is shown is.
    ///
    /// - Parameter now: what `2h` and `2h ago` are counted from.
    public static func parse(_ text: String, now: Instant) -> Instant? {
        ago(text, now: now) ?? point(text)
    }

    private static func ago(_ text: String, now: Instant) -> Instant? {
        let words = text.split(separator: " ").map(String.init)
        guard words.count == 1 || words.count == 2 && words[1] == "ago",
            let length = DurationText.parse(words[0])
        else { return nil }
        return now + .milliseconds(-length.milliseconds)
    }

    private static func point(_ text: String) -> Instant? {
        let form =
            /(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?: ?([Zz]|UTC|[+-]\d{2}:?\d{2}))?/
        guard let match = text.wholeMatch(of: form) else { return nil }
        let parts = match.output
        let clock = "\(parts.4 ?? "00"):\(parts.5 ?? "00"):\(parts.6 ?? "00")"
        let written = "\(parts.1)-\(parts.2)-\(parts.3)T\(clock)Z"
        // A day or hour that there is not comes out as another one.
        guard let whole = Instant(isoText: written), whole.isoText == written else { return nil }
        let fraction = parts.7.flatMap { Int64(($0 + "00").prefix(3)) } ?? 0
        return whole + .milliseconds(fraction) + .seconds(-(offset(parts.8) ?? 0))
    }

    /// Seconds east of UTC.
    private static func offset(_ zone: Substring?) -> Int64? {
        guard let zone, let sign = ["+": Int64(1), "-": -1][String(zone.prefix(1))] else { return nil }
        let digits = zone.filter(\.isNumber)
        guard let hours = Int64(digits.prefix(2)), let minutes = Int64(digits.suffix(2)) else { return nil }
        return sign * (hours * 3600 + minutes * 60)
    }
}
