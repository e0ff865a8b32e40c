import Expressions
import Foundation
import GitNames
import JSONValues
import Orchestration
import Pipelines
import Testing

/// What the clock starts, and what it does not.
@Suite("What starts by the clock") struct ScheduleTests {
    private var workspace = Workspace()
    /// Tuesday, 14 November 2023, 22:13:20 UTC.
    private var now = Sample.start

    private static func pipeline(
        _ name: PipelineName = "nightly", _ schedules: String..., filter: String? = nil,
        conflict: Concurrency.OnConflict? = nil
    ) throws -> Pipeline {
        Pipeline(
            name: name,
            startOn: try schedules.map {
                StartTrigger(
                    Schedule(try CronExpression(parsing: $0)), filter: try filter.map(Sample.expression))
            },
            concurrency: try conflict.map { Concurrency(group: try Sample.expression("'all'"), onConflict: $0) },
            stages: [])
    }

    private static func facts(
        _ pipelines: [CommitFacts.PipelineFact], owner: String = "machine", at commit: String = "tip",
        isComplete: Bool = true
    ) throws -> ScheduleFacts {
        ScheduleFacts(
            owner: owner, commit: try object(commit), branch: "main", pipelines: pipelines, isComplete: isComplete)
    }

    private mutating func look(_ facts: ScheduleFacts) throws -> [WorkspaceEvent] {
        let events = workspace.decide(.schedulesSeen(facts), at: now)
        for event in events {
            let read = try JSONDecoder().decode(WorkspaceEvent.self, from: JSONEncoder.sorted().encode(event))
            #expect(read == event)
            workspace.apply(read)
        }
        let state = try JSONDecoder().decode(Workspace.self, from: JSONEncoder.sorted().encode(workspace))
        #expect(state == workspace)
        #expect(workspace.decide(.schedulesSeen(facts), at: now) == [], "looking twice is looking once")
        return events
    }

    private mutating func look(_ pipelines: Pipeline...) throws -> [WorkspaceEvent] {
        try look(Self.facts(pipelines.map { .valid($0) }))
    }

    private mutating func wait(_ duration: Duration) { now = now + duration }

    private func taken(_ events: [WorkspaceEvent]) -> [ScheduleTaken] {
        events.compactMap { if case .scheduleTaken(let taken) = $0 { taken } else { nil } }
    }

    private func runs(_ events: [WorkspaceEvent]) -> [RunRequested] {
        events.compactMap { if case .runRequested(let requested) = $0 { requested } else { nil } }
    }

