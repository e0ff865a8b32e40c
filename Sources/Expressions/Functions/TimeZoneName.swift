private import struct Foundation.Date
private import struct Foundation.TimeZone

/// A time zone as an expression names it: `+02:00`, `02:00`, or `Europe/Paris`.
///
/// Names are looked up in the system's table of zones, which is the only thing outside its input that an expression can
/// depend on.
struct TimeZoneName {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Seconds that the zone is ahead of UTC at a point in time, or `nil` where there is no such zone.
    func secondsEast(at time: Timestamp) -> Int? {
        if let fixed = fixedOffset { return fixed }
        guard text.utf8.count <= 64, let zone = TimeZone(identifier: text) else { return nil }
        return zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time.seconds)))
    }

    private var fixedOffset: Int? {
        var rest = Substring(text)
        let isWest = rest.hasPrefix("-")
        if isWest || rest.hasPrefix("+") { rest.removeFirst() }
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(\.isDigit) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
