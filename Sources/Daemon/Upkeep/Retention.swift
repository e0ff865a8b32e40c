import Pipelines

/// How many finished runs stay outside the archive, and for how long.
struct Retention {
    let runs: Int
    let days: Int

    init(_ settings: Settings) {
        runs = settings.keepRuns
        days = settings.keepDays
    }

    /// Runs that go, the oldest first, each with the reason.
    ///
    /// - Parameter ended: all that have ended, and when.
    func due(_ ended: [(id: RunID, at: Instant)], at now: Instant) -> [(id: RunID, reason: String)] {
        let sorted = ended.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
        let surplus = max(0, sorted.count - runs)
        return sorted.enumerated().compactMap { position, run in
            if now - run.at > .seconds(86_400 * days) { return (run.id, "ended more than \(days) days ago") }
            return position < surplus ? (run.id, "beyond the newest \(runs) finished runs") : nil
        }
    }
}
