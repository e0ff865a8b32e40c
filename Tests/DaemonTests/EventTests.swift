import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Reporting
import TaskDaemonTesting
import Testing

/// Events that are no document's, from the inbox, from refs and from runs, to the runs and instances that they make.
@Suite("Events") struct EventTests {
    private static func pipeline(_ name: String, on events: String, run: String = "true", more: String = "") -> String {
        """
        name: \(name)
        start_on: [\(events)]
        stages:
          - {name: only, loop_type: shell, run: "\(run)"\(more)}

        """
    }

    private func define(_ workshop: Workshop, _ pipelines: [String: String]) async throws {
        let files = pipelines.map { (".taskdaemon/pipelines/\($0.key).yml", $0.value) }
        _ = try workshop.repository.commit("definitions", Dictionary(uniqueKeysWithValues: files))
        try await workshop.baseline()
    }

    /// Puts an event into the inbox, as anybody may.
    private func emit(
        _ workshop: Workshop, _ type: String, _ data: JSON? = nil, run: RunID? = nil,
        cause: InboxRequest.Cause? = nil
    ) throws {
        let at = Instant(milliseconds: 1_700_000_000_000 + Int64.random(in: 0..<1_000_000_000))
        try Inbox(try workshop.repository.open()).write(
            InboxRequest(
                ulid: ULID.make(at: at), type: type, run: run, data: data, cause: cause, by: "ada", at: at))
    }

    private func taken(_ workshop: Workshop) throws -> [EventTaken] {
        let journal = JournalStore(try workshop.repository.open())
        return try journal.workspaceEntries(limit: nil).flatMap(\.events).compactMap {
            if case .eventTaken(let taken) = $0 { taken } else { nil }
        }
    }

    private func names(_ workshop: Workshop) throws -> [String] {
        try workshop.runs().map(\.creation.pipeline.name.rawValue).sorted()
    }

    @Test("an event starts its pipeline at HEAD; a hook's at the commit that it names, but not on a branch of ours")
    func starts() async throws {
        let workshop = try Workshop()
        try await define(
            workshop,
            [
                "asked": Self.pipeline("asked", on: "{event: deploy.asked}"),
                "hooked": Self.pipeline("hooked", on: "{event: hook.post-commit}"),
            ])
        let head = try workshop.repository.id("HEAD")
        try emit(workshop, "emit", ["type": "deploy.asked", "data": ["target": "live"]])
        try emit(workshop, "deploy.asked", [:])
        try await workshop.once()
        #expect(try names(workshop) == ["asked", "asked"])
        #expect(try workshop.runs().allSatisfy { $0.creation.request.commit == head && $0.status == .succeeded })
        try workshop.repository.git("checkout", "-q", "-b", "topic")
        let topic = try workshop.repository.commit("on topic", [:])
        try workshop.repository.git("checkout", "-q", "main")
        for ref in ["refs/heads/topic", "refs/heads/taskdaemon/x", "refs/taskdaemon/workspace"] {
            try emit(workshop, "hook.post-commit", ["ref": .string(ref), "old": nil, "new": .string(topic.hex)])
        }
        try await workshop.once()
        let hooked = try workshop.runs().filter { $0.creation.pipeline.name == "hooked" }
        #expect(hooked.map(\.creation.request.commit) == [topic])
        #expect(hooked.map(\.creation.request.branch) == ["topic"])
        let verdicts = try taken(workshop).suffix(3).flatMap(\.verdicts).filter { $0.pipeline == "hooked" }
        #expect(verdicts.count { $0.outcome == .selfCaused } == 2)
    }

