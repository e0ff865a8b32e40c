import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// Runs that start by the clock.
@Suite("Schedules") struct ScheduleTests {
    /// Noon of a Monday, in UTC.
    private static let noon = Instant(milliseconds: 1_767_614_400_000)

    private static func pipeline(_ schedule: String = "0 3 * * *", more: String = "") -> String {
        """
        name: nightly
        start_on: [{schedule: "\(schedule)"\(more)}]
        stages:
          - name: only
            loop_type: shell
            run: ["sh", "-c", "cp \\"$TASKDAEMON_INPUT\\" input.json"]
            input_mapping: {mappings: [{from: event.time, to: time}, {from: event.data.schedule, to: schedule}]}

        """
    }

    private func workshop(_ text: String = pipeline()) throws -> (Workshop, ManualClock) {
        var workshop = try Workshop()
        let clock = ManualClock(Self.noon)
        workshop.clock = clock
        _ = try workshop.repository.commit("definitions", [".taskdaemon/pipelines/nightly.yml": text])
        return (workshop, clock)
    }

    private func taken(_ workshop: Workshop) throws -> [ScheduleTaken] {
        let journal = JournalStore(try workshop.repository.open())
        return try journal.workspaceEntries(limit: nil).flatMap(\.events).compactMap {
            if case .scheduleTaken(let taken) = $0 { taken } else { nil }
        }
    }

    private static func hours(_ count: Int64) -> Duration { .seconds(count * 3600) }

    @Test("a daemon that watches takes a time when it comes, and sleeps in between")
    func watching() async throws {
        let (workshop, clock) = try workshop()
        try await workshop.watching {
            #expect(try workshop.runs().isEmpty)
            clock.put(to: Self.noon + Self.hours(14))
            clock.put(to: Self.noon + Self.hours(15))
            try await workshop.until("the first time is taken") {
                clock.tick()
                return try workshop.runs().first?.status == .succeeded
            }
            clock.put(to: Self.noon + Self.hours(39))
            try await workshop.until("the second time is taken") {
                clock.tick()
                return try workshop.runs().map(\.status) == [.succeeded, .succeeded]
            }
        }
        #expect(try taken(workshop).map(\.event.time.isoText) == ["2026-01-06T03:00:00Z", "2026-01-07T03:00:00Z"])
        let run = try #require(try workshop.runs().first { $0.creation.request.nonce == "2026-01-06T03:00:00Z" })
        #expect(try workshop.file("input.json", of: run).contains("2026-01-06T03:00:00Z"))
        #expect(try workshop.file("input.json", of: run).contains("0 3 * * *"))
    }

    @Test("times that came while no daemon ran start one run, for the latest; nothing counts from before it was seen")
    func missed() async throws {
        let (workshop, clock) = try workshop()
        try await workshop.once()
        clock.put(to: Self.noon + Self.hours(24 * 5))
        try await workshop.once()
        try await workshop.once()
        #expect(try workshop.run().creation.request.nonce == "2026-01-10T03:00:00Z")
        #expect(try taken(workshop).map { $0.event.data["missed"] } == [.int(4)])
        clock.put(to: Self.noon)
        try await workshop.once()
        clock.put(to: Self.noon + Self.hours(24 * 5))
        try await workshop.once()
        #expect(try workshop.runs().count == 1)
    }

    @Test("the definition at the tip of HEAD's branch counts, and a branch of ours starts nothing")
    func definitions() async throws {
        let (workshop, clock) = try workshop()
        try await workshop.once()
        try workshop.repository.git("checkout", "-q", "-b", "topic")
        let topic = try workshop.repository.commit(
            "hourly", [".taskdaemon/pipelines/nightly.yml": Self.pipeline("30 * * * *")])
        try await workshop.once()
        clock.put(to: Self.noon + Self.hours(1))
        try await workshop.once()
        #expect(try workshop.run().creation.request.commit == topic)
        #expect(try workshop.run().creation.request.branch == "topic")
        try workshop.repository.git("checkout", "-q", "-b", "taskdaemon/mine")
        clock.put(to: Self.noon + Self.hours(2))
        try await workshop.once()
        #expect(try workshop.runs().count == 1)
        try workshop.repository.git("checkout", "-q", "topic")
        try await workshop.once()
        #expect(try workshop.runs().count == 2)
    }

    @Test("another clone with the same journal starts nothing, until it adopts the schedules")
    func clones() async throws {
        let (workshop, clock) = try workshop()
        try await workshop.once()
        var other = try Workshop(at: "other", cloning: workshop)
        other.clock = clock
        try other.repository.git(
            "fetch", "-q", "file://" + workshop.repository.path, "refs/taskdaemon/*:refs/taskdaemon/*")
        clock.put(to: Self.noon + Self.hours(20))
        try await other.once()
        #expect(try other.runs().isEmpty)
        let ulid = ULID.make(at: clock.now)
        try Inbox(try other.repository.open()).write(
            InboxRequest(ulid: ulid, type: "adopt", data: ["schedules": true], by: "ada", at: clock.now))
        try await other.once()
        #expect(try other.runs().isEmpty)
        clock.put(to: Self.noon + Self.hours(40))
        try await other.once()
        #expect(try other.runs().count == 1)
    }

    @Test("killed at any point and started again, a time starts one run")
    func kills() async throws {
        for count in 1... {
            let (workshop, clock) = try workshop()
            try await workshop.once()
            clock.put(to: Self.noon + Self.hours(20))
            let countdown = CrashTests.Countdown(count)
            do {
                try await workshop.once(faults: countdown.faults)
            } catch is FaultPoints.Stop {}
            clock.put(to: Self.noon + Self.hours(20) + .seconds(90))
            try await workshop.once()
            #expect(try workshop.run().status == .succeeded, "stopped at \(count)")
            #expect(try taken(workshop).count == 1, "stopped at \(count)")
            if !countdown.hasStopped { break }
        }
    }
}
