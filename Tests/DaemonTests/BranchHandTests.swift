import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// What users do with git to a run's refs, and to the branch that took its work, while no daemon runs.
@Suite("Run branches in the hands of their users")
struct BranchHandTests {
    private static let three = """
          - {name: first, loop_type: shell, run: echo 1 > first.txt}
          - {name: second, loop_type: shell, triggers: [{on_completion: {source_stage: first}}], run: echo 2 > second.txt}
          - {name: third, loop_type: shell, triggers: [{on_completion: {source_stage: second}}], run: cp first.txt third.txt}
        """

    /// A run that has done two of three stages, and is paused there.
    private func paused() async throws -> (Workshop, Run) {
        let workshop = try Workshop()
        try await workshop.define(Self.three)
        try workshop.plan()
        _ = try await workshop.once()
        try workshop.ask("rollback", of: workshop.run().id, stage: "second")
        _ = try await workshop.once()
        let run = try workshop.run()
        try #require(run.status == .paused)
        return (workshop, run)
    }

    /// Git in a worktree that has the run branch, which is gone afterwards.
    private func onBranch(_ workshop: Workshop, _ run: Run, _ commands: [[String]]) throws {
        let tree = workshop.repository.beside("hand-\(commands.count)")
        try workshop.repository.git("worktree", "add", "-q", tree, try #require(run.branch.branchName))
        for arguments in commands {
            let result = try workshop.repository.tryGit(["-C", tree] + arguments)
            try #require(result.status == 0, "\(arguments): \(result.complaint)")
        }
        try workshop.repository.git("worktree", "remove", "--force", tree)
    }

    private func amendments(_ workshop: Workshop, _ run: Run) throws -> [Amended] {
        try JournalStore(workshop.repository.open()).runEntries(run.id).flatMap(\.events).compactMap { event in
            if case .amended(let amended) = event { amended } else { nil }
        }
    }

    @Test("git commit --amend of the tip: it stands in the place of what was integrated, and the rest builds on it")
    func amendedTip() async throws {
        let (workshop, run) = try await paused()
        try onBranch(
            workshop, run,
            [
                ["rm", "-q", "--cached", "second.txt"],
                [
                    "update-index", "--add", "--cacheinfo", "100644",
                    try workshop.repository.git("hash-object", "-w", "--stdin", input: "two\n"), "second.txt",
                ],
                ["commit", "-q", "--amend", "-m", "second, by hand"],
            ])
        let tip = try workshop.repository.git("rev-parse", run.branch.text)
        _ = try await workshop.once()
        var now = try workshop.run()
        #expect(now.tip.hex == tip)
        #expect(now.status(of: "second") == .succeeded)
        #expect(now.integrations.map(\.commit.hex) == [run.integrations[0].commit.hex, tip])
        #expect(try amendments(workshop, run).last?.isReplacement == true)
        try workshop.ask("resume", of: run.id)
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        now = try workshop.run()
        #expect(try workshop.file("second.txt", of: now) == "two")
        #expect(try workshop.complaints() == "")
    }

    @Test("git revert of an integration: an amendment that names what it takes back")
    func reverted() async throws {
        let (workshop, run) = try await paused()
        let second = run.integrations[1].commit
        try onBranch(workshop, run, [["revert", "--no-edit", "-m", "1", second.hex]])
        _ = try await workshop.once()
        let now = try workshop.run()
        #expect(try amendments(workshop, run).last?.reverts == [second])
        #expect(now.status(of: "second") == .succeeded)
        #expect(now.status == .paused)
        try workshop.ask("resume", of: run.id)
        _ = try await workshop.once()
        let names = try workshop.repository.git("ls-tree", "--name-only", run.branch.text).split(separator: "\n")
        #expect(names.contains("third.txt") && !names.contains("second.txt"))
    }

    @Test("a message alone is no revert")
    func claimed() async throws {
        let (workshop, run) = try await paused()
        let second = run.integrations[1].commit
        try onBranch(
            workshop, run, [["commit", "-q", "--allow-empty", "-m", "Nothing\n\nThis reverts commit \(second.hex)."]])
        _ = try await workshop.once()
        let amended = try #require(try amendments(workshop, run).last)
        #expect(amended.reverts == nil)
        #expect(try workshop.run().tip == amended.tip)
    }

    @Test("a rebase is outside the run's history: it waits, takes it where it is on resume, and undo puts it back")
    func rebased() async throws {
        for putsBack in [false, true] {
            let (workshop, run) = try await paused()
            _ = try workshop.repository.commit("more", ["more.txt": "more\n"])
            try onBranch(workshop, run, [["rebase", "-q", "main"]])
            let tip = try workshop.repository.git("rev-parse", run.branch.text)
            _ = try await workshop.once()
            let seen = try workshop.run()
            #expect(seen.pause?.cause == .branchMoved)
            #expect(seen.pause?.tip?.hex == tip)
            #expect(seen.pause?.detail.contains("outside the run's history") == true)
            if putsBack {
                let journal = JournalStore(try workshop.repository.open())
                let entry = try #require(try journal.runEntries(run.id).last?.id)
                try workshop.ask("undo", of: run.id, data: ["entry": .string(entry.hex)])
                _ = try await workshop.once()
                #expect(try workshop.run().standing == run.standing)
                #expect(try workshop.repository.git("rev-parse", run.branch.text) == run.tip.hex)
            } else {
                try workshop.ask("resume", of: run.id)
                _ = try await workshop.once()
                let now = try workshop.run()
                #expect(now.status == .succeeded)
                let isBelow = try workshop.repository.tryGit(["merge-base", "--is-ancestor", tip, run.branch.text])
                #expect(isBelow.status == 0)
            }
        }
    }

    @Test("a run branch that was deleted is made again on resume; one that was made again elsewhere waits")
    func deleted() async throws {
        let (workshop, run) = try await paused()
        let name = try #require(run.branch.branchName)
        try workshop.repository.git("branch", "-q", "-D", name)
        _ = try await workshop.once()
        #expect(try workshop.run().pause?.detail.hasPrefix("the run branch was deleted") == true)
        _ = try workshop.repository.commit("more", ["more.txt": "more\n"])
        try workshop.repository.git("branch", "-q", name, "main")
        _ = try await workshop.once()
        #expect(try workshop.run().pause?.detail.contains("outside the run's history") == true)
        try workshop.repository.git("branch", "-q", "-D", name)
        _ = try await workshop.once()
        try workshop.ask("resume", of: run.id)
        _ = try await workshop.once()
        #expect(try workshop.run().status == .succeeded)
        #expect(
            try workshop.repository.tryGit(["merge-base", "--is-ancestor", run.tip.hex, run.branch.text]).status == 0)
    }

