import Daemon
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// Approvals through the real daemon: requests as refs, trees as the repository has them.
@Suite("Approvals")
struct ApprovalTests {
    private static let gated = """
          - {name: build, loop_type: shell, run: echo 1 > built.txt}
          - name: deploy
            loop_type: shell
            triggers: [{on_completion: {source_stage: build}}, {manual: {approval_required: true}}]
            run: cat built.txt > deployed.txt
        """

    private func reason(_ workshop: Workshop) throws -> BlockedOn? {
        try workshop.run().blockedOn(InstanceID("deploy", .main))
    }

    private func approve(_ workshop: Workshop, _ tree: ObjectID) throws {
        let at = Instant(milliseconds: 1_700_000_000_000 + Int64.random(in: 0..<1_000_000_000))
        _ = try Inbox(workshop.repository.open()).write(
            InboxRequest(
                ulid: ULID.make(at: at), type: "approve", run: try workshop.run().id, stage: "deploy", tree: tree,
                by: "ada", at: at))
    }

    @Test("an approval lets the stage start from the tree that was looked at, and from no other")
    func approved() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.gated)
        try workshop.plan()
        try await workshop.once()
        #expect(try reason(workshop)?.reason == .approval)
        let run = try workshop.run()
        let tree = try workshop.repository.id("\(run.branch)^{tree}")

        // Somebody commits on top before the approval is taken: what was looked at is not what would start.
        try workshop.repository.git(
            "worktree", "add", "-q", workshop.repository.beside("amend"), try #require(run.branch.branchName))
        try TemporaryRepository.checked(
            ["-C", workshop.repository.beside("amend"), "commit", "-q", "--allow-empty", "-m", "nothing"],
            home: workshop.repository.home)
        try workshop.repository.git("worktree", "remove", "--force", workshop.repository.beside("amend"))
        try approve(workshop, try workshop.repository.id("main^{tree}"))
        try await workshop.once()
        #expect(try reason(workshop)?.reason == .approval)

        // An empty commit changes no tree: the approval of the same tree holds.
        try approve(workshop, tree)
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        #expect(try workshop.file("deployed.txt", of: try workshop.run()) == "1")
        #expect(try workshop.complaints() == "")
    }

    @Test("what is approved while the run branch moves on is compared, and void where files changed")
    func voided() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(
            """
              - name: deploy
                loop_type: shell
                for_each: '["a", "b"]'
                triggers: [{manual: {approval_required: true}}]
                run: echo $TASKDAEMON_INSTANCE >> \(side)/log; echo $TASKDAEMON_INSTANCE > $TASKDAEMON_INSTANCE.txt
            """)
        try workshop.plan()
        try await workshop.once()
        try approve(workshop, try workshop.repository.id("\(try workshop.run().branch)^{tree}"))
        // One at a time: the first moves the branch on, and with it the tree that the second would start from.
        try await workshop.once()
        let run = try workshop.run()
        #expect(run.instance(InstanceID("deploy", "a"))?.result != nil)
        let blocked = try #require(run.blockedOn(InstanceID("deploy", "b")))
        #expect(blocked.reason == .approval)
        #expect(blocked.detail.contains("a.txt"), "\(blocked.detail)")
        #expect(blocked.detail.contains("void"))
        try approve(workshop, try workshop.repository.id("\(run.branch)^{tree}"))
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
    }
}
