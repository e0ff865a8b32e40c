import Foundation
import Pipelines
import Testing

/// When schedules start pipelines, held against known times and against a walk through every minute.
@Suite("Schedules") struct ScheduleTests {
    private func schedule(_ text: String, _ zone: String = "UTC") throws -> Schedule {
        Schedule(try CronExpression(parsing: text), timeZone: zone)
    }

    private func instant(_ text: String) throws -> Instant {
        Instant(milliseconds: Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970) * 1000)
    }

    /// The first so many times after an instant.
    private func times(_ schedule: Schedule, after text: String, _ count: Int) throws -> [String] {
        var last = try instant(text)
        return try (0..<count).map { _ in
            last = try #require(schedule.next(after: last))
            return last.isoText
        }
    }

    @Test("fields hold lists, ranges, steps and names; 7 is Sunday")
    func fields() throws {
        #expect(
            try times(schedule("15,45 8-9 * * *"), after: "2026-01-01T00:00:00Z", 5) == [
                "2026-01-01T08:15:00Z", "2026-01-01T08:45:00Z", "2026-01-01T09:15:00Z", "2026-01-01T09:45:00Z",
                "2026-01-02T08:15:00Z",
            ])
        #expect(
            try times(schedule("0 */8 1 JAN,jul *"), after: "2026-01-01T00:00:00Z", 4) == [
                "2026-01-01T08:00:00Z", "2026-01-01T16:00:00Z", "2026-07-01T00:00:00Z", "2026-07-01T08:00:00Z",
            ])
        for sunday in ["0 0 * * 7", "0 0 * * 0", "0 0 * * sun", "0 0 * * 7-7"] {
            #expect(try times(schedule(sunday), after: "2026-01-01T00:00:00Z", 1) == ["2026-01-04T00:00:00Z"])
        }
        #expect(
            try schedule("0 0 * * 5-7").next(after: instant("2026-01-03T00:00:00Z")) == instant("2026-01-04T00:00:00Z"))
        #expect(
            try times(schedule("10-50/20 3 * * mon-fri"), after: "2026-01-02T03:10:00Z", 3) == [
                "2026-01-02T03:30:00Z", "2026-01-02T03:50:00Z", "2026-01-05T03:10:00Z",
            ])
    }

    @Test("of two restricted days either will do; one that begins with a star restricts the other")
    func days() throws {
        #expect(
            try times(schedule("0 0 13 * 5"), after: "2026-11-01T00:00:00Z", 4) == [
                "2026-11-06T00:00:00Z", "2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z", "2026-11-27T00:00:00Z",
            ])
        #expect(try times(schedule("0 0 13 * *"), after: "2026-11-01T00:00:00Z", 1) == ["2026-11-13T00:00:00Z"])
        #expect(try times(schedule("0 0 * * 5"), after: "2026-11-01T00:00:00Z", 1) == ["2026-11-06T00:00:00Z"])
        // Odd days that are Mondays.
        #expect(
            try times(schedule("0 0 */2 * 1"), after: "2026-11-01T00:00:00Z", 2) == [
                "2026-11-09T00:00:00Z", "2026-11-23T00:00:00Z",
            ])
    }

    @Test("a leap day is waited for, across a year that is none")
    func leapDay() throws {
        #expect(try times(schedule("0 0 29 2 *"), after: "2096-03-01T00:00:00Z", 1) == ["2104-02-29T00:00:00Z"])
        #expect(
            try schedule("0 0 29 2 *").latest(through: instant("2104-02-28T00:00:00Z"))
                == instant("2096-02-29T00:00:00Z"))
    }

    @Test(
        "a time that the clock skips comes when it has jumped, once; where every hour is meant nothing is made up for")
    func skipped() throws {
        // In Berlin, 02:00 becomes 03:00 on 29 March 2026 at 01:00 UTC.
        #expect(
            try times(schedule("30 2 * * *", "Europe/Berlin"), after: "2026-03-27T12:00:00Z", 3) == [
                "2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z",
            ])
        #expect(
            try times(schedule("0,20,40 2 * * *", "Europe/Berlin"), after: "2026-03-28T12:00:00Z", 2) == [
                "2026-03-29T01:00:00Z", "2026-03-30T00:00:00Z",
            ])
        #expect(
            try times(schedule("*/20 2,3 * * *", "Europe/Berlin"), after: "2026-03-28T12:00:00Z", 4) == [
                "2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z", "2026-03-29T01:40:00Z", "2026-03-30T00:00:00Z",
            ])
        #expect(
            try times(schedule("30 * * * *", "Europe/Berlin"), after: "2026-03-29T00:00:00Z", 3) == [
                "2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z",
            ])
    }

    @Test("a time that comes twice counts the first time; where hours or minutes are not fixed, both times")
    func twice() throws {
        // In Berlin, 03:00 becomes 02:00 on 25 October 2026 at 01:00 UTC.
        #expect(
            try times(schedule("30 2 * * *", "Europe/Berlin"), after: "2026-10-24T12:00:00Z", 2) == [
                "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z",
            ])
        #expect(
            try times(schedule("30 * * * *", "Europe/Berlin"), after: "2026-10-24T23:40:00Z", 3) == [
                "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z",
            ])
        #expect(
            try times(schedule("*/30 2 * * *", "Europe/Berlin"), after: "2026-10-24T12:00:00Z", 5) == [
                "2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z",
                "2026-10-26T01:00:00Z",
            ])
        // From the second time on, the next one is tomorrow's.
        #expect(
            try times(schedule("30 2 * * *", "Europe/Berlin"), after: "2026-10-25T01:10:00Z", 1) == [
                "2026-10-26T01:30:00Z"
            ])
    }

    @Test("a day that a place never had comes when the next one begins")
    func missingDay() throws {
        // Apia had no 30 December 2011.
        #expect(
            try times(schedule("0 12 * * *", "Pacific/Apia"), after: "2011-12-29T00:00:00Z", 3) == [
                "2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z",
            ])
    }

    /// Zones of both halves of the world, with whole and with half hours, that put their clocks by one and by half an hour,
    /// at midnight and at other times, and for the fast.
    static let zones = [
        "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "America/Havana",
        "America/St_Johns", "Pacific/Auckland", "UTC",
    ]
    static let expressions = [
        "*/27 * * * *", "30 2 * * *", "0 0 * * *", "0,30 0-3 * * *", "*/15 1,2 * * *", "15 */2 * * *",
        "5 4 13 * 5", "45 1 * 3,4,10,11 sun",
    ]

    /// The minutes from four hours before a range to its end, as seconds since 1970, each with what the zone's clocks show
    /// then.
    private func minutes(
        _ zone: TimeZone, from start: Int64, to end: Int64
    ) -> [(second: Int64, shown: Int64)] {
        stride(from: start - 4 * 3600, to: end, by: 60).map { second in
            (second, second + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))))
        }
    }

    /// Every time in a range, by a walk through its minutes that knows nothing of how schedules are worked out.
    private func walk(_ text: String, from start: Int64, through walked: [(second: Int64, shown: Int64)]) -> [Int64] {
        let fields = text.split(separator: " ").map(String.init)
        func set(_ field: String, _ low: Int, _ high: Int) -> Set<Int> {
            var values: Set<Int> = []
            for part in field.split(separator: ",") {
                let halves = part.split(separator: "/")
                let step = halves.count == 2 ? Int(halves[1]) ?? 1 : 1
                let names = ["sun": 0]
                let ends =
                    halves[0] == "*"
                    ? [low, high] : halves[0].split(separator: "-").map { Int($0) ?? names[String($0)] ?? 0 }
                values.formUnion(stride(from: ends[0], through: ends[ends.count - 1], by: step))
            }
            return values
        }
        let (minutes, hours) = (set(fields[0], 0, 59), set(fields[1], 0, 23))
        let (days, months, weekdays) = (set(fields[2], 1, 31), set(fields[3], 1, 12), set(fields[4], 0, 6))
        let isEither = fields[2] != "*" && fields[4] != "*"
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .gmt
        var dates: [Int64: Bool] = [:]
        func isMeant(_ shown: Int64) -> Bool {
            // Most minutes are not, and need no more than this.
            guard minutes.contains(Int(shown / 60 % 60)), hours.contains(Int(shown / 3600 % 24)) else { return false }
            let day = (shown - (shown % 86_400 + 86_400) % 86_400) / 86_400
            let isDate =
                dates[day]
                ?? {
                    let parts = calendar.dateComponents(
                        [.day, .month, .weekday], from: Date(timeIntervalSince1970: Double(day * 86_400)))
                    let isDay = days.contains(parts.day ?? 0)
                    let isWeekday = weekdays.contains((parts.weekday ?? 0) - 1)
                    return months.contains(parts.month ?? 0) && (isEither ? isDay || isWeekday : isDay && isWeekday)
                }()
            dates[day] = isDate
            return isDate
        }
        let isHourly = hours.count == 24
        var found: [Int64] = []
        var seen: Set<Int64> = []
        var last = walked.first?.shown ?? 0
        for (second, shown) in walked.dropFirst() {
            var isNow = isMeant(shown) && (isHourly || fields[0].hasPrefix("*") || !seen.contains(shown))
            if !isHourly, shown > last + 60 {
                isNow = isNow || stride(from: last + 60, to: shown, by: 60).contains(where: isMeant)
            }
            seen.insert(shown)
            last = shown
            if isNow, second >= start { found.append(second) }
        }
        return found
    }

    @Test("over years of changing clocks they are what a walk through every minute finds", arguments: zones)
    func oracle(name: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        // Days around every change of the clocks in two years, and some without any.
        var starts: [Int64] = [1_777_000_000 / 60 * 60]
        var last = zone.secondsFromGMT(for: Date(timeIntervalSince1970: 1_767_225_600))
        for hour in stride(from: Int64(1_767_225_600), to: 1_830_297_600, by: 3600) {
            let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(hour)))
            if offset != last { starts.append(hour - 30 * 3600) }
            last = offset
        }
        for start in starts {
            let end = start + 60 * 3600
            let walked = minutes(zone, from: start, to: end)
            for text in Self.expressions {
                let schedule = try schedule(text, name)
                let expected = walk(text, from: start, through: walked)
                var found: [Int64] = []
                var last = Instant(milliseconds: start * 1000 - 1)
                while let next = schedule.next(after: last), next.seconds < end {
                    found.append(next.seconds)
                    last = next
                }
                #expect(found == expected, "\(text) in \(name) from \(Instant(milliseconds: start * 1000).isoText)")
                var back: [Int64] = []
                last = Instant(milliseconds: end * 1000 - 1)
                while let latest = schedule.latest(through: last), latest.seconds >= start {
                    back.append(latest.seconds)
                    last = Instant(milliseconds: latest.milliseconds - 1)
                }
                #expect(back.reversed() == expected, "\(text) in \(name), backwards")
            }
        }
    }

    @Test(
        "what is no schedule is told with its place",
        arguments: [
            ("", 0), ("* * * *", 0), ("60 * * * *", 0), ("* * 0 * *", 4), ("* * * 13 *", 6), ("* * * * 8", 8),
            ("* * * foo *", 6), ("*/61 * * * *", 2), ("1-  * * * *", 2), ("0 0 31 4,6 *", 4), ("-1 * * * *", 0),
            ("0 0 30,31 feb *", 4), ("٣ * * * *", 0), ("0 0 0,1 * *", 4),
        ])
    func problems(text: String, offset: Int) {
        #expect { try CronExpression(parsing: text) } throws: { error in
            (error as? CronExpression.Problem)?.offset == offset
        }
    }

    @Test("a schedule is read back from its text; times beyond the calendars are none")
    func texts() throws {
        let schedule = try schedule("0  3 * * MON-fri", "Europe/Berlin")
        #expect(schedule.description == "0 3 * * MON-fri Europe/Berlin")
        #expect(Schedule(schedule.description) == schedule)
        #expect(Schedule("0 3 * * *") == nil)
        let nowhere = try #require(Schedule("0 3 * * * Nowhere/Land"))
        #expect(try nowhere.next(after: instant("2026-01-01T00:00:00Z")) == nil)
        for extreme in [Int64.min, -1, .max] {
            #expect(schedule.next(after: Instant(milliseconds: extreme)) == nil)
            #expect(schedule.latest(through: Instant(milliseconds: extreme)) == nil)
        }
        #expect(
            schedule.count(
                after: try instant("2026-01-01T00:00:00Z"), before: try instant("2027-01-01T00:00:00Z"), limit: 1000)
                == 261)
        #expect(
            schedule.count(
                after: try instant("2026-01-01T00:00:00Z"), before: try instant("2027-01-01T00:00:00Z"), limit: 10)
                == 10)
    }
}