    @Test("what is no event, or is the daemon's to state, is refused with the reason")
    func refused() async throws {
        let workshop = try Workshop()
        try await define(workshop, ["a": Self.pipeline("a", on: "{event: plan.committed}")])
        try emit(workshop, "emit", ["type": "plan.committed"])
        try emit(workshop, "run.finished", [:])
        try emit(workshop, "emit", ["data": 1])
        try emit(workshop, "emit", ["type": "a b"])
        try emit(workshop, "emit", ["type": "x", "data": .string(String(repeating: "x", count: Event.dataLimit))])
        try emit(workshop, "a.b", [:], run: "nosuch")
        let lines = Lines()
        try await workshop.once(reporting: lines)
        #expect(try names(workshop).isEmpty)
        #expect(try taken(workshop).isEmpty)
        let refusals = try JournalStore(try workshop.repository.open()).workspaceEntries(limit: nil).flatMap(\.events)
            .compactMap { if case .requestTaken(let taken) = $0 { taken.refused } else { nil } }
        #expect(refusals.count == 6)
        #expect(refusals.contains { $0.contains("is for the daemon to state") })
        #expect(try workshop.repository.git("for-each-ref", "refs/taskdaemon/inbox").isEmpty)
    }

    @Test("a stage that waits for an event runs when it comes: for all that wait, or for the run that is named")
    func stages() async throws {
        let workshop = try Workshop()
        try await workshop.define(
            """
              - {name: build, loop_type: shell, run: "echo built > built"}
              - name: deploy
                loop_type: shell
                run: ["sh", "-c", "cp \\"$TASKDAEMON_INPUT\\" deployed.json"]
                triggers: [{on_event: {event_type: deploy.allowed, filter: "event.by != 'nobody'"}}]
                input_mapping: {mappings: [{from: event.by, to: by}]}
            """)
        try workshop.plan()
        try workshop.plan("# Plan: Another\n", at: "plans/another.md")
        let outcome = try await workshop.once()
        #expect(outcome.runs.values.sorted() == ["waiting", "waiting"])
        let first = try #require(try workshop.runs().first)
        #expect(first.blockedOn(stage: "deploy")?.reason == .triggerFalse)
        try emit(workshop, "deploy.allowed", ["by": "ada"], run: first.id)
        try emit(workshop, "deploy.allowed", ["by": "nobody"])
        try await workshop.once()
        #expect(try workshop.runs().map(\.status) == [.succeeded, .waiting])
        #expect(try workshop.file("deployed.json", of: first).contains("ada"))
        try emit(workshop, "deploy.allowed", ["by": "eve"])
        try await workshop.once()
        #expect(try workshop.runs().map(\.status) == [.succeeded, .succeeded])
        #expect(try taken(workshop).map(\.waiting.count) == [2, 1])
    }

    @Test("a run's end starts the pipeline that wants it, and no circle of pipelines goes round twice")
    func chains() async throws {
        let workshop = try Workshop()
        try await define(
            workshop,
            [
                "a": Self.pipeline("a", on: "{event: plan.committed}, {event: run.finished}"),
                "b": Self.pipeline("b", on: "{event: run.finished, filter: \"event.status == 'succeeded'\"}"),
                "s": Self.pipeline("s", on: "{event: stage.succeeded, filter: \"run.pipeline == 'b'\"}"),
            ])
        try workshop.plan()
        try await workshop.once()
        // The built-in pipeline starts on the plan as well; from each of the two the others follow once.
        let runs = try workshop.runs()
        #expect(runs.allSatisfy { Set($0.creation.request.chain).count == $0.creation.request.chain.count })
        #expect(runs.contains { $0.creation.request.chain == ["a", "b", "s"] })
        #expect(runs.contains { $0.creation.request.chain == ["taskdaemon", "a", "b", "s"] })
        let before = runs.count
        try await workshop.once()
        #expect(try workshop.runs().count == before)
        #expect(try taken(workshop).flatMap(\.verdicts).contains { $0.outcome == .selfCaused })
    }

    @Test("what a run itself asks for counts as its doing")
    func cause() async throws {
        let workshop = try Workshop()
        try await define(workshop, ["a": Self.pipeline("a", on: "{event: tick}")])
        try emit(workshop, "emit", ["type": "tick"])
        try await workshop.once()
        let run = try workshop.run()
        try emit(workshop, "emit", ["type": "tick"], cause: .init(run: run.id, stage: "only", instance: "main"))
        try await workshop.once()
        #expect(try workshop.runs().count == 1)
        #expect(try taken(workshop).last?.verdicts.first { $0.pipeline == "a" }?.outcome == .selfCaused)
    }

