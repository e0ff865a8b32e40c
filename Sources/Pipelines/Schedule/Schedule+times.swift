extension Schedule {
    /// The first time after an instant; `nil` where there is none in the years that calendars are made for.
    ///
    /// Clocks that are put forward or back are taken as good crons take them. A time that is skipped comes when the
    /// clock has jumped, once for all that are skipped; one that is shown twice comes the first time. Where every hour is
    /// meant nothing is made up for, and where every hour is meant or the minute begins with `*` a time that is shown
    /// twice comes twice.
    public func next(after instant: Instant) -> Instant? {
        guard Self.years.contains(instant) else { return nil }
        let first = Self.day(of: instant) - 2
        var found: Int64?
        for day in first..<(first + Self.longestWait) {
            // What a day's clocks show lies less than a day away from what UTC's do.
            if (day + 2) * 86_400_000 <= instant.milliseconds { continue }
            if let found, (day - 1) * 86_400 >= found { break }
            guard let next = seconds(on: day).first(where: { $0 * 1000 > instant.milliseconds }) else { continue }
            found = min(found ?? next, next)
        }
        return found.map { Instant(milliseconds: $0 * 1000) }
    }

    /// The last time at or before an instant; `nil` where there is none in the years that calendars are made for.
    public func latest(through instant: Instant) -> Instant? {
        guard Self.years.contains(instant) else { return nil }
        let last = Self.day(of: instant) + 2
        var found: Int64?
        for day in ((last - Self.longestWait)...last).reversed() {
            if (day - 1) * 86_400_000 > instant.milliseconds { continue }
            if let found, (day + 2) * 86_400 <= found { break }
            guard let latest = seconds(on: day).last(where: { $0 * 1000 <= instant.milliseconds }) else { continue }
            found = max(found ?? latest, latest)
        }
        return found.map { Instant(milliseconds: $0 * 1000) }
    }

    /// How many times there are after one instant and before another, counted to a limit.
    public func count(after: Instant, before: Instant, limit: Int) -> Int {
        var (count, last) = (0, after)
        while count < limit, let next = next(after: last), next < before { (count, last) = (count + 1, next) }
        return count
    }

    /// From 1970 to 9999.
    private static let years = Instant(milliseconds: 0)...Instant(milliseconds: 253_402_300_799_000)
    /// A 29 February on a certain day of the week is away the longest: 40 years, across a year that 100 divides.
    private static let longestWait: Int64 = 41 * 366

    private static func day(of instant: Instant) -> Int64 { instant.seconds / 86_400 }

    /// The times that belong to one day of the zone's calendar, in seconds since 1970, in order.
    private func seconds(on day: Int64) -> [Int64] {
        guard times.matches(daysSinceEpoch: Int(day)), let clock = ZoneClock(timeZone)
        else { return [] }
        let midnight = day * 86_400
        let shown = times.hour.values.flatMap { hour in
            times.minute.values.map { midnight + Int64(hour * 3600 + $0 * 60) }
        }
        // No clock is more than a day away from UTC.
        let (early, late) = (midnight - 86_400, midnight + 2 * 86_400)
        let (old, new) = (clock.offset(at: early), clock.offset(at: late))
        guard old != new else { return shown.map { $0 - old } }
        let change = clock.change(after: early, through: late)
        var found: Set<Int64> = []
        for time in shown {
            let (before, after) = (time - old, time - new)
            switch (before < change, after >= change) {
            case (true, true): found.formUnion(times.repeats ? [before, after] : [before])
            case (true, false): found.insert(before)
            case (false, true): found.insert(after)
            case (false, false): if !times.isHourly { found.insert(change) }
            }
        }
        return found.sorted()
    }
}
