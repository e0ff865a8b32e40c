import Daemon
import Foundation
import Git
import GitNames
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Templates
import Testing

/// The pipelines to start from, and what success is, through the real daemon.
@Suite("Starters")
struct StarterTests {
    /// Commits a starter that starts on a plan, with a Makefile, and a plan.
    private func start(_ name: String, make: String, in workshop: Workshop) async throws {
        let text = String(decoding: try #require(Templates.starters[name]), as: UTF8.self)
        let started = text.replacing("name: \(name)\n", with: "name: taskdaemon\nstart_on: [{event: plan.committed}]\n")
        _ = try workshop.repository.commit(
            "definitions", [".taskdaemon/pipelines/taskdaemon.yml": started, "Makefile": make])
        try await workshop.baseline()
        try workshop.plan()
        try await workshop.once()
    }

    private func approve(_ stage: StageName, in workshop: Workshop) throws {
        let run = try workshop.run()
        #expect(run.blockedOn(InstanceID(stage, .main))?.reason == .approval)
        let at = Instant(milliseconds: 1_700_000_000_000)
        _ = try Inbox(workshop.repository.open()).write(
            InboxRequest(
                ulid: ULID.make(at: at), type: "approve", run: run.id, stage: stage,
                tree: try workshop.repository.id("\(run.branch)^{tree}"), by: "ada", at: at))
    }

    @Test("review-gate: what was checked is deployed once a person approves")
    func reviewGate() async throws {
        let workshop = try Workshop()
        try await start(
            "review-gate", make: "check:\n\techo checked > checked\ndeploy:\n\tcp checked deployed\n", in: workshop)
        try approve("deploy", in: workshop)
        #expect(try await workshop.once().allSucceeded)
        #expect(try workshop.file("deployed", of: try workshop.run()) == "checked")
    }

    @Test("release: tests and build come first, then a person, then it is published")
    func release() async throws {
        let workshop = try Workshop()
        let make = "test:\n\techo 1 > tested\ndist:\n\techo 1 > built\npublish:\n\tcat tested built > published\n"
        try await start("release", make: make, in: workshop)
        try approve("publish", in: workshop)
        #expect(try await workshop.once().allSucceeded)
        #expect(try workshop.file("published", of: try workshop.run()) == "1\n1")
    }

    @Test("test-fix: where the tests pass there is nothing to do")
    func nothingToFix() async throws {
        let workshop = try Workshop()
        try await start("test-fix", make: "test:\n\ttrue\n", in: workshop)
        let run = try workshop.run()
        #expect(run.status == .succeeded, "\(run.blockers)")
        #expect(run.status(of: "fix") == .skipped)
    }

    @Test("test-fix: an agent fixes what fails, and the run has succeeded")
    func testFix() async throws {
        var workshop = try Workshop()
        let agent = try workshop.install(.claude, ["default": [.say("Done."), .run("touch fixed")]])
        try await start("test-fix", make: "test:\n\ttest -f fixed\n", in: workshop)
        let run = try workshop.run()
        #expect(run.status == .succeeded, "\(run.blockers)")
        #expect(run.status(of: "test") == .failed)
        #expect(run.status(of: "fix") == .succeeded)
        #expect(run.end?.reason.hasPrefix("success holds: ") == true)
        #expect(try agent.prompt("fix.main.1.1").contains("The tests of this repository fail"))
    }

    @Test("docs: an agent may change the documentation, which must build")
    func docs() async throws {
        var workshop = try Workshop()
        _ = try workshop.install(.claude, ["default": [.run("echo more >> README.md")]])
        try await start("docs", make: "docs:\n\tgrep -q more README.md\n", in: workshop)
        let run = try workshop.run()
        #expect(run.status == .succeeded, "\(run.blockers)")
        #expect(try workshop.file("README.md", of: run).hasSuffix("more"))
    }

    @Test("security-audit: every area is looked at, and the findings make one report")
    func audit() async throws {
        var workshop = try Workshop()
        let write = "mkdir -p audit && echo '# Audit: an area' > audit/$$.md"
        let agent = try workshop.install(.claude, ["default": [.run(write)]])
        try await start("security-audit", make: "", in: workshop)
        let run = try workshop.run()
        #expect(run.status == .succeeded, "\(run.blockers)")
        #expect(
            run.stages["audit"]?.instances.keys.map(\.rawValue) == ["dependencies", "secrets", "injection", "access"])
        #expect(try workshop.file("AUDIT.md", of: run).split(separator: "\n").count == 4)
        #expect(try agent.prompt("audit.secrets.1.1").contains("audit/secrets.md"))
    }

    @Test("a success that cannot be told blocks its stage through the daemon, and a retry with the value goes on")
    func success() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(
            """
              - name: measure
                loop_type: shell
                run: 'cat \(side)/result > "$TASKDAEMON_OUTPUT"'
                success: outputs.coverage >= 80
            """, more: "success: measure.outputs.coverage < 100\n")
        try Data("{\"covrage\": 91}".utf8).write(to: URL(filePath: side + "/result"))
        try workshop.plan()
        #expect(!(try await workshop.once().allSucceeded))
        var run = try workshop.run()
        #expect(run.status == .waiting)
        #expect(run.blockedOn(stage: "measure")?.reason == .expressionError)
        try Data("{\"coverage\": 91}".utf8).write(to: URL(filePath: side + "/result"))
        try workshop.ask("retry", of: run.id, stage: "measure")
        #expect(try await workshop.once().allSucceeded)
        run = try workshop.run()
        #expect(run.end?.reason == "success holds: measure.outputs.coverage < 100")
        #expect(try workshop.complaints() == "")
    }
}