    @Test("a branch that was made, moved on or put back, and a tag that was made, are told once; ours never")
    func refs() async throws {
        let workshop = try Workshop()
        try workshop.repository.git("tag", "old")
        try await define(
            workshop,
            [
                "moved": Self.pipeline("moved", on: "{event: branch.updated}"),
                "tagged": Self.pipeline("tagged", on: "{event: tag.created}"),
            ])
        #expect(try names(workshop).isEmpty, "what was there before is nothing new")
        let first = try workshop.repository.id("HEAD")
        let second = try workshop.repository.commit("second", [:])
        try workshop.repository.git("tag", "-a", "-m", "new", "new")
        try await workshop.once()
        try await workshop.once()
        #expect(try names(workshop) == ["moved", "tagged"])
        let move = try #require(try workshop.runs().first { $0.creation.pipeline.name == "moved" }?.creation.request)
        #expect(move.commit == second)
        #expect(move.event?.data["old"] == .string(first.hex))
        #expect(move.event?.data["new"] == .string(second.hex))
        try workshop.repository.git("reset", "-q", "--hard", first.hex)
        try workshop.repository.git("branch", "side")
        try await workshop.once()
        #expect(try names(workshop).count { $0 == "moved" } == 3)
        try workshop.repository.git("reset", "-q", "--hard", second.hex)
        try await workshop.once()
        #expect(try names(workshop).count { $0 == "moved" } == 4, "there again, after it was back")
        #expect(try names(workshop).count { $0 == "tagged" } == 1)
    }

    @Test("that a plan was removed starts what wants it, once")
    func removed() async throws {
        let workshop = try Workshop()
        try await define(
            workshop, ["gone": Self.pipeline("gone", on: "{event: plan.removed, filter: \"plan.title == 'A story'\"}")])
        try workshop.plan()
        try await workshop.once()
        try workshop.repository.git("rm", "-q", "plans/story.md")
        try workshop.repository.commit("gone")
        try await workshop.once()
        try await workshop.once()
        #expect(try names(workshop).filter { $0 == "gone" } == ["gone"])
        #expect(try workshop.runs().allSatisfy { $0.status == .succeeded })
    }

    @Test("specs that come and go, and a stage that fails, start what wants them, and the verdicts are kept")
    func specs() async throws {
        let workshop = try Workshop()
        try await define(
            workshop,
            [
                "came": Self.pipeline(
                    "came", on: "{event: spec.committed, filter: \"spec.id == 'core'\"}", run: "exit 3"),
                "gone": Self.pipeline("gone", on: "{event: spec.removed}"),
                "mend": Self.pipeline(
                    "mend", on: "{event: stage.failed, filter: \"event.error.contains('exited 3')\"}"),
                "idle": Self.pipeline("idle", on: "{event: stage.failed, filter: \"event.pipeline == 'other'\"}"),
                // In the place of the built-in one, which would run the spec too.
                "taskdaemon-specs": Self.pipeline("taskdaemon-specs", on: "{event: never.told}"),
            ])
        let commit = try workshop.repository.commit("spec", ["specs/core.md": "# Spec: Core\n**ID:** core\n"])
        try await workshop.once()
        #expect(try names(workshop) == ["came", "mend"])
        let failure = try #require(try taken(workshop).first { $0.event.type == "stage.failed" })
        #expect(failure.verdicts.first { $0.pipeline == "mend" }?.outcome == .started)
        #expect(failure.verdicts.first { $0.pipeline == "idle" }?.outcome == .filterFalse)
        try workshop.repository.git("rm", "-q", "specs/core.md")
        let removal = try workshop.repository.commit("gone")
        try await workshop.once()
        #expect(try names(workshop) == ["came", "gone", "mend"])
        let reader = try WorkspaceReader(at: workshop.repository.path)
        for (commit, pipeline) in [(commit, "came"), (removal, "gone")] {
            let report = WhyNotReport(commit, try reader.workspaceEntries(), place: nil)
            #expect(report.taken.flatMap(\.verdicts).filter { $0.outcome == "started" }.map(\.pipeline) == [pipeline])
        }
    }

