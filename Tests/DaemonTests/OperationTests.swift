import Daemon
import Git
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// What was asked for is taken back, through the real daemon.
@Suite("Operations are taken back")
struct OperationTests {
    private static let two = """
          - {name: first, loop_type: shell, run: echo 1 > first.txt}
          - {name: second, loop_type: shell, triggers: [{on_completion: {source_stage: first}}], run: echo 2 > second.txt}
        """

    /// A finished run of two stages.
    private func finished() async throws -> (Workshop, Run) {
        let workshop = try Workshop()
        try await workshop.define(Self.two)
        try workshop.plan()
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        return (workshop, try workshop.run())
    }

    /// Every ref of runs outside the journals, and what it holds.
    private func refs(_ workshop: Workshop) throws -> String {
        try workshop.repository.git(
            "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/taskdaemon", "refs/tags")
    }

    /// The newest entry in which that happened.
    private func entry(_ workshop: Workshop, _ isIt: (RunEvent) -> Bool) throws -> ObjectID {
        let journal = JournalStore(try workshop.repository.open())
        let entries = try journal.runEntries(workshop.run().id)
        return try #require(entries.last { $0.events.contains(where: isIt) }?.id, "\(entries.map(\.subject))")
    }

    private func isRollback(_ event: RunEvent) -> Bool { if case .rolledBack = event { true } else { false } }

    private func refusals(_ workshop: Workshop) throws -> [String] {
        let journal = JournalStore(try workshop.repository.open())
        let own = try journal.runEntries(workshop.run().id).flatMap(\.events).compactMap { event in
            if case .requestTaken(let taken) = event { taken.refused } else { nil }
        }
        let others = try journal.workspaceEntries().flatMap(\.events).compactMap { event in
            if case .requestTaken(let taken) = event { taken.refused } else { nil }
        }
        return own + others
    }

    @Test("an undo of a rollback puts every ref back, once, and an undo of that takes it back again")
    func rollback() async throws {
        let (workshop, run) = try await finished()
        let before = try refs(workshop)
        try workshop.ask("rollback", of: run.id, stage: "first")
        _ = try await workshop.once()
        let behind = try refs(workshop)
        #expect(behind != before)
        let rolledBack = try entry(workshop, isRollback)
        for _ in 0..<2 { try workshop.ask("undo", of: run.id, data: ["entry": .string(rolledBack.hex)]) }
        _ = try await workshop.once()
        var undone = try workshop.run()
        #expect(undone.status == .succeeded, "\(undone.blockers)")
        #expect(undone.standing == run.standing)
        #expect(
            try refs(workshop).split(separator: "\n").filter { !$0.contains("/rollback.") }
                == before.split(separator: "\n"))
        #expect(try refusals(workshop).count == 1)
        let undo = try entry(workshop) { if case .restored = $0 { true } else { false } }
        try workshop.ask("undo", of: run.id, data: ["entry": .string(undo.hex)])
        _ = try await workshop.once()
        undone = try workshop.run()
        #expect(undone.status == .paused)
        // What was left is kept by a tag of its own.
        #expect(
            try refs(workshop).split(separator: "\n").filter { !$0.contains("/rollback.2 ") }
                == behind.split(separator: "\n"))
        #expect(try workshop.repository.git("rev-parse", "\(undone.rollbackTag(2).text)^{commit}") == run.tip.hex)
        #expect(try workshop.complaints() == "")
    }

    @Test("a run branch that was moved by hand goes back, whether it was put back, deleted, or elsewhere")
    func byHand() async throws {
        for place in ["HEAD~0", "refs/heads/main", nil] {
            let (workshop, run) = try await finished()
            // Only a run that has not ended pauses for what is elsewhere.
            try workshop.ask("rollback", of: run.id, stage: "first")
            _ = try await workshop.once()
            let start = try workshop.run()
            let tree = try workshop.repository.git("rev-parse", "main^{tree}")
            let foreign = try workshop.repository.git("commit-tree", tree, "-m", "elsewhere")
            if place == nil {
                try workshop.repository.git("update-ref", "-d", run.branch.text)
            } else {
                try workshop.repository.git(
                    "update-ref", run.branch.text, place == "HEAD~0" ? start.creation.request.commit.hex : foreign)
            }
            _ = try await workshop.once()
            let moved = try entry(workshop) { event in
                switch event {
                case .rolledBack(let rollback): rollback.by == "the run branch"
                case .paused(let pause): pause.cause == .branchMoved
                default: false
                }
            }
            try workshop.ask("undo", of: run.id, data: ["entry": .string(moved.hex)])
            _ = try await workshop.once()
            let back = try workshop.run()
            #expect(back.standing == start.standing, "\(place ?? "deleted"): \(back.blockers)")
            #expect(try workshop.repository.git("rev-parse", run.branch.text) == start.tip.hex)
            #expect(try workshop.complaints() == "")
        }
    }

    @Test("what came since is not lost by an undo, and is kept by going back all the same")
    func since() async throws {
        let (workshop, run) = try await finished()
        try workshop.ask("rollback", of: run.id, stage: "first", data: ["resume": true])
        _ = try await workshop.once()
        let (rolledBack, tip) = (try entry(workshop, isRollback), try workshop.run().tip)
        try workshop.ask("undo", of: run.id, data: ["entry": .string(rolledBack.hex)])
        _ = try await workshop.once()
        #expect(try workshop.run().tip == tip)
        #expect(try refusals(workshop) == ["the run branch has moved since, which would be lost"])
        let end = try entry(workshop) { if case .ended = $0 { true } else { false } }
        let journal = JournalStore(try workshop.repository.open())
        let first = try #require(
            try journal.runEntries(run.id).first {
                $0.id != end && $0.events.contains { if case .ended = $0 { true } else { false } }
            })
        try workshop.ask("restore", of: run.id, data: ["entry": .string(first.id.hex)])
        _ = try await workshop.once()
        let back = try workshop.run()
        #expect(back.tip == run.tip)
        #expect(back.status == .succeeded)
        #expect(try workshop.repository.git("rev-parse", "\(back.rollbackTag(2).text)^{commit}") == tip.hex)
    }

    @Test("what is no entry of the run is refused")
    func others() async throws {
        let (workshop, run) = try await finished()
        try workshop.ask("undo", of: run.id, data: ["entry": .string(run.tip.hex)])
        try workshop.ask("restore", of: run.id, data: ["entry": .string(run.tip.hex)])
        try workshop.ask("undo", of: run.id)
        _ = try await workshop.once()
        #expect(try workshop.run().standing == run.standing)
        #expect(try refusals(workshop).count == 3)
        let first = try #require(try JournalStore(workshop.repository.open()).runEntries(run.id).first)
        try workshop.ask("undo", of: run.id, data: ["entry": .string(first.id.hex)])
        _ = try await workshop.once()
        #expect(try refusals(workshop).last == "\(run.id) began with it")
    }
}
