public import Pipelines
import Orchestration

extension StatsReport {
    /// Tells of what happened from an instant on, until now.
    public init(_ measures: Measures, since: Instant?, now: Instant) {
        let window = Window(since: since, until: now)
        let top = measures.runs.filter { !$0.isPart }
        let ends = top.flatMap(\.ends).filter { window.holds($0.at) }
        let times = ends.filter { $0.status == .succeeded }.map { $0.at - $0.since }.sorted()
        func count(_ status: Run.End.Status) -> Int { ends.count { $0.status == status } }
        let unfinished = top.filter { $0.isUnfinished }
        let runs = Runs(
            started: top.count { window.holds($0.createdAt) }, ended: ends.count, succeeded: count(.succeeded),
            failed: count(.failed), cancelled: count(.cancelled), superseded: count(.superseded),
            unfinished: unfinished.count,
            waiting: unfinished.count { $0.status == .waiting || $0.status == .paused },
            medianSeconds: Quantile.of(0.5, times)?.fractionalSeconds,
            p90Seconds: Quantile.of(0.9, times)?.fractionalSeconds)
        let periods = Periods(window, first: ends.map(\.at).min())
        self.init(
            since: since?.isoText, until: now.isoText, runs: runs,
            attempts: Attempts(measures.runs, in: window), period: periods.length.rawValue,
            periods: periods.parts(of: ends), stages: Stage.all(of: measures.runs, in: window),
            failures: Failure.all(of: measures.runs, in: window), waits: Wait.all(of: measures.runs, in: window),
            usage: nil, usageByStage: [], damaged: measures.damaged, next: [])
        setUsage(measures.runs, in: window)
        next = commands(unfinished)
    }

    private mutating func setUsage(_ runs: [RunMeasures], in window: Window) {
        var byStage: [StageKey: Usage] = [:]
        var all: Usage?
        for run in runs {
            for pass in run.passes where window.holds(pass.at) {
                guard let usage = pass.usage else { continue }
                let key = StageKey(run.pipeline, pass.stage)
                byStage[key] = byStage[key].map { $0 + usage } ?? usage
                all += usage
            }
        }
        usage = all.map { UsageReport($0) }
        let sorted = byStage.sorted { left, right in
            let (one, other) = (left.value, right.value)
            if one.cost ?? -1 != other.cost ?? -1 { return one.cost ?? -1 > other.cost ?? -1 }
            if one.tokens ?? -1 != other.tokens ?? -1 { return one.tokens ?? -1 > other.tokens ?? -1 }
            return left.key < right.key
        }
        usageByStage = sorted.map {
            StageUsage(
                pipeline: $0.key.pipeline.rawValue, stage: $0.key.stage.rawValue, usage: UsageReport($0.value))
        }
    }

    /// Where a person is needed comes first, then the most frequent failure.
    private func commands(_ unfinished: [RunMeasures]) -> [String] {
        var commands: [String] = []
        if let oldest = unfinished.filter({ $0.status == .waiting || $0.status == .paused }).min(by: {
            ($0.updatedAt, $0.id) < ($1.updatedAt, $1.id)
        }) {
            commands.append("taskdaemon why \(oldest.id)")
        }
        if let failure = failures.first { commands.append("taskdaemon why \(failure.path)") }
        if commands.isEmpty {
            commands = runs.started + runs.ended == 0 ? ["taskdaemon stats --since 30d"] : ["taskdaemon status"]
        }
        return commands
    }
}

/// The time that is told of: from an instant on, until and with another.
struct Window: Hashable {
    var since: Instant?
    var until: Instant

    func holds(_ instant: Instant) -> Bool { since.map { $0 <= instant } ?? true && instant <= until }

    /// How much of a time is in it.
    func overlap(_ from: Instant, _ to: Instant?) -> Duration {
        max(.zero, min(to ?? until, until) - max(from, since ?? from))
    }
}

