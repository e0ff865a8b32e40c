import Daemon
import Git
import GitNames
import Orchestration
import Reporting
import TaskDaemonTesting
import Testing

/// That every commit has an answer: what it started, or why nothing looked at it.
@Suite("Why a commit started nothing") struct WhyNotTests {
    private func report(_ commit: ObjectID, in workshop: Workshop, watch: [String] = []) throws -> WhyNotReport {
        let reader = try WorkspaceReader(at: workshop.repository.path)
        return try WhyNotReport(
            commit, reader.workspaceEntries(),
            place: reader.place(of: commit, prefix: "taskdaemon/", watch: watch))
    }

    @Test("each way in which a commit can be there has its answer")
    func places() async throws {
        let workshop = try Workshop()
        let repository = workshop.repository
        let old = try repository.id("HEAD")
        try await workshop.define("  - {name: only, loop_type: shell, run: \"true\"}")
        #expect(try report(old, in: workshop).reason == "before_start")
        let waiting = try workshop.plan()
        #expect(try report(waiting, in: workshop).reason == "pending")
        // What was committed while no daemon ran is taken one by one.
        let later = try workshop.plan("# Plan: Later\n", at: "plans/later.md")
        try await workshop.once()
        for commit in [waiting, later] {
            let report = try report(commit, in: workshop)
            #expect(report.reason == nil)
            #expect(report.taken.first?.verdicts.contains { $0.outcome == "started" } == true)
        }

        let run = try #require(try workshop.runs().first)
        #expect(run.tip != run.creation.request.commit)
        let own = try report(run.tip, in: workshop)
        #expect(own.reason == "own_branch")
        #expect(own.detail?.contains(run.branch.branchName ?? "?") == true)

        // The second parent of a merge, and what was merged before in turn.
        try repository.git("checkout", "-q", "-b", "side", later.hex)
        let side = try repository.commit("on the side", ["side": "1"])
        let plan = try workshop.plan("# Plan: Side\n", at: "plans/side.md")
        try repository.git("checkout", "-q", "main")
        try repository.git("merge", "-q", "--no-ff", "-m", "merge", "side")
        let merge = try repository.id("HEAD")
        try repository.git("branch", "-q", "-D", "side")
        _ = try repository.commit("after", ["after": "1"])
        try await workshop.once()
        for commit in [side, plan] {
            let report = try report(commit, in: workshop)
            #expect(report.reason == "merged")
            #expect(report.detail?.contains("the merge \(merge.short)") == true)
        }
        #expect(try report(merge, in: workshop).taken.first?.verdicts.contains { $0.outcome == "started" } == true)

        try repository.git("checkout", "-q", "-b", "elsewhere")
        let unwatched = try repository.commit("elsewhere", ["elsewhere": "1"])
        try repository.git("checkout", "-q", "main")
        #expect(try report(unwatched, in: workshop, watch: ["main"]).reason == "unwatched")
        #expect(try report(unwatched, in: workshop).reason == "pending")
        try repository.git("update-ref", "refs/remotes/origin/elsewhere", unwatched.hex)
        try repository.git("branch", "-q", "-D", "elsewhere")
        #expect(try report(unwatched, in: workshop).reason == "remote")
        try repository.git("update-ref", "-d", "refs/remotes/origin/elsewhere")
        #expect(try report(unwatched, in: workshop).reason == "lost")

        // One that was taken is still told of when nothing leads to it any more.
        let amended = try workshop.plan("# Plan: Amended\n", at: "plans/amended.md")
        try await workshop.once()
        try repository.git("reset", "-q", "--hard", "HEAD~1")
        #expect(try report(amended, in: workshop).taken.count == 1)
    }
}
