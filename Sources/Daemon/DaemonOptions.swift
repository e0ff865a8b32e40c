public import CoreMetrics
import Execution
import Glibc
import Journaling
public import Pipelines

/// How a daemon runs.
public struct DaemonOptions: Sendable {
    /// Take what is there, run until nothing more can run, and end.
    public var once = false
    /// The environment, of which commands see little.
    public var environment: [String: String]
    /// The user's own config file's content.
    public var userConfig: [UInt8]?
    /// The agents of the user's own config directory, by file name.
    public var userAgents: [String: [UInt8]] = [:]
    /// Says what time it is.
    public var now: @Sendable () -> Instant = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
    /// Returns when so much time has passed.
    public var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// Where it is made to stop; never, by default.
    public var faults = FaultPoints.none
    /// How often refs are looked at without a hint.
    public var rescanInterval = Duration.seconds(60)
    /// Threads that lay out and read work trees.
    public var workers = 2
    /// Bytes of a value, above which journals keep it once and refer to it.
    public var largeValue = JournalStore.largeValueSize
    /// Takes what the daemon measures of itself; nothing, by default.
    public var metrics: any MetricsFactory = NOOPMetricsHandler.instance
    /// Takes a line about what happens, for people.
    public var report: @Sendable (String) -> Void = { _ in }

    /// The defaults.
    public init(environment: [String: String]) { self.environment = environment }
}

/// How a daemon ended.
public struct DaemonOutcome: Sendable, Hashable {
    /// Every run that it touched, and how that stands.
    public var runs: [RunID: String]
    /// Whether every one of them succeeded.
    public var allSucceeded: Bool
}
