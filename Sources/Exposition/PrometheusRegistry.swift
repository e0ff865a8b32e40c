public import CoreMetrics
import Synchronization

/// Keeps what is recorded through swift-metrics, and gives it as Prometheus reads it.
///
/// A metric that is not declared is kept too, without help. Each metric has at most `seriesLimit` sets of labels: what
/// comes after goes to one set whose every value is `other`, so that no data can make it grow without end. A metric that
/// is recorded as another kind than before is left out.
public final class PrometheusRegistry: MetricsFactory {
    /// A set of labels and their values, in the order of the labels' names.
    struct Labels: Hashable, Comparable {
        var pairs: [String]

        init(_ dimensions: [(String, String)]) {
            pairs = dimensions.sorted { $0.0 < $1.0 }.flatMap { [$0.0, $0.1] }
        }

        /// All values replaced by the one for what is too much.
        var folded: Labels {
            var folded = self
            for index in pairs.indices where index % 2 == 1 { folded.pairs[index] = "other" }
            return folded
        }

        static func < (left: Labels, right: Labels) -> Bool { left.pairs.lexicographicallyPrecedes(right.pairs) }
    }

    enum Series: Hashable {
        case number(Double)
        /// How many values are in each bucket alone, the infinite one last; their sum.
        case histogram(counts: [Int64], sum: Double)
    }

    struct Family {
        var declared: MetricFamily
        var series: [Labels: Series] = [:]
    }

    private let families: Mutex<[String: Family]>
    private let seriesLimit: Int

    /// Knows some metrics from the start.
    public init(_ declared: [MetricFamily], seriesLimit: Int = 1000) {
        families = Mutex(Dictionary(declared.map { ($0.name, Family(declared: $0)) }) { first, _ in first })
        self.seriesLimit = seriesLimit
    }

    /// What is there now, in the order of the names; a metric without a value is left out.
    var snapshot: [Family] {
        families.withLock { $0.values.filter { !$0.series.isEmpty } }.sorted { $0.declared.name < $1.declared.name }
    }

    /// Changes the value of a metric with these labels.
    fileprivate func update(_ metric: Metric, _ change: (inout Series, MetricFamily.Kind) -> Void) {
        families.withLock { families in
            var family = families[metric.name] ?? Family(declared: MetricFamily(metric.name, metric.kind, ""))
            guard family.declared.kind.name == metric.kind.name else { return }
            var labels = metric.labels
            if family.series[labels] == nil, family.series.count >= seriesLimit { labels = labels.folded }
            families[metric.name] = nil
            var series = family.series.removeValue(forKey: labels) ?? Series(family.declared.kind)
            change(&series, family.declared.kind)
            family.series[labels] = series
            families[metric.name] = family
        }
    }
}

extension PrometheusRegistry.Series {
    init(_ kind: MetricFamily.Kind) {
        switch kind {
        case .counter, .gauge: self = .number(0)
        case .histogram(let buckets):
            self = .histogram(counts: Array(repeating: 0, count: buckets.count + 1), sum: 0)
        }
    }
}

// What swift-metrics asks for.
extension PrometheusRegistry {
    /// Makes what counts.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Metric(self, label, dimensions, .counter)
    }

    /// Makes what counts in fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        Metric(self, label, dimensions, .counter)
    }

    /// Makes what goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        Metric(self, label, dimensions, .gauge)
    }

    /// Makes a histogram, or where nothing is aggregated what shows the last value.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Metric(self, label, dimensions, aggregate ? .histogram(buckets: MetricFamily.longTimes) : .gauge)
    }

    /// Makes a histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Metric(self, label, dimensions, .histogram(buckets: MetricFamily.longTimes))
    }

    // What was recorded stays: a counter must not begin anew because its handler has gone.
    /// Keeps the values.
    public func destroyCounter(_ handler: any CounterHandler) {}
    /// Keeps the values.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Keeps the values.
    public func destroyMeter(_ handler: any MeterHandler) {}
    /// Keeps the values.
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Keeps the values.
    public func destroyTimer(_ handler: any TimerHandler) {}
}

/// One metric with one set of labels, as swift-metrics records into it.
private final class Metric: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    let registry: PrometheusRegistry
    let name: String
    let labels: PrometheusRegistry.Labels
    let kind: MetricFamily.Kind

    init(_ registry: PrometheusRegistry, _ name: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind) {
        self.registry = registry
        self.name = name
        labels = PrometheusRegistry.Labels(dimensions)
        self.kind = kind
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }

    func increment(by amount: Double) {
        // A counter never goes down.
        guard amount.isFinite, amount >= 0 || kind == .gauge else { return }
        registry.update(self) { series, _ in
            if case .number(let value) = series { series = .number(value + amount) }
        }
    }

    func decrement(by amount: Double) { increment(by: -amount) }

    func reset() { set(0.0) }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) {
        registry.update(self) { series, _ in if case .number = series { series = .number(value) } }
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        registry.update(self) { series, kind in
            switch (series, kind) {
            case (.histogram(var counts, let sum), .histogram(let buckets)):
                counts[buckets.firstIndex { value <= $0 } ?? buckets.count] += 1
                series = .histogram(counts: counts, sum: sum + value)
            default: series = .number(value)
            }
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
}
