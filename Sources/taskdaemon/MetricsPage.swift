import Daemon
import Exposition
import Reporting

/// Everything that can be measured of a workspace, as Prometheus reads it.
///
/// Counts are worked out anew from the journals each time, so they are right whoever writes them, and go on after the
/// daemon has been started again; of the journals only what has grown is read.
final class MetricsPage {
    private let reader: WorkspaceReader
    private var cache = MeasuresCache()
    private var disk: DiskMeter
    /// What the daemon in this process measures of itself.
    private let daemon: PrometheusRegistry?

    init(_ reader: WorkspaceReader, state: StateDirectory, daemon: PrometheusRegistry? = nil) {
        self.reader = reader
        self.daemon = daemon
        disk = DiskMeter(state)
    }

    /// The page as it is now.
    func text() throws -> String {
        let registry = PrometheusRegistry(WorkspaceMetrics.families + DiskMeter.families)
        WorkspaceMetrics.record(try cache.measures(from: reader), into: registry)
        disk.record(into: registry)
        return registry.text + (daemon?.text ?? "")
    }
}