    @Test("a schedule counts from when it is seen; its time starts a run, once, named for the time")
    mutating func starts() throws {
        let nightly = try Self.pipeline("nightly", "0 3 * * *")
        let seen = try look(nightly)
        #expect(seen.count == 1)
        #expect(
            workspace.nextScheduled(try Self.facts([.valid(nightly)]), after: now)?.isoText == "2023-11-15T03:00:00Z")
        wait(.seconds(3600))
        #expect(try look(nightly).isEmpty)
        wait(.seconds(4 * 3600))
        let events = try look(nightly)
        let run = try #require(runs(events).first)
        #expect(taken(events).map(\.verdict.outcome) == [.started])
        #expect(run.request.nonce == "2023-11-15T03:00:00Z")
        #expect(run.request.event?.time.isoText == "2023-11-15T03:00:00Z")
        #expect(run.request.event?.data["late"] == .int(800))
        #expect(run.request.event?.data["missed"] == .int(0))
        #expect(run.request.eventType == "schedule")
        // The same time from another start of the daemon has the same name.
        #expect(run.id == run.request.runID())
        #expect(
            workspace.nextScheduled(try Self.facts([.valid(nightly)]), after: now)?.isoText == "2023-11-16T03:00:00Z")
    }

    @Test("of times that went by with nobody there the latest is taken, and says how many were missed")
    mutating func missed() throws {
        let hourly = try Self.pipeline("hourly", "0 * * * *", filter: "event.missed < 10")
        _ = try look(hourly)
        wait(.seconds(5 * 3600))
        var events = try look(hourly)
        #expect(taken(events).map(\.event.time.isoText) == ["2023-11-15T03:00:00Z"])
        #expect(runs(events).first?.request.event?.data["missed"] == .int(4))
        wait(.seconds(30 * 3600))
        events = try look(hourly)
        #expect(taken(events).map(\.verdict.outcome) == [.filterFalse])
        #expect(runs(events).isEmpty)
        wait(.seconds(3600))
        #expect(try runs(look(hourly)).count == 1)
        wait(.seconds(3600 * 24 * 365))
        #expect(try taken(look(hourly)).first?.event.data["missed"] == .int(100))
    }

    @Test("a clock that is put back takes no time twice, and one that is put forward each once")
    mutating func clock() throws {
        let hourly = try Self.pipeline("hourly", "0 * * * *")
        let facts = try Self.facts([.valid(hourly)])
        _ = try look(hourly)
        wait(.seconds(3600))
        #expect(try runs(look(hourly)).count == 1)
        wait(.seconds(-7200))
        for _ in 0..<4 {
            #expect(try look(hourly).isEmpty)
            wait(.seconds(1800))
        }
        #expect(workspace.nextScheduled(facts, after: now)?.isoText == "2023-11-15T00:00:00Z")
        wait(.seconds(3600 * 24 * 30))
        #expect(try runs(look(hourly)).count == 1)
        wait(.seconds(-3600 * 24 * 30))
        #expect(try look(hourly).isEmpty)
        #expect(workspace.nextScheduled(facts, after: now)?.isoText == "2023-12-15T00:00:00Z")
    }

    @Test("two schedules of a pipeline that fall on one time start one run")
    mutating func together() throws {
        let both = try Self.pipeline("both", "0 3 * * *", "0 */3 * * *")
        _ = try look(both)
        wait(.seconds(5 * 3600))
        let events = try look(both)
        #expect(taken(events).map(\.verdict.outcome) == [.started, .alreadyTaken])
        #expect(runs(events).count == 1)
        wait(.seconds(3 * 3600))
        #expect(try runs(look(both)).count == 1)
    }

    @Test("concurrency and filters apply as to events")
    mutating func verdicts() throws {
        let only = try Self.pipeline("only", "0 * * * *", conflict: .reject)
        let never = try Self.pipeline("never", "0 * * * *", filter: "event.schedule != '0 * * * *'")
        let wrong = try Self.pipeline("wrong", "0 * * * *", filter: "event.nothing == 1")
        _ = try look(only, never, wrong)
        wait(.seconds(3600))
        #expect(try taken(look(only, never, wrong)).map(\.verdict.outcome) == [.started, .filterFalse, .filterError])
        wait(.seconds(3600))
        #expect(try taken(look(only, never, wrong)).map(\.verdict.outcome) == [.rejected, .filterFalse, .filterError])
        #expect(workspace.schedules["only"]?.values.first?.last?.verdict.outcome == .rejected)
    }

    @Test("a schedule that goes is forgotten; one whose pipeline is broken, or while HEAD is on no branch, is not")
    mutating func gone() throws {
        let nightly = try Self.pipeline("nightly", "0 3 * * *")
        _ = try look(nightly)
        #expect(try look(Self.facts([.broken("nightly", reason: "bad")])).isEmpty)
        #expect(try look(Self.facts([], isComplete: false)).isEmpty)
        wait(.seconds(6 * 3600))
        #expect(try runs(look(nightly)).count == 1)
        #expect(try look(Self.facts([])).count == 1)
        #expect(workspace.schedules.isEmpty)
        wait(.seconds(24 * 3600))
        // What went by meanwhile is not made up for.
        #expect(try runs(look(nightly)).isEmpty)
        wait(.seconds(24 * 3600))
        #expect(try runs(look(nightly)).count == 1)
    }

    @Test("another machine starts nothing by the clock, until it takes that over: from then on")
    mutating func owners() throws {
        let nightly = try Self.pipeline("nightly", "0 3 * * *")
        _ = try look(nightly)
        let other = try Self.facts([.valid(nightly)], owner: "other")
        wait(.seconds(6 * 3600))
        #expect(try look(other).isEmpty)
        #expect(workspace.nextScheduled(other, after: now) == nil)
        let asked = WorkspaceCommand.schedulesAsked(owner: "other", ulid: "01ARZ3NDEKTSV4RRFFQ69G5FAV", by: "Ada")
        for event in workspace.decide(asked, at: now) { workspace.apply(event) }
        #expect(workspace.decide(asked, at: now).isEmpty)
        #expect(try look(other).isEmpty)
        wait(.seconds(24 * 3600))
        #expect(try look(nightly).isEmpty)
        #expect(try runs(look(other)).count == 1)
    }
}
