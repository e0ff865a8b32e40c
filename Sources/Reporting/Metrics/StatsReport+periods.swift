import Expressions
import Orchestration
import Pipelines

/// A time cut into days, weeks or months, so that there are not too many of them to look at.
struct Periods {
    /// How long each is.
    enum Length: String {
        case day
        case week
        case month
    }

    let length: Length
    private let window: (since: Instant, until: Instant)

    /// Days for two weeks, weeks for three months, else months.
    ///
    /// - Parameter first: when something happened first, for a time without a beginning.
    init(_ window: Window, first: Instant?) {
        let since = min(window.since ?? first ?? window.until, window.until)
        let days = (window.until - since).milliseconds / 86_400_000
        length = days <= 14 ? .day : days <= 98 ? .week : .month
        self.window = (since, window.until)
    }

    /// The first day of the part that an instant is in, in UTC.
    func start(of instant: Instant) -> String {
        switch length {
        case .day: return String(instant.isoText.prefix(10))
        case .week:
            let day = Int64((Double(instant.milliseconds) / 86_400_000).rounded(.down))
            // Weeks begin on Mondays, a day later than those that are counted from Sundays.
            let weekday = Int64(CalendarDate.weekday(daysSinceEpoch: Int(day - 1)))
            return String(Instant(milliseconds: (day - weekday) * 86_400_000).isoText.prefix(10))
        case .month: return "\(instant.isoText.prefix(7))-01"
        }
    }

    /// Every part in order with the runs that ended in it; of more than `most`, the newest.
    func parts(of ends: [RunMeasures.End]) -> [StatsReport.Period] {
        guard !ends.isEmpty else { return [] }
        var parts: [String: StatsReport.Period] = [:]
        var order: [String] = []
        var day = window.since
        while day <= window.until {
            add(start(of: day), to: &parts, &order)
            day = day + .seconds(86_400)
        }
        add(start(of: window.until), to: &parts, &order)
        for end in ends {
            let start = start(of: end.at)
            switch end.status {
            case .succeeded: parts[start]?.succeeded += 1
            case .failed: parts[start]?.failed += 1
            case .cancelled, .superseded: parts[start]?.stopped += 1
            }
        }
        return order.suffix(Self.most).compactMap { parts[$0] }
    }

    private static let most = 36

    private func add(_ start: String, to parts: inout [String: StatsReport.Period], _ order: inout [String]) {
        guard parts[start] == nil else { return }
        parts[start] = StatsReport.Period(start: start, succeeded: 0, failed: 0, stopped: 0)
        order.append(start)
    }
}
