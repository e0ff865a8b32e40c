import Expressions

/// Which times of a calendar are meant: minute, hour, day of the month, month, day of the week, as in POSIX's crontab,
/// with steps and names.
///
/// Where both days are restricted, either will do, as POSIX has it: `0 0 13 * 5` is every 13th and every Friday. A day
/// that begins with `*` is not restricted.
public struct CronExpression: Hashable, Sendable {
    /// As it is written, its fields separated by single blanks.
    public let source: String
    let minute: CronField
    let hour: CronField
    let day: CronField
    let month: CronField
    let weekday: CronField

    /// Why a text is no cron expression.
    public struct Problem: Error, Hashable, Sendable {
        /// One sentence.
        public var message: String
        /// What to write instead, where that is known.
        public var suggestion: String?
        /// Where in the text it is, in bytes.
        public var offset: Int
        /// The word at that place.
        public var word: String
        /// Words that may have been meant.
        public var candidates: [String]

        init(_ message: String, at part: Substring, suggestion: String? = nil, candidates: [String] = []) {
            self.message = message
            self.suggestion = suggestion
            offset = part.base.utf8.distance(from: part.base.startIndex, to: part.startIndex)
            word = String(part)
            self.candidates = candidates
        }
    }

    /// Reads the five fields.
    public init(parsing text: String) throws(Problem) {
        guard text.utf8.count <= Self.longest else {
            throw Problem("a schedule has at most \(Self.longest) bytes", at: text[...])
        }
        let fields = text.split { $0 == " " || $0 == "\t" }
        if let first = fields.first, first.hasPrefix("@") {
            throw Problem(
                "a schedule has five fields, not a word for them", at: first,
                suggestion: Self.words[first.lowercased()].map { "write `\($0)`" })
        }
        guard fields.count == CronField.Kind.all.count else {
            let number = fields.count == 1 ? "one" : "\(fields.count)"
            throw Problem(
                "a schedule has five fields – minute, hour, day of the month, month, day of the week –, not \(number)",
                at: text[...], suggestion: fields.count == 6 ? "there are no seconds: leave out the first" : nil)
        }
        minute = try CronField(fields[0], .minute)
        hour = try CronField(fields[1], .hour)
        day = try CronField(fields[2], .day)
        month = try CronField(fields[3], .month)
        weekday = try CronField(fields[4], .weekday)
        source = fields.joined(separator: " ")
        guard weekday.hasStar && !day.hasStar else { return }
        let longest = month.values.map { Self.monthLengths[$0 - 1] }.max() ?? 0
        if day.values.first.map({ $0 > longest }) ?? true {
            throw Problem(
                "no month that is meant has so many days", at: fields[2],
                suggestion: "the last day that there is is \(longest)")
        }
    }

    /// Whether a day is meant.
    func matches(daysSinceEpoch days: Int) -> Bool {
        let date = CalendarDate(daysSinceEpoch: days)
        guard month.contains(date.month) else { return false }
        let isDay = day.contains(date.day)
        let isWeekday = weekday.contains(CalendarDate.weekday(daysSinceEpoch: days))
        return day.hasStar || weekday.hasStar ? isDay && isWeekday : isDay || isWeekday
    }

    /// Whether it goes by real hours: every hour is meant.
    var isHourly: Bool { hour.bits == (1 << 24) - 1 }

    /// Whether a time that a clock shows twice is meant both times.
    var repeats: Bool { isHourly || minute.hasStar }

    private static let longest = 200
    private static let monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    private static let words = [
        "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
        "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
    ]
}
