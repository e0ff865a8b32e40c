public import CoreMetrics
public import Exposition
public import Pipelines

/// What the daemon measures of itself while it runs.
public enum DaemonMetrics {
    /// All of them.
    public static let families: [MetricFamily] = [
        MetricFamily(
            "taskdaemon_publish_duration_seconds", .histogram(buckets: MetricFamily.shortTimes),
            "From the decision about a batch of journal entries to their standing in the repository."),
        MetricFamily(
            "taskdaemon_published_entries_total", .counter, "Journal entries that this daemon has published."),
        MetricFamily(
            "taskdaemon_publish_failures_total", .counter, "Publications that had to be tried again."),
        MetricFamily(
            "taskdaemon_turn_duration_seconds", .histogram(buckets: MetricFamily.shortTimes),
            "One turn of the daemon's loop: taking what has come in, deciding, publishing, starting what follows."),
        MetricFamily(
            "taskdaemon_daemon_start_time_seconds", .gauge, "When this daemon started, in seconds since 1970."),
    ]

    /// Says when the daemon started.
    public static func start(at now: Instant, _ factory: any MetricsFactory) {
        Meter(label: "taskdaemon_daemon_start_time_seconds", factory: factory).set(Double(now.milliseconds) / 1000)
        // What has not happened yet is there from the start, so that its first time is seen.
        for name in ["taskdaemon_published_entries_total", "taskdaemon_publish_failures_total"] {
            Counter(label: name, factory: factory).increment(by: 0)
        }
    }
}

/// The clocks and counters of a loop, made once.
struct LoopMetrics: Sendable {
    private let publication: Timer
    private let turn: Timer
    private let entries: Counter
    private let failures: Counter

    init(_ factory: any MetricsFactory) {
        publication = Timer(label: "taskdaemon_publish_duration_seconds", factory: factory)
        turn = Timer(label: "taskdaemon_turn_duration_seconds", factory: factory)
        entries = Counter(label: "taskdaemon_published_entries_total", factory: factory)
        failures = Counter(label: "taskdaemon_publish_failures_total", factory: factory)
    }

    func published(_ count: Int, in time: Duration) {
        entries.increment(by: count)
        publication.recordNanoseconds(time.nanoseconds)
    }

    func publicationFailed() { failures.increment() }

    func turned(in time: Duration) { turn.recordNanoseconds(time.nanoseconds) }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        let (whole, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : whole &+ components.attoseconds / 1_000_000_000
    }
}
