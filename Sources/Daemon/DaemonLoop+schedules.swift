import Orchestration
import Pipelines

extension DaemonLoop {
    /// What is held of the clock between two looks at it.
    struct Clock {
        /// When the next schedule's time comes; `nil` where there is none.
        var next: Instant?
        /// When schedules were last looked at.
        var lookedAt: Instant?
    }

    /// Takes the times of schedules that have come, where the clock says that one may have.
    mutating func lookAtClock() async {
        let now = options.now()
        // Put back, it may have been put forward before.
        let isPutBack = clock.lookedAt.map { now < $0 } ?? false
        guard isPutBack || clock.next.map({ $0 <= now }) ?? false else { return }
        await tryTo("look at the schedules") { try await $0.takeSchedules() }
    }

    /// Takes the times of schedules that have come.
    mutating func takeSchedules() async throws {
        let now = options.now()
        clock = Clock(next: nil, lookedAt: now)
        let facts = try await store.scheduleFacts(owner: owner, prefix: settings.branchPrefix)
        guard let facts else { return }
        decide(.schedulesSeen(facts), at: now)
        clock.next = workspace.nextScheduled(facts, after: now)
    }

    /// Wakes the loop when the next time comes, and earlier where that is far: clocks are put, and machines sleep.
    mutating func setClock(in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        guard !options.once, let next = clock.next else { return }
        let now = options.now()
        let pace = now + Self.clockPace
        guard next > pace else { return setTimer(next, in: &group) }
        // One timer after the other: which of them wakes the loop does not matter.
        if !timers.contains(where: { $0 <= pace }) { setTimer(pace, in: &group) }
    }

    private static let clockPace = Duration.seconds(60)
}
