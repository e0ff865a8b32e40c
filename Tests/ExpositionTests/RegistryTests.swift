import CoreMetrics
import Testing

@testable import Exposition

@Suite struct RegistryTests {
    private let registry = PrometheusRegistry(
        [
            MetricFamily("runs_total", .counter, "Runs that have ended."),
            MetricFamily("wait_seconds", .histogram(buckets: [1, 10]), "How long\nit took, in \\ seconds."),
        ], seriesLimit: 3)

    @Test("counters, gauges and histograms are written as the format says") func written() throws {
        Counter(label: "runs_total", dimensions: [("result", "failed"), ("pipeline", "a")], factory: registry)
            .increment()
        Counter(label: "runs_total", dimensions: [("pipeline", "a"), ("result", "failed")], factory: registry)
            .increment(by: 2)
        FloatingPointCounter(label: "cost_total", factory: registry).increment(by: 0.25)
        Meter(label: "free", factory: registry).set(7)
        let timer = Timer(label: "wait_seconds", factory: registry)
        for seconds in [0.5, 1, 5, 100] { timer.recordSeconds(seconds) }
        #expect(
            registry.text == """
                # TYPE cost_total counter
                cost_total 0.25
                # TYPE free gauge
                free 7
                # HELP runs_total Runs that have ended.
                # TYPE runs_total counter
                runs_total{pipeline="a",result="failed"} 3
                # HELP wait_seconds How long\\nit took, in \\\\ seconds.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="1"} 2
                wait_seconds_bucket{le="10"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 106.5
                wait_seconds_count 4

                """)
        let read = try ExpositionText(registry.text)
        #expect(read.value("runs_total", ["result": "failed"]) == 3)
    }

    @Test("whatever is in a label's value, it comes out as it went in") func escaped() throws {
        for value in ["a\"b", "a\\b", "a\nb", "\\n", "“é”{}=,", "\u{0}\u{1b}[31m", ""] {
            let registry = PrometheusRegistry([])
            Meter(label: "x", dimensions: [("label", value)], factory: registry).set(1)
            #expect(try ExpositionText(registry.text).samples.map(\.labels) == [["label": value]])
        }
    }

    @Test("names that Prometheus does not take are made so that it does") func names() throws {
        Meter(label: "1 odd-name.é", dimensions: [("a b", "c")], factory: registry).set(1)
        #expect(registry.text == "# TYPE _1_odd_name__ gauge\n_1_odd_name__{a_b=\"c\"} 1\n")
        _ = try ExpositionText(registry.text)
    }

    @Test("there are never more sets of labels than the limit, and one for all others") func limited() throws {
        for number in 0..<100 {
            Counter(label: "runs_total", dimensions: [("pipeline", "p\(number)")], factory: registry).increment()
        }
        let read = try ExpositionText(registry.text)
        #expect(read.samples.count == 4)
        #expect(read.value("runs_total", ["pipeline": "other"]) == 97)
    }

    @Test("a counter never goes down, and what is no number is not taken") func hostile() throws {
        let counter = FloatingPointCounter(label: "cost_total", factory: registry)
        counter.increment(by: 1.0)
        counter.increment(by: -5.0)
        counter.increment(by: Double.infinity)
        Recorder(label: "wait_seconds", factory: registry).record(Double.nan)
        // The same name as another kind.
        Meter(label: "cost_total", factory: registry).set(100)
        let read = try ExpositionText(registry.text)
        #expect(read.samples.map(\.value) == [1])
    }
}
