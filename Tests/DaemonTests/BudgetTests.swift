import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import Reporting
import TaskDaemonTesting
import Testing

/// Agents that would use more than they may, through the real daemon.
@Suite("Budgets")
struct BudgetTests {
    /// A loop that needs three passes, each for 40 cents.
    private static let stages = """
          - name: work
            loop_type: phase
            agent: claude
            prompt: 'pass {{iteration}}; {{progress}}'
            validate: test "$(wc -l < lines)" -ge 3

        """

    private static let passes: [String: [FakeAgent.Step]] = [
        "default": [.say("A line."), .run("echo line >> lines"), .usage(input: 1000, output: 100, micros: 400_000)]
    ]

    @Test("a stage over its budget asks, keeps its commits, and goes on in the same loop after resume")
    func stage() async throws {
        var workshop = try Workshop()
        let agent = try workshop.install(.claude, Self.passes)
        try await workshop.define(Self.stages + "    budget: {usd: 0.80}")
        try workshop.plan()
        _ = try await workshop.once()
        var run = try workshop.run()
        #expect(run.status == .paused)
        #expect(run.pause?.detail.contains("stage work has used $0.80 of $0.80 of its budget") == true)
        #expect(run.usage?.cost == 800_000)
        let tip = try workshop.repository.git("rev-parse", run.workBranch(InstanceID("work", .main)).text)
        // A daemon that finds it so starts nothing.
        _ = try await workshop.once()
        #expect(try workshop.passes(of: run).count == 2)
        try workshop.ask("resume", of: run.id)
        let outcome = try await workshop.once()
        run = try workshop.run()
        #expect(outcome.allSucceeded, "\(run.blockers)")
        #expect(try workshop.file("lines", of: run) == "line\nline\nline")
        let passes = try workshop.passes(of: run)
        #expect(passes.map(\.iteration) == [1, 2, 3])
        #expect(passes.map(\.attempt.number) == [1, 1, 2])
        #expect(try agent.prompt("work.main.2.3").contains("Iteration 2: exited 0; validation exited 1."))
        #expect(try workshop.repository.tryGit(["merge-base", "--is-ancestor", tip, passes[2].tip.hex]).status == 0)
        #expect(try workshop.complaints() == "")
    }

    @Test("a run's budget counts across its stages")
    func run() async throws {
        var workshop = try Workshop()
        _ = try workshop.install(.codex, ["default": [.run("date > now"), .usage(input: 600, output: 0)]])
        let stage = "loop_type: phase, agent: codex, prompt: go"
        let second = "triggers: [{on_completion: {source_stage: one, success_only: true}}]"
        try await workshop.define(
            "  - {name: one, \(stage)}\n  - {name: two, \(stage), \(second)}", more: "budget: {tokens: 600}\n")
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        #expect(run.status(of: "one") == .succeeded)
        #expect(run.blockedOn(stage: "two")?.reason == .paused)
        #expect(run.blockedOn(stage: "two")?.detail.contains("600 of 600 tokens") == true)
        try workshop.ask("resume", of: run.id)
        #expect(try await workshop.once().allSucceeded)
    }

    @Test(
        "the day's budget spans runs and daemons, archived runs too: what it holds waits for tomorrow or a person",
        arguments: [false, true])
    func day(isArchived: Bool) async throws {
        var workshop = try Workshop()
        _ = try workshop.install(.claude, Self.passes)
        workshop.userConfig += "daily_budget: {usd: 1.20}\n" + (isArchived ? "keep_runs: 0\n" : "")
        try await workshop.define(Self.stages)
        try workshop.plan()
        // The first run takes all of it, and ends: nobody is asked for what ends anyway.
        #expect(try await workshop.once().allSucceeded)
        try workshop.plan("# Plan: Another\n\nAll of it.\n", at: "plans/another.md")
        _ = try await workshop.once()
        let runs = try workshop.runs()
        #expect(runs.count == (isArchived ? 1 : 2))
        let held = try #require(runs.first { $0.id.rawValue.hasPrefix("another") })
        #expect(held.status == .paused)
        #expect(held.runningAttempts.isEmpty && held.attemptNumbers.isEmpty)
        #expect(held.pause?.detail.contains("$1.20 of $1.20") == true)
        #expect(held.pause?.until.map { $0 > held.updatedAt } == true)
        try workshop.ask("resume", of: held.id)
        #expect(try await workshop.once().allSucceeded)
    }

    @Test("pause holds a loop between two passes while the daemon lives, and resume goes on with the next")
    func pause() async throws {
        var workshop = try Workshop()
        let side = try workshop.side()
        _ = try workshop.install(
            .claude,
            [
                "1": [.run("echo line >> lines; touch \(side)/first; \(waiting(for: "\(side)/go"))")],
                "default": [.run("echo line >> lines")],
            ])
        try await workshop.define(Self.stages)
        try workshop.plan()
        let shop = workshop
        try await workshop.watching {
            try await shop.until("the first pass") { FileManager.default.fileExists(atPath: "\(side)/first") }
            try shop.ask("pause", of: try shop.run().id)
            try await shop.until(.paused)
            shop.touch("\(side)/go")
            try await shop.until("the loop is held") { try shop.run().runningAttempts.isEmpty }
            #expect(try shop.passes(of: shop.run()).map(\.iteration) == [1])
            try shop.ask("resume", of: try shop.run().id)
            try await shop.until(.succeeded)
        }
        #expect(try shop.passes(of: shop.run()).map(\.iteration) == [1, 2, 3])
        #expect(try shop.file("lines", of: shop.run()) == "line\nline\nline")
    }

    @Test(
        "what an agent used and wrote that a rollback stopped is known, also where its instance is gone"
    )
    func rolledBack() async throws {
        var workshop = try Workshop()
        let side = try workshop.side()
        let result: JSON = [
            "type": "result", "is_error": false, "result": "Done.", "total_cost_usd": 0.25,
            "usage": ["input_tokens": 10, "output_tokens": 5],
        ]
        _ = try workshop.install(
            .claude, ["work.one.1.1": [.say("Half a thought."), .raw(result.text), .run("touch \(side)/first"), .hang]])
        try await workshop.define(
            """
              - name: list
                loop_type: shell
                run: echo '{"names":["one"]}' > "$TASKDAEMON_OUTPUT"
              - name: work
                loop_type: phase
                agent: claude
                prompt: go on
                triggers: [{on_completion: {source_stage: list}}]
                for_each: list.outputs.names
            """)
        try workshop.plan()
        let shop = workshop
        try await workshop.watching {
            try await shop.until("the first pass") { FileManager.default.fileExists(atPath: "\(side)/first") }
            try shop.ask("rollback", of: try shop.run().id, stage: "list")
            try await shop.until("what was stopped is told of") { try shop.run().usage?.cost == 250_000 }
        }
        let run = try shop.run()
        #expect(run.givenUp.isEmpty)
        #expect(run.stages["work"]?.usage?.cost == 250_000)
        let history = try AttemptHistory(JournalStore(shop.repository.open()).runEntries(run.id))
        let record = try #require(history.records(of: InstanceID("work", "one")).first)
        #expect(record.usage?.cost == 250_000)
        #expect(record.failure?.cancelled == true)
        let log = try JournalStore(shop.repository.open()).log(run.id, blob: try #require(record.log))
        #expect(String(decoding: log, as: UTF8.self).contains("Half a thought."))
        try shop.ask("resume", of: run.id)
        #expect(try await shop.once().allSucceeded)
        #expect(try shop.complaints() == "")
    }
}
