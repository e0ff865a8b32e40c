public import CoreMetrics
public import Exposition
import Orchestration
import Pipelines

/// The metrics that come from the journals alone.
///
/// Labels are names of pipelines and stages, results and reasons: never runs, instances, branches or messages, of which
/// there are ever more.
public enum WorkspaceMetrics {
    /// All of them.
    public static let families: [MetricFamily] = [
        MetricFamily("taskdaemon_runs_started_total", .counter, "Runs created, runs within runs among them."),
        MetricFamily(
            "taskdaemon_runs_total", .counter,
            "Runs that have ended, by result; one that was tried again and ended again counts twice."),
        MetricFamily("taskdaemon_runs", .gauge, "Runs that have not ended, by status."),
        MetricFamily("taskdaemon_runs_damaged", .gauge, "Runs whose journal cannot be read, and that nothing counts."),
        MetricFamily(
            "taskdaemon_run_duration_seconds", .histogram(buckets: MetricFamily.longTimes),
            "From the creation of a run to its end, waits included."),
        MetricFamily(
            "taskdaemon_run_queue_seconds", .histogram(buckets: MetricFamily.longTimes),
            "From the creation of a run to the start of its first attempt."),
        MetricFamily("taskdaemon_stages_total", .counter, "Stages that have ended, by result."),
        MetricFamily(
            "taskdaemon_stage_duration_seconds", .histogram(buckets: MetricFamily.longTimes),
            "From the start of a stage's first attempt to the end of the stage."),
        MetricFamily(
            "taskdaemon_attempts_total", .counter,
            "Attempts that have ended, by result: succeeded, stopped, or the class of the error."),
        MetricFamily("taskdaemon_attempts_running", .gauge, "Attempts under way."),
        MetricFamily(
            "taskdaemon_attempt_duration_seconds", .histogram(buckets: MetricFamily.longTimes),
            "From the start of an attempt to its end."),
        MetricFamily("taskdaemon_iterations_total", .counter, "Passes of loops that have ended."),
        MetricFamily(
            "taskdaemon_iteration_duration_seconds", .histogram(buckets: MetricFamily.longTimes),
            "How long a pass of a loop took."),
        MetricFamily(
            "taskdaemon_wait_seconds", .histogram(buckets: MetricFamily.longTimes),
            "How long instances waited, by reason (slot and concurrency are queues); waits that are over."),
        MetricFamily("taskdaemon_waiting", .gauge, "Instances that wait, by reason."),
        MetricFamily(
            "taskdaemon_tokens_total", .counter, "Tokens that agents have used, by kind; cached are part of input."),
        MetricFamily("taskdaemon_cost_usd_total", .counter, "US dollars that agents have used, as far as they say it."),
        MetricFamily(
            "taskdaemon_journal_entries_total", .counter, "Entries of the journals, of runs and of the workspace."),
    ]

    /// Records everything into a factory into which nothing of it was recorded before.
    public static func record(_ measures: Measures, into factory: any MetricsFactory) {
        let recorder = MeasureRecorder(factory)
        for run in measures.runs { recorder.record(run) }
        recorder.set("taskdaemon_runs_damaged", Double(measures.damaged.count))
        recorder.count(
            "taskdaemon_journal_entries_total", by: Double(measures.workspaceEntries), [("journal", "workspace")])
        for status in [Run.Status.queued, .running, .paused, .waiting] {
            recorder.set(
                "taskdaemon_runs", Double(measures.runs.count { $0.status == status }), [("status", status.rawValue)])
        }
        recordWaiting(measures, recorder)
    }

    /// Every reason is there, also those for which nothing waits: a gauge that comes and goes cannot be alerted on.
    private static func recordWaiting(_ measures: Measures, _ recorder: MeasureRecorder) {
        var waiting: [BlockedOn.Reason: Int] = [:]
        var running: [StageKey: Int] = [:]
        for run in measures.runs {
            for wait in run.waits where wait.until == nil { waiting[wait.reason, default: 0] += 1 }
            for id in run.running.keys { running[StageKey(run.pipeline, id.stage), default: 0] += 1 }
        }
        for reason in BlockedOn.Reason.allCases {
            recorder.set("taskdaemon_waiting", Double(waiting[reason] ?? 0), [("reason", reason.rawValue)])
        }
        for (key, count) in running { recorder.set("taskdaemon_attempts_running", Double(count), key.labels) }
    }
}

extension StageKey {
    /// As labels.
    fileprivate var labels: [(String, String)] { [("pipeline", pipeline.rawValue), ("stage", stage.rawValue)] }
}

/// Records one run after the other through swift-metrics.
private struct MeasureRecorder {
    let factory: any MetricsFactory

    init(_ factory: any MetricsFactory) { self.factory = factory }

    func count(_ name: String, by amount: Double = 1, _ labels: [(String, String)]) {
        FloatingPointCounter(label: name, dimensions: labels, factory: factory).increment(by: amount)
    }

    func set(_ name: String, _ value: Double, _ labels: [(String, String)] = []) {
        Meter(label: name, dimensions: labels, factory: factory).set(value)
    }

    func observe(_ name: String, _ time: Duration, _ labels: [(String, String)]) {
        Timer(label: name, dimensions: labels, factory: factory).recordSeconds(max(.zero, time).fractionalSeconds)
    }

    func record(_ run: RunMeasures) {
        let pipeline = [("pipeline", run.pipeline.rawValue)]
        count("taskdaemon_runs_started_total", pipeline)
        count("taskdaemon_journal_entries_total", by: Double(run.entries), [("journal", "run")])
        if let first = run.firstStart { observe("taskdaemon_run_queue_seconds", first - run.createdAt, pipeline) }
        for end in run.ends {
            let labels = pipeline + [("result", end.status.rawValue)]
            count("taskdaemon_runs_total", labels)
            observe("taskdaemon_run_duration_seconds", end.at - end.since, labels)
        }
        for end in run.stageEnds {
            let labels = StageKey(run.pipeline, end.stage).labels
            count("taskdaemon_stages_total", labels + [("result", end.result.rawValue)])
            if let since = end.since { observe("taskdaemon_stage_duration_seconds", end.at - since, labels) }
        }
        for attempt in run.attempts {
            let labels = StageKey(run.pipeline, attempt.id.instance.stage).labels
            count("taskdaemon_attempts_total", labels + [("result", attempt.result.name)])
            observe("taskdaemon_attempt_duration_seconds", attempt.time, labels)
        }
        for pass in run.passes {
            let labels = StageKey(run.pipeline, pass.stage).labels
            count("taskdaemon_iterations_total", labels)
            if let time = pass.time { observe("taskdaemon_iteration_duration_seconds", time, labels) }
            if let usage = pass.usage { record(usage, labels) }
        }
        for wait in run.waits {
            guard let until = wait.until else { continue }
            observe("taskdaemon_wait_seconds", until - wait.since, pipeline + [("reason", wait.reason.rawValue)])
        }
    }

    private func record(_ usage: Usage, _ labels: [(String, String)]) {
        for (kind, tokens) in [("input", usage.input), ("cached", usage.cached), ("output", usage.output)] {
            if let tokens { count("taskdaemon_tokens_total", by: Double(tokens), labels + [("kind", kind)]) }
        }
        if let cost = usage.cost { count("taskdaemon_cost_usd_total", by: Double(cost) / 1_000_000, labels) }
    }
}

extension RunMeasures.Attempt.Result {
    /// As a label.
    fileprivate var name: String {
        switch self {
        case .succeeded: "succeeded"
        case .stopped: "stopped"
        case .failed(let failure): failure.errorClass.rawValue
        }
    }
}