    @Test("tags and work branches that were deleted or moved are as stated again, and the run goes on as it was")
    func projections() async throws {
        let (workshop, run) = try await paused()
        let tag = run.checkpointTag("first", 1)
        try workshop.repository.git("tag", "-d", String(tag.text.dropFirst("refs/tags/".count)))
        let rollback = run.rollbackTag(1)
        try workshop.repository.git("update-ref", rollback.text, "main")
        _ = try await workshop.once()
        let now = try workshop.run()
        for ref in [tag, rollback] {
            let stated = try #require(now.refs[ref])
            #expect(try workshop.repository.git("rev-parse", ref.text) == stated.hex)
        }
        #expect(now.status == .paused)
        #expect(now.standing == run.standing)
    }

    @Test("what users do to the branch of a finished run is theirs, unless it goes back or on")
    func finished() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.three)
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        try workshop.repository.git("branch", "-q", "-D", try #require(run.branch.branchName))
        _ = try await workshop.once()
        #expect(try workshop.run() == run)
        #expect(try workshop.repository.tryGit(["rev-parse", "--verify", run.branch.text]).status != 0)
        try workshop.repository.git("update-ref", run.branch.text, run.integrations[0].commit.hex)
        _ = try await workshop.once()
        #expect(try workshop.run().status(of: "first") == .succeeded)
        #expect(try workshop.run().status == .paused)
    }

    @Test("a revert of an accepted merge is written down once, and a revert of that too; a message alone is not")
    func acceptReverted() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.three)
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        let onto = try workshop.repository.git("rev-parse", "main")
        try workshop.repository.git("merge", "-q", "--no-ff", "-m", "take it", run.branch.text)
        let merge = try workshop.repository.git("rev-parse", "main")
        try workshop.ask(
            "accepted", of: run.id,
            data: ["branch": "main", "onto": .string(onto), "commit": .string(merge), "how": "merge"])
        _ = try await workshop.once()
        #expect(try workshop.run().acceptance?.commit.hex == merge)
        try workshop.repository.git(
            "commit", "-q", "--allow-empty", "-m", "Nothing\n\nThis reverts commit \(merge).")
        _ = try await workshop.once()
        #expect(try workshop.run().acceptance?.revertedBy == nil)
        try workshop.repository.git("revert", "--no-edit", "-m", "1", merge)
        let revert = try workshop.repository.git("rev-parse", "main")
        for _ in 0..<2 { _ = try await workshop.once() }
        #expect(try workshop.run().acceptance?.revertedBy?.hex == revert)
        try workshop.repository.git("revert", "--no-edit", revert)
        _ = try await workshop.once()
        #expect(try workshop.run().acceptance?.revertedBy == nil)
        let told = try JournalStore(workshop.repository.open()).runEntries(run.id).flatMap(\.events).compactMap {
            event in
            if case .acceptReverted(let reverted) = event { reverted.holds } else { nil }
        }
        #expect(told == [false, true])
        // A merge that brings a revert takes the work back as well.
        try workshop.repository.git("switch", "-q", "-c", "side")
        try workshop.repository.git("revert", "--no-edit", "-m", "1", merge)
        try workshop.repository.git("switch", "-q", "main")
        try workshop.repository.git("merge", "-q", "--no-ff", "-m", "from the side", "side")
        _ = try await workshop.once()
        #expect(try workshop.run().acceptance?.revertedBy?.hex == (try workshop.repository.git("rev-parse", "main")))
        #expect(try workshop.complaints() == "")
    }
}
