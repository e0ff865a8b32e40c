/// What a metric is called, what it is, and how its values are put together.
public struct MetricFamily: Hashable, Sendable {
    /// The kinds that Prometheus knows and that are used here.
    public enum Kind: Hashable, Sendable {
        /// Only ever grows; the name ends in `_total`.
        case counter
        case gauge
        /// Counts values by their size: each bucket's upper bound, ascending, without the last one, which is infinite.
        case histogram(buckets: [Double])

        var name: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// The name: letters, digits and `_`.
    public var name: String
    /// What it tells, in a sentence, with the unit.
    public var help: String
    /// How its values are put together.
    public var kind: Kind

    /// States one.
    public init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }

    /// Seconds, from a tenth of one to a day: for what people and agents wait for.
    public static let longTimes: [Double] = [
        0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400,
    ]

    /// Seconds, from a thousandth of one to ten: for what a program does.
    public static let shortTimes: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
}
