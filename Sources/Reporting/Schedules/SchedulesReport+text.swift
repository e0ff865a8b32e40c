public import Pipelines

extension SchedulesReport {
    /// Each schedule with its next time, and below it a line for each time that was taken.
    public func page(at now: Instant) -> Page {
        var page = Page()
        guard !schedules.isEmpty else {
            page.add("no pipeline on \(branch) starts by the clock")
            page.add(next: ["start_on: [{schedule: \"0 3 * * 1-5\", timezone: Europe/Berlin}]   # in a pipeline"])
            return page
        }
        for entry in schedules {
            page.gap()
            page.add(
                StyledText(entry.pipeline, .name) + "  \(entry.schedule)  \(entry.timezone)"
                    + StyledText(entry.filter.map { "  where \($0)" } ?? "", .faint))
            if let next = entry.next, owner != "elsewhere" {
                page.add("next  " + StyledText(next, .active) + " (\(Instant.ageText(of: next, at: now)))", level: 1)
            }
            if let reason = entry.reason { page.add(StyledText(reason, .waiting), level: 1) }
            page.add(rows: entry.times.map(\.row), level: 1)
        }
        if owner == "elsewhere" { page.add(next: ["taskdaemon adopt --schedules"]) }
        return page
    }
}

extension SchedulesReport.Time {
    fileprivate var row: [StyledText] {
        var notes: [String] = []
        if missed > 0 { notes.append("\(missed)\(missed == 100 ? " or more" : "") before it went by with no daemon") }
        if let time = Instant(isoText: time), let at = Instant(isoText: at), at - time >= .seconds(60) {
            notes.append("taken \((at - time).lengthText) late")
        }
        if run == nil { notes.insert(detail, at: 0) }
        return [
            StyledText(time), StyledText(outcome, outcome == "started" ? .good : .waiting),
            StyledText(([run].compactMap { $0 } + notes).joined(separator: "  ")),
        ]
    }
}

extension Instant {
    /// How far an instant is away, as it stands in a report.
    fileprivate static func ageText(of text: String, at now: Instant) -> String {
        Instant(isoText: text)?.ageText(at: now) ?? text
    }
}
