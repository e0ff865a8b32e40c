import Expressions
public import Pipelines

extension Instant {
    /// For people, in UTC: `2026-01-02 03:04:05`.
    var dayAndTimeText: String { String(isoText.dropLast()).replacing("T", with: " ") }

    /// How long ago it was, in one unit: `3 min ago`.
    func ageText(at now: Instant) -> String {
        let length = (now - self).lengthText
        return now < self ? "in \((self - now).lengthText)" : "\(length) ago"
    }
}

extension Duration {
    /// As a clock shows it: `0:07`, `12:34`, `1:02:03`, `3d 01:02:03`; never below zero.
    var clockText: String {
        let seconds = max(0, milliseconds / 1000)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (minutes, hours, days) = (seconds / 60 % 60, seconds / 3600 % 24, seconds / 86_400)
        if days > 0 { return "\(days)d \(two(hours)):\(two(minutes)):\(two(seconds % 60))" }
        if hours > 0 { return "\(hours):\(two(minutes)):\(two(seconds % 60))" }
        return "\(minutes):\(two(seconds % 60))"
    }

    /// In the largest unit of which there is one whole: `4 s`, `3 min`, `2 h`, `5 d`.
    var lengthText: String {
        let seconds = max(0, milliseconds / 1000)
        if seconds < 60 { return "\(seconds) s" }
        if seconds < 3600 { return "\(seconds / 60) min" }
        if seconds < 172_800 { return "\(seconds / 3600) h" }
        return "\(seconds / 86_400) d"
    }
}

extension Instant {
    /// Reads ISO 8601 in UTC, to the second: `2026-01-02T03:04:05Z`.
    public init?(isoText text: String) {
        let parts = text.split { !$0.isNumber }.compactMap { Int64($0) }
        guard parts.count == 6, text.hasSuffix("Z") else { return nil }
        let date = CalendarDate(year: Int(parts[0]), month: Int(parts[1]), day: Int(parts[2]))
        let days = Int64(date.daysSinceEpoch)
        self.init(milliseconds: (days * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5]) * 1000)
    }
}
