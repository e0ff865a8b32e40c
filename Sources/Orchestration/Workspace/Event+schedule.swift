import JSONValues
public import Pipelines

extension Event {
    /// That a time of a schedule has come.
    ///
    /// Its id is derived from the time, and so is the name of the run that it starts.
    ///
    /// - Parameters:
    ///   - last: the time before which nothing counts any more; what lies in between was missed.
    ///   - now: when it is taken.
    public init(_ schedule: Schedule, of pipeline: PipelineName, at time: Instant, after last: Instant, now: Instant) {
        let missed = schedule.count(after: last, before: time, limit: Self.mostMissed)
        self.init(
            id: time.isoText, type: Self.schedule, source: pipeline.rawValue, time: time,
            subject: schedule.times.source,
            data: [
                "schedule": .string(schedule.times.source), "timezone": .string(schedule.timeZone),
                "missed": .int(Int64(missed)), "late": .int((now - time).milliseconds / 1000),
            ])
    }

    /// Times that nobody was there for are counted up to this many.
    private static let mostMissed = 100
}
