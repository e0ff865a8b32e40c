/// Durations as definitions write them: a whole number and `ms`, `s`, `m`, `h` or `d`.
public enum DurationText {
    /// Reads `500ms`, `30s`, `5m`, `2h`, `1d`; `nil` for anything else and for more than 100 years.
    public static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let count = Int64(digits) else { return nil }
        let factor: Int64
        switch text.dropFirst(digits.count) {
        case "ms": factor = 1
        case "s": factor = 1000
        case "m": factor = 60_000
        case "h": factor = 3_600_000
        case "d": factor = 86_400_000
        default: return nil
        }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: factor)
        guard !overflow, milliseconds <= 100 * 366 * 86_400_000 else { return nil }
        return .milliseconds(milliseconds)
    }

    /// For people, in the two largest units: `1h 5m`, `2m 30s`, `45s`; parts of a second are left out.
    public static func rounded(_ duration: Duration) -> String {
        let seconds = duration.milliseconds / 1000
        switch seconds {
        case ..<60: return "\(seconds)s"
        case ..<3600: return "\(seconds / 60)m" + (seconds % 60 == 0 ? "" : " \(seconds % 60)s")
        case ..<86_400: return "\(seconds / 3600)h" + (seconds / 60 % 60 == 0 ? "" : " \(seconds / 60 % 60)m")
        default: return "\(seconds / 86_400)d" + (seconds / 3600 % 24 == 0 ? "" : " \(seconds / 3600 % 24)h")
        }
    }

    /// Writes a duration in the largest unit that holds it whole.
    public static func write(_ duration: Duration) -> String {
        let milliseconds = duration.milliseconds
        for (factor, unit) in [(Int64(86_400_000), "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
        where milliseconds != 0 && milliseconds % factor == 0 {
            return "\(milliseconds / factor)\(unit)"
        }
        return milliseconds == 0 ? "0s" : "\(milliseconds)ms"
    }
}
