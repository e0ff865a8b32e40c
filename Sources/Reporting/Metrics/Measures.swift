/// What all runs of a workspace took.
public struct Measures: Hashable, Sendable {
    /// In the order of their names.
    public var runs: [RunMeasures]
    /// Runs whose journal cannot be read.
    public var damaged: [StatusReport.DamagedRun]
    /// How many entries the workspace's own journal has.
    public var workspaceEntries: Int

    /// States them.
    public init(runs: [RunMeasures], damaged: [StatusReport.DamagedRun] = [], workspaceEntries: Int = 0) {
        self.runs = runs
        self.damaged = damaged
        self.workspaceEntries = workspaceEntries
    }
}

/// The value below which, or at which, so much of a list is; by the nearest rank, so it is always one of the list.
enum Quantile {
    /// - Parameters:
    ///   - share: above 0, at most 1.
    ///   - sorted: in ascending order.
    /// - Returns: `nil` for an empty list.
    static func of<Value>(_ share: Double, _ sorted: [Value]) -> Value? {
        guard !sorted.isEmpty else { return nil }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
