import JSONValues
import Pipelines

/// Times as services write them.
enum InstantReading {
    /// Seconds or milliseconds since 1970, or a date as in RFC 3339.
    static func instant(_ json: JSON) -> Instant? {
        if let number = json.number {
            guard number > 1_000_000_000, number < 100_000_000_000_000 else { return nil }
            // The year 5138 in seconds is 1973 in milliseconds.
            return Instant(milliseconds: Int64(number < 100_000_000_000 ? number * 1000 : number))
        }
        guard let text = json.stringValue else { return nil }
        return date(text[...])
    }

    /// `20s`, `1.5s`, `1m30s`, `2 hours 5 minutes`, `45 seconds`; the longest beginning that is one.
    static func duration(_ text: Substring) -> Duration? {
        var rest = text.drop { $0 == " " }
        var milliseconds = 0.0
        var isFound = false
        while true {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard !digits.isEmpty, let count = Double(digits.hasSuffix(".") ? digits.dropLast() : digits) else { break }
            let behind = rest.dropFirst(digits.count).drop { $0 == " " }
            let unit = behind.prefix { $0.isASCII && $0.isLetter }.lowercased()
            guard let factor = factor(unit) else { break }
            milliseconds += count * factor
            isFound = true
            rest = behind.dropFirst(unit.count).drop { $0 == " " || $0 == "," }
            if rest.hasPrefix("and ") { rest = rest.dropFirst(4) }
        }
        guard isFound, milliseconds > 0, milliseconds < 1e12 else { return nil }
        return .milliseconds(Int64(milliseconds.rounded(.up)))
    }

    private static func factor(_ unit: String) -> Double? {
        switch unit {
        case "ms", "millisecond", "milliseconds": 1
        case "s", "sec", "secs", "second", "seconds": 1000
        case "m", "min", "mins", "minute", "minutes": 60_000
        case "h", "hr", "hrs", "hour", "hours": 3_600_000
        case "d", "day", "days": 86_400_000
        default: nil
        }
    }

    /// `2026-11-25T03:04:05Z`, with a fraction or an offset.
    private static func date(_ text: Substring) -> Instant? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, bytes[4] == 0x2d, bytes[7] == 0x2d, [0x54, 0x74, 0x20].contains(bytes[10]),
            bytes[13] == 0x3a, bytes[16] == 0x3a
        else { return nil }
        func number(_ range: Range<Int>) -> Int64? { Int64(String(decoding: bytes[range], as: UTF8.self)) }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        var rest = bytes[19...]
        if rest.first == 0x2e { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
        var offset: Int64 = 0
        if let sign = rest.first, sign == 0x2b || sign == 0x2d {
            let digits = rest.dropFirst().filter { (0x30...0x39).contains($0) }
            guard digits.count >= 4, let value = Int64(String(decoding: digits.prefix(4), as: UTF8.self)) else {
                return nil
            }
            offset = (value / 100 * 60 + value % 100) * (sign == 0x2d ? -60 : 60)
        }
        // Days since 1970 of the Gregorian calendar, by counting from March (Howard Hinnant's days_from_civil).
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        return Instant(milliseconds: (days * 86_400 + hour * 3600 + minute * 60 + second - offset) * 1000)
    }
}
