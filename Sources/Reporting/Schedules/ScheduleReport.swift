import Expressions
import JSONValues
public import Orchestration
public import Pipelines

/// A time at which a pipeline starts by the clock, as `status` has it.
public struct ScheduledStart: Codable, Hashable, Sendable {
    /// The pipeline.
    public var pipeline: String
    /// The five fields.
    public var schedule: String
    /// Whose clocks count.
    public var timezone: String
    /// The next time.
    public var next: String

    /// The next time of each schedule that is known, the first one first.
    public static func all(in workspace: Workspace, after now: Instant) -> [ScheduledStart] {
        let known = workspace.schedules.flatMap { entry in entry.value.keys.map { (entry.key, $0) } }
        let starts = known.compactMap { pipeline, schedule -> ScheduledStart? in
            guard let next = workspace.next(of: schedule, in: pipeline, after: now) else { return nil }
            return ScheduledStart(
                pipeline: pipeline.rawValue, schedule: schedule.times.source, timezone: schedule.timeZone,
                next: next.isoText)
        }
        return starts.sorted { ($0.next, $0.pipeline, $0.schedule) < ($1.next, $1.pipeline, $1.schedule) }
    }
}

/// What starts by the clock, when next, and what became of the times before: what `schedules --json` gives.
public struct SchedulesReport: Codable, Hashable, Sendable {
    /// The branch whose definitions count: the one that HEAD names.
    public var branch: String
    /// Whose daemon starts runs by the clock: one of `here elsewhere nobody`.
    public var owner: String
    /// By pipeline, in the order in which they are written there.
    public var schedules: [Entry]

    /// One schedule of a pipeline.
    public struct Entry: Codable, Hashable, Sendable {
        /// The pipeline.
        public var pipeline: String
        /// The five fields.
        public var schedule: String
        /// Whose clocks count.
        public var timezone: String
        /// Which times are taken; `null` for all.
        @OrNull public var filter: String?
        /// The next time that will be taken; `null` where none will.
        @OrNull public var next: String?
        /// Why no time is taken, or not the next one there is.
        @OrNull public var reason: String?
        /// The times that were taken, the newest first.
        public var times: [Time]
    }

    /// A time that was taken.
    public struct Time: Codable, Hashable, Sendable {
        /// The time that was meant.
        public var time: String
        /// When it was taken.
        public var at: String
        /// How many times before it nobody was there for; 100 stands for more too.
        public var missed: Int
        /// One of `started already_taken filter_false filter_error rejected`.
        public var outcome: String
        /// The run, where one was started.
        @OrNull public var run: String?
        /// One sentence.
        public var detail: String
    }

    /// Takes the definitions, and what the workspace knows.
    ///
    /// - Parameters:
    ///   - pipelines: those at HEAD, by name.
    ///   - taken: the times that were taken, oldest first.
    ///   - here: this machine's daemon.
    ///   - limit: how many times are told of each schedule.
    public init(
        _ pipelines: [Pipeline], on branch: String, in workspace: Workspace, taken: [ScheduleTaken], here: String,
        now: Instant, limit: Int
    ) {
        self.branch = branch
        owner = workspace.scheduleOwner.map { $0 == here ? "here" : "elsewhere" } ?? "nobody"
        schedules = []
        let history = taken.reversed()
        for pipeline in pipelines {
            for schedule in pipeline.schedules {
                let filters = pipeline.startOn.filter { $0.schedule == schedule }.map(\.filter?.source)
                let known = workspace.schedules[pipeline.name]?[schedule]
                let next = workspace.next(of: schedule, in: pipeline.name, after: now)
                let times = history.lazy.filter {
                    $0.verdict.pipeline == pipeline.name && $0.schedule == schedule
                }
                schedules.append(
                    Entry(
                        pipeline: pipeline.name.rawValue, schedule: schedule.times.source, timezone: schedule.timeZone,
                        filter: filters.count == 1 ? filters[0] : nil, next: next?.isoText,
                        reason: Self.reason(schedule, known, owner, now), times: times.prefix(limit).map { Time($0) }))
            }
        }
    }

    private static func reason(
        _ schedule: Schedule, _ known: KnownSchedule?, _ owner: String, _ now: Instant
    ) -> String? {
        if !Schedule.isTimeZone(schedule.timeZone) { return "this machine does not know its time zone" }
        guard owner != "elsewhere" else {
            return "another machine starts runs by the clock: `taskdaemon adopt --schedules` makes it this one"
        }
        guard let known else { return "no daemon has seen it yet: times count from when one has" }
        guard known.through > now else { return nil }
        return "the clock was put back: times up to \(known.through.isoText) were taken, or do not count"
    }
}

extension ScheduleTaken {
    /// How many times before it nobody was there for.
    fileprivate var missed: Int {
        if case .int(let count)? = event.data["missed"] { Int(count) } else { 0 }
    }
}

extension SchedulesReport.Time {
    init(_ taken: ScheduleTaken) {
        self.init(
            time: taken.event.time.isoText, at: taken.at.isoText,
            missed: taken.missed, outcome: taken.verdict.outcome.rawValue,
            run: taken.verdict.run?.rawValue, detail: taken.verdict.detail)
    }
}