    @Test("of runs that each cause the next the ninth is not started, and it is said why")
    func depth() async throws {
        let workshop = try Workshop()
        var pipelines = ["p0": Self.pipeline("p0", on: "{event: tick}")]
        for number in 1...9 {
            pipelines["p\(number)"] = Self.pipeline(
                "p\(number)", on: "{event: run.finished, filter: \"event.pipeline == 'p\(number - 1)'\"}")
        }
        try await define(workshop, pipelines)
        try emit(workshop, "emit", ["type": "tick"])
        try await workshop.once()
        #expect(try names(workshop) == (0...7).map { "p\($0)" })
        let last = try #require(
            try taken(workshop).flatMap(\.verdicts).first { $0.pipeline == "p8" && $0.outcome == .selfCaused })
        #expect(last.detail.hasPrefix("8 runs have each caused the next, which is the limit: p0 → p1"))
    }

    @Test("a run that had ended and is tried again tells its next end too, wherever the daemon dies")
    func reopened() async throws {
        // Where it is lost, it is lost at more than four points in a row.
        for stop in stride(from: 1 + Int(Date().timeIntervalSince1970) / 86_400 % 4, to: 400, by: 4) {
            let workshop = try Workshop()
            let side = try workshop.side()
            try await define(
                workshop,
                [
                    "a": Self.pipeline("a", on: "{event: tick}", run: "test -e \(side)/mended"),
                    "b": Self.pipeline(
                        "b",
                        on: "{event: run.finished, filter: \"event.pipeline == 'a' && event.status == 'succeeded'\"}"),
                ])
            try emit(workshop, "emit", ["type": "tick"])
            try await workshop.once()
            #expect(try names(workshop) == ["a"])
            try Data().write(to: URL(filePath: "\(side)/mended"))
            let run = try #require(try workshop.runs().first)
            try emit(workshop, "retry", run: run.id)
            let countdown = CrashTests.Countdown(stop)
            do { _ = try await workshop.once(faults: countdown.faults) } catch is FaultPoints.Stop {}
            try await workshop.once()
            #expect(try names(workshop) == ["a", "b"], "stopped at \(stop)")
            #expect(try workshop.runs().allSatisfy { $0.status == .succeeded }, "stopped at \(stop)")
            if !countdown.hasStopped { return }
        }
        Issue.record("the daemon never came to its end")
    }

    @Test("a daemon that dies at any write takes every event once all the same")
    func crashes() async throws {
        // Every fourth point, another fourth each day.
        for stop in stride(from: 1 + Int(Date().timeIntervalSince1970) / 86_400 % 4, to: 400, by: 4) {
            let workshop = try Workshop()
            try await define(
                workshop,
                [
                    "a": Self.pipeline("a", on: "{event: tick}"),
                    "b": Self.pipeline("b", on: "{event: stage.succeeded, filter: \"event.pipeline == 'a'\"}"),
                    "c": Self.pipeline("c", on: "{event: run.finished, filter: \"event.pipeline == 'b'\"}"),
                    "t": Self.pipeline("t", on: "{event: tag.created}"),
                ])
            try emit(workshop, "emit", ["type": "tick"])
            try workshop.repository.git("tag", "one")
            let countdown = CrashTests.Countdown(stop)
            do { _ = try await workshop.once(faults: countdown.faults) } catch is FaultPoints.Stop {}
            try await workshop.once()
            #expect(try names(workshop) == ["a", "b", "c", "t"], "stopped at \(stop)")
            #expect(try workshop.runs().allSatisfy { $0.status == .succeeded }, "stopped at \(stop)")
            #expect(try workshop.complaints() == "")
            if !countdown.hasStopped { return }
        }
        Issue.record("the daemon never came to its end")
    }
}