/// A stage of a pipeline, whatever the run.
struct StageKey: Hashable, Comparable {
    var pipeline: PipelineName
    var stage: StageName

    init(_ pipeline: PipelineName, _ stage: StageName) {
        self.pipeline = pipeline
        self.stage = stage
    }

    static func < (left: StageKey, right: StageKey) -> Bool {
        (left.pipeline.rawValue, left.stage.rawValue) < (right.pipeline.rawValue, right.stage.rawValue)
    }
}

extension RunMeasures {
    /// Whether it has not ended, or goes on after its end.
    var isUnfinished: Bool {
        switch status {
        case .queued, .running, .paused, .waiting: true
        case .succeeded, .failed, .cancelled, .superseded: false
        }
    }
}

extension Duration {
    /// In seconds, to the thousandth.
    var fractionalSeconds: Double { Double(milliseconds) / 1000 }
}

extension StatsReport.Attempts {
    fileprivate init(_ runs: [RunMeasures], in window: Window) {
        let attempts = runs.flatMap(\.attempts).filter { !$0.isRun && window.holds($0.at) }
        let succeeded = attempts.filter { $0.result == .succeeded }
        self.init(
            ended: attempts.count, succeeded: succeeded.count,
            failed: attempts.count { $0.failure != nil }, stopped: attempts.count { $0.result == .stopped },
            firstTime: succeeded.count { $0.id.number == 1 },
            iterations: runs.reduce(0) { $0 + $1.passes.count { window.holds($0.at) } },
            totalSeconds: attempts.reduce(.zero) { $0 + $1.time }.fractionalSeconds)
    }
}

extension StatsReport.Stage {
    fileprivate static func all(of runs: [RunMeasures], in window: Window) -> [Self] {
        var times: [StageKey: [Duration]] = [:]
        var failed: [StageKey: Int] = [:]
        for run in runs {
            for attempt in run.attempts where !attempt.isRun && window.holds(attempt.at) && attempt.result != .stopped {
                let key = StageKey(run.pipeline, attempt.id.instance.stage)
                times[key, default: []].append(attempt.time)
                if attempt.failure != nil { failed[key, default: 0] += 1 }
            }
        }
        let sorted = times.mapValues { $0.sorted() }.sorted { left, right in
            let (one, other) = (Quantile.of(0.5, left.value) ?? .zero, Quantile.of(0.5, right.value) ?? .zero)
            return one != other ? one > other : left.key < right.key
        }
        return sorted.map { key, times in
            Self(
                pipeline: key.pipeline.rawValue, stage: key.stage.rawValue, attempts: times.count,
                failed: failed[key] ?? 0, medianSeconds: (Quantile.of(0.5, times) ?? .zero).fractionalSeconds,
                p90Seconds: (Quantile.of(0.9, times) ?? .zero).fractionalSeconds,
                totalSeconds: times.reduce(.zero, +).fractionalSeconds)
        }
    }
}

extension StatsReport.Wait {
    fileprivate static func all(of runs: [RunMeasures], in window: Window) -> [Self] {
        var found: [BlockedOn.Reason: Self] = [:]
        for run in runs {
            for wait in run.waits {
                let time = window.overlap(wait.since, wait.until).fractionalSeconds
                // One that goes on counts however short it is.
                guard time > 0 || wait.until == nil else { continue }
                var sum =
                    found[wait.reason]
                    ?? Self(
                        reason: wait.reason.rawValue, count: 0, unfinished: 0, totalSeconds: 0, longestSeconds: -1,
                        longest: "")
                sum.count += 1
                if wait.until == nil { sum.unfinished += 1 }
                sum.totalSeconds += time
                if time > sum.longestSeconds {
                    sum.longestSeconds = time
                    sum.longest = "\(run.id)/\(wait.instance)"
                }
                found[wait.reason] = sum
            }
        }
        return found.values.sorted { ($1.totalSeconds, $0.reason) < ($0.totalSeconds, $1.reason) }
    }
}
