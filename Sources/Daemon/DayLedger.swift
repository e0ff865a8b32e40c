import Glibc
import Pipelines

/// What all runs that this machine acts on have used on one day of its calendar.
struct DayLedger {
    /// From midnight to midnight, in the machine's time zone.
    private(set) var day: Range<Instant>
    private(set) var spent = Spent()

    /// The day of that instant, on which nothing was used yet.
    init(at now: Instant) { day = Self.day(of: now) }

    /// What was used at some time; another day's is left out, and a later one begins anew.
    mutating func add(_ spent: Spent, at instant: Instant) {
        turn(to: instant)
        if day.contains(instant) { self.spent += spent }
    }

    /// Begins a new day, where it is later than this one.
    mutating func turn(to now: Instant) {
        if now >= day.upperBound { self = DayLedger(at: now) }
    }

    /// Midnights on both sides, also where the clocks are changed between.
    private static func day(of instant: Instant) -> Range<Instant> {
        var seconds = time_t(instant.seconds)
        var date = tm()
        localtime_r(&seconds, &date)
        (date.tm_hour, date.tm_min, date.tm_sec, date.tm_isdst) = (0, 0, 0, -1)
        var next = date
        next.tm_mday += 1
        let start = Instant(milliseconds: Int64(mktime(&date)) * 1000)
        return start..<max(Instant(milliseconds: Int64(mktime(&next)) * 1000), start + .seconds(1))
    }
}
