import Daemon
import Foundation
import Git
import GitNames
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// A stage may change neither what is protected nor what judges it.
@Suite("Integrity")
struct IntegrityTests {
    private static let files = [
        "check.sh": "test -s out.txt\n", "Tests/a.txt": "a test\n", "Makefile": "test:\n\ttest -s out.txt\n",
    ]

    private func workshop(_ stage: String) async throws -> Workshop {
        let workshop = try Workshop()
        _ = try workshop.repository.commit("files", Self.files)
        try await workshop.define(
            "  - {name: only, loop_type: shell, \(stage)}")
        try workshop.plan()
        _ = try await workshop.once()
        return workshop
    }

    @Test(
        "a stage that changes what it may not fails, and its paths are listed",
        arguments: [
            ("run: 'echo 1 > out.txt; echo : > check.sh', validate: sh check.sh", "check.sh"),
            ("run: 'rm check.sh; echo 1 > out.txt', validate: ['sh', './check.sh']", "check.sh"),
            ("run: 'chmod +x check.sh', validate: sh check.sh", "check.sh"),
            ("run: 'echo x >> Tests/a.txt; echo 1 > Tests/b.txt', protect: ['Tests/**']", "Tests/a.txt, Tests/b.txt"),
            ("run: 'git mv Tests/a.txt moved.txt; git commit -qm move', protect: ['Tests/**']", "Tests/a.txt"),
            ("run: 'rm -r Tests; ln -s / Tests', protect: ['Tests/**', Tests]", "Tests, Tests/a.txt"),
            ("run: 'echo > GNUmakefile', validate: make test", "GNUmakefile"),
        ])
    func forbidden(stage: String, paths: String) async throws {
        let workshop = try await workshop(stage)
        let run = try workshop.run()
        #expect(run.status == .failed)
        let failure = try #require(run.lastFailure("only"))
        #expect(failure.errorClass == .failed)
        #expect(
            failure.message.contains("integrity: protected paths were changed: \(paths); put them back"),
            "\(failure.message)")
        #expect(run.integrations.isEmpty)
        #expect(try workshop.repository.git("diff", "--name-only", "main", "\(run.branch)") == "")
    }

    @Test(
        "what is not protected may be changed",
        arguments: [
            "run: 'echo 1 > out.txt', validate: sh check.sh, protect: ['Tests/**']",
            "run: 'echo 1 > out.txt; echo >> Makefile', validate: make test, protect: ['!Makefile']",
            "run: 'echo 1 > Tests/new.txt', protect: ['Tests/**', '!Tests/new.txt']",
            "run: 'echo 1 > out.txt; echo x >> Tests/a.txt; git add -A; git commit -qm x; git checkout -q HEAD~1 Tests', "
                + "protect: ['Tests/**']",
        ])
    func allowed(stage: String) async throws {
        #expect(try await workshop(stage).run().status == .succeeded)
    }

    @Test("with `integrity: approval` such a result waits for a person, who is shown the paths")
    func asked() async throws {
        let workshop = try await workshop(
            "integrity: approval, protect: ['Tests/**'], run: 'echo 1 > out.txt; echo x >> Tests/a.txt', "
                + "validate: sh check.sh")
        var run = try workshop.run()
        #expect(run.status == .waiting)
        let blocked = try #require(run.blockedOn(stage: "only"))
        #expect(blocked.reason == .approval && blocked.detail.contains("Tests/a.txt"))
        #expect(run.integrations.isEmpty)
        // A tree that nobody has seen is not what was asked about.
        try workshop.ask("approve", of: run.id, stage: "only", tree: workshop.tree(of: "main"))
        _ = try await workshop.once()
        #expect(try workshop.run().status == .waiting)
        let subject = try #require(run.subjectOfApproval(in: "only"))
        try workshop.ask("approve", of: run.id, stage: "only", tree: workshop.tree(of: subject.hex))
        #expect(try await workshop.once().allSucceeded)
        run = try workshop.run()
        #expect(try workshop.file("Tests/a.txt", of: run) == "a test\nx")
        #expect(run.attemptNumbers[InstanceID("only", .main)] == 1)
        #expect(try workshop.complaints() == "")
    }

    @Test("what does not change anything protected is not asked about")
    func notAsked() async throws {
        let workshop = try await workshop(
            "integrity: approval, protect: ['Tests/**'], run: 'echo 1 > out.txt', validate: sh check.sh")
        #expect(try workshop.run().status == .succeeded)
    }

    @Test("the next iteration is told, and what it puts back does not count")
    func undone() async throws {
        let workshop = try await workshop(
            "run: 'if test $TASKDAEMON_ITERATION = 1; then echo > check.sh; else git checkout HEAD~1 -- check.sh; "
                + "echo 1 > out.txt; fi', validate: sh check.sh, max_iterations: 3")
        let run = try workshop.run()
        #expect(run.status == .succeeded)
        #expect(run.instance(InstanceID("only", .main))?.past.last?.iterations == 2)
        let entries = try JournalStore(workshop.repository.open()).runEntries(run.id)
        let verdicts = entries.flatMap(\.events).compactMap { event -> String? in
            if case .iterationEnded(let ended) = event { ended.verdict } else { nil }
        }
        #expect(verdicts.contains { $0.contains("integrity") && $0.contains("check.sh") }, "\(verdicts)")
        #expect(try workshop.file("check.sh", of: run) == Self.files["check.sh"]?.dropLast().description)
    }

    @Test("a merge does not carry a change to a path that became protected by a rename")
    func renamed() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        let text = (1...40).map { "line \($0)\n" }.joined()
        _ = try workshop.repository.commit("files", ["spec.txt": text, "Tests/a.txt": "a\n"])
        try await workshop.define(
            """
              - name: only
                loop_type: shell
                protect: ['Tests/**']
                run: "touch \(side)/started; \(waiting(for: "\(side)/go")); echo changed >> spec.txt"
            """)
        try await workshop.watching {
            try workshop.plan()
            try await workshop.until("the stage has started") {
                FileManager.default.fileExists(atPath: "\(side)/started")
            }
            let run = try workshop.run()
            let tree = workshop.repository.beside("amended")
            try workshop.repository.git("worktree", "add", "-q", "--detach", tree, run.branch.text)
            try workshop.repository.git("-C", tree, "mv", "spec.txt", "Tests/spec.txt")
            try workshop.repository.git("-C", tree, "commit", "-qm", "a test")
            let tip = try workshop.repository.git("-C", tree, "rev-parse", "HEAD")
            try workshop.repository.git("worktree", "remove", "--force", tree)
            try workshop.repository.git("update-ref", run.branch.text, tip)
            workshop.touch("\(side)/go")
            try await workshop.until("the merge was refused") {
                try JournalStore(workshop.repository.open()).runEntries(run.id).flatMap(\.events).contains { event in
                    if case .integrationRejected(let rejected) = event {
                        rejected.reason.contains("Tests/spec.txt")
                    } else {
                        false
                    }
                }
            }
        }
    }
}
