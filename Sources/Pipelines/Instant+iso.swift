import Expressions

extension Instant {
    /// ISO 8601 in UTC, to the second: `2026-01-02T03:04:05Z`; no year is before 0 or after 9999.
    public var isoText: String {
        let (date, clock) = dateAndClock
        return "\(date)T\(clock)Z"
    }

    private var dateAndClock: (date: String, clock: String) {
        // Years 0 to 9999, so that the text always has its 20 characters.
        let whole = milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0)
        let seconds = Swift.min(Swift.max(whole, -62_167_219_200), 253_402_300_799)
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let rest = seconds - days * 86_400
        let day = CalendarDate(daysSinceEpoch: Int(days))
        let date = [(day.year, 4), (day.month, 2), (day.day, 2)].map(Self.padded).joined(separator: "-")
        let clock = [rest / 3600, rest / 60 % 60, rest % 60].map { Self.padded(Int($0), 2) }.joined(separator: ":")
        return (date, clock)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
