import Daemon
import Foundation
import Git
import GitNames
import Glibc
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// What users do to runs, through the real daemon.
@Suite("Runs in the hands of their users")
struct BehaviourTests {
    private static let two = """
          - {name: first, loop_type: shell, run: echo 1 > first.txt}
          - {name: second, loop_type: shell, triggers: [{on_completion: {source_stage: first}}], run: echo 2 > second.txt}
        """

    /// Two stages; the first goes on when `go` is there, and leaves its process id.
    private func slow(_ side: String) -> String {
        """
          - name: first
            loop_type: shell
            run: |
              echo $$ > \(side)/pid
              \(waiting(for: side + "/go"))
              echo 1 > first.txt
          - name: second
            loop_type: shell
            triggers: [{on_completion: {source_stage: first}}]
            run: touch \(side)/second; echo 2 > second.txt
        """
    }

    @Test("a plan becomes specs, phases and what their blocks do")
    func cascade() async throws {
        let workshop = try Workshop()
        try await workshop.baseline()
        let plan = """
            # Plan: A greeter
            ## Summary
            Print a greeting.
            ## Specs
            ### Spec: Core
            **ID:** core
            **Dependencies:** None
            #### Implementation Phases
            ##### Phase 1: Write it
            ```sh run
            echo 'echo hello' > greet.sh
            ```
            ### Spec: Check
            **ID:** check
            **Dependencies:** [core]
            #### Implementation Phases
            ##### Phase 1: Run it
            ```sh run
            test "$(sh greet.sh)" = hello
            ```

            """
        _ = try workshop.plan(plan)
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(run.blockers)")
        #expect(try workshop.file("greet.sh", of: run) == "echo hello")
        #expect(run.stages.values.compactMap(\.checkpoint).count == 3)
        #expect(try workshop.complaints() == "")
    }

    @Test("what a stage gave decides by its success: true goes on, false fails, an error waits")
    func success() async throws {
        let workshop = try Workshop()
        for (given, stage, run) in [
            (#"{"count": 3}"#, "succeeded", "succeeded"), (#"{"count": 2}"#, "failed", "failed"),
            (#"{"number": 3}"#, "pending", "waiting"),
        ] {
            try await workshop.define(
                """
                  - name: first
                    loop_type: shell
                    run: |
                      echo '\(given)' > "$TASKDAEMON_OUTPUT"
                    success: outputs.count > 2
                """)
            try workshop.plan("# Plan: \(run)\n")
            _ = try await workshop.once()
            let newest = try #require(try workshop.runs().max { $0.creation.at < $1.creation.at })
            #expect(newest.status(of: "first").rawValue == stage)
            #expect(newest.status.rawValue == run)
        }
    }

    @Test("a run branch that was moved back while nobody watched is a rollback, and resuming does the rest again")
    func movedBack() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.two)
        try workshop.plan()
        _ = try await workshop.once()
        var run = try workshop.run()
        let (abandoned, first) = (run.tip, run.integrations[0].commit)
        try workshop.repository.git("branch", "-f", String(run.branch.text.dropFirst("refs/heads/".count)), first.hex)
        _ = try await workshop.once()
        run = try workshop.run()
        #expect(run.status == .paused)
        #expect(run.tip == first)
        let tag = run.rollbackTag(1).text
        #expect(try workshop.repository.git("rev-parse", "\(tag)^{commit}") == abandoned.hex)
        try workshop.ask("resume", of: run.id)
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        run = try workshop.run()
        #expect(run.integrations.first?.commit == first)
        #expect(try workshop.file("second.txt", of: run) == "2")
    }

    @Test("a commit on top of the run branch amends the run, also a paused one that nobody watched")
    func amended() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.two)
        try workshop.plan()
        _ = try await workshop.once()
        let id = try workshop.run().id
        try workshop.ask("rollback", of: id, stage: "first")
        _ = try await workshop.once()
        let before = try workshop.run()
        #expect(before.status == .paused)
        let tree = try workshop.repository.git("rev-parse", "\(before.tip)^{tree}")
        let top = try workshop.repository.git("commit-tree", tree, "-p", before.tip.hex, "-m", "by hand")
        try workshop.repository.git("update-ref", before.branch.text, top)
        _ = try await workshop.once()
        #expect(try workshop.run().tip.hex == top)
        try workshop.ask("resume", of: id)
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        let run = try workshop.run()
        let isBelow = try workshop.repository.tryGit(["merge-base", "--is-ancestor", top, run.branch.text])
        #expect(isBelow.status == 0)
    }

    @Test("a run branch in a worktree is not moved under it, and the run goes on once it is free")
    func checkedOut() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(slow(side))
        try await workshop.watching {
            try workshop.plan()
            try await workshop.until("the first stage works") { FileManager.default.fileExists(atPath: side + "/pid") }
            let run = try workshop.run()
            let tree = workshop.repository.beside("worktree")
            try workshop.repository.git("worktree", "add", "-q", tree, String(run.branch.text.dropFirst(11)))
            let tip = try workshop.repository.git("rev-parse", run.branch.text)
            workshop.touch(side + "/go")
            try await workshop.until("it is seen") { try workshop.run().checkedOutIn != nil }
            #expect(try workshop.repository.git("rev-parse", run.branch.text) == tip)
            try workshop.repository.git("worktree", "remove", tree)
            try await workshop.until(.succeeded)
        }
        #expect(try workshop.complaints() == "")
    }

    @Test("what failed is tried again on request")
    func retried() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(
            "  - {name: only, loop_type: shell, run: test -e \(side)/go}", more: "error_handling: fail\n")
        try workshop.plan()
        let outcome = try await workshop.once()
        #expect(!outcome.allSucceeded)
        let run = try workshop.run()
        #expect(run.status == .failed)
        #expect(run.lastFailure("only")?.exitCode == 1)
        workshop.touch(side + "/go")
        try workshop.ask("retry", of: run.id)
        let again = try await workshop.once()
        #expect(again.allSucceeded)
    }

    @Test("a run that is cancelled ends with its processes")
    func cancelled() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(slow(side))
        try await workshop.watching {
            try workshop.plan()
            var pid: pid_t = 0
            try await workshop.until("the first stage works") {
                pid =
                    (try? String(contentsOfFile: side + "/pid", encoding: .utf8))
                    .flatMap { pid_t($0.dropLast()) } ?? 0
                return pid > 0
            }
            try workshop.ask("cancel", of: workshop.run().id)
            try await workshop.until(.cancelled)
            // A process id of another namespace says nothing here.
            #expect(!isOurs(pid, side))
        }
    }

    private func isOurs(_ pid: pid_t, _ side: String) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else { return false }
        return String(decoding: bytes, as: UTF8.self).contains(side)
    }

    @Test("a paused run finishes what runs and starts nothing new until it is resumed")
    func paused() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(slow(side))
        try await workshop.watching {
            try workshop.plan()
            try await workshop.until("the first stage works") { FileManager.default.fileExists(atPath: side + "/pid") }
            let id = try workshop.run().id
            try workshop.ask("pause", of: id)
            try await workshop.until(.paused)
            workshop.touch(side + "/go")
            try await workshop.until("the first stage is done") {
                try workshop.run().stages["first"]?.checkpoint != nil
            }
            #expect(!FileManager.default.fileExists(atPath: side + "/second"))
            try workshop.ask("resume", of: id)
            try await workshop.until(.succeeded)
        }
    }

    @Test("a second daemon says who has the workspace")
    func locked() async throws {
        var workshop = try Workshop()
        workshop.isPatient = false
        try await workshop.watching {
            do {
                _ = try await workshop.once()
                Issue.record("two daemons have the workspace")
            } catch let error as JournalError {
                guard case .locked(let holder) = error.code else { throw error }
                #expect(holder.contains("process \(getpid())"))
            }
        }
    }

    @Test("an edited plan supersedes the run of the one before")
    func superseded() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(slow(side), more: "concurrency: {group: plan.path, on_conflict: supersede}\n")
        try await workshop.watching {
            try workshop.plan()
            try await workshop.until("the first stage works") { FileManager.default.fileExists(atPath: side + "/pid") }
            try workshop.plan("# Plan: A better story\n\nAll of it.\n")
            try await workshop.until("the older one has ended") {
                try workshop.runs().contains { $0.status == .superseded }
            }
            workshop.touch(side + "/go")
            try await workshop.until("the newer one has ended") {
                try workshop.runs().contains { $0.status == .succeeded }
            }
        }
        #expect(try workshop.runs().count == 2)
    }

    /// Two instances that start on the same commit, whatever the machine does.
    private func together(_ side: String, _ script: String, more: String = "") -> String {
        """
          - name: each
            loop_type: shell
            for_each: '["a", "b"]'
            parallel_instances: 2
            run: |
              touch \(side)/$TASKDAEMON_INSTANCE
              \(waiting(for: side + "/a")); \(waiting(for: side + "/b"))
              \(script)
        \(more)
        """
    }

    @Test("two instances that change the same file: the second works again on top of the first")
    func conflict() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(together(side, "echo $TASKDAEMON_INSTANCE >> same.txt"))
        try workshop.plan()
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(run.blockers)")
        #expect(try Set(workshop.file("same.txt", of: run).split(separator: "\n")) == ["a", "b"])
        #expect(run.instances(of: "each").map(\.past.count).sorted() == [1, 2])
        #expect(try workshop.complaints() == "")
    }

    @Test("a merged tree that does not pass validation is not integrated")
    func mergedValidation() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        let script = "if test -e a.txt || test -e b.txt; then echo > both.txt; else echo > $TASKDAEMON_INSTANCE.txt; fi"
        let more = "    validate: '! { test -e a.txt && test -e b.txt; }'"
        try await workshop.define(together(side, script, more: more))
        try workshop.plan()
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(run.blockers)")
        #expect(try workshop.file("both.txt", of: run) == "")
        #expect(run.instances(of: "each").map(\.past.count).sorted() == [1, 2])
    }

    @Test("an attempt that takes too long is ended with all its processes")
    func timeout() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(
            """
              - name: only
                loop_type: shell
                timeout: 300ms
                run: "(setsid sh -c 'sleep 3; touch \(side)/survived') & sleep 60"
            """, more: "error_handling: fail\n")
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        #expect(run.status == .failed)
        #expect(run.lastFailure("only")?.errorClass == .timeout)
        #expect(!FileManager.default.fileExists(atPath: side + "/survived"))
    }

    @Test("a command that came from elsewhere waits until this machine's user has allowed it")
    func untrusted() async throws {
        var workshop = try Workshop()
        workshop.userConfig = "trust: local\n"
        let side = try workshop.side()
        try workshop.repository.git("config", "user.email", "ada@example.com")
        try await workshop.define("  - {name: only, loop_type: shell, run: touch \(side)/ran}")
        try workshop.repository.write("plans/theirs.md", "# Plan: Theirs\n\nAll of it.\n")
        try workshop.repository.git("add", "-A")
        try workshop.repository.git(
            "commit", "-q", "-m", "theirs", environment: ["GIT_COMMITTER_EMAIL": "eve@example.com"])
        _ = try await workshop.once()
        var run = try workshop.run()
        #expect(run.status == .waiting, "\(run.blockers)")
        #expect(run.blockedOn(stage: "only")?.reason == .untrusted)
        #expect(!FileManager.default.fileExists(atPath: side + "/ran"))
        // A request alone allows nothing.
        try workshop.ask("trust", of: run.id)
        _ = try await workshop.once()
        #expect(!FileManager.default.fileExists(atPath: side + "/ran"))
        var record = try TrustRecord.load(from: workshop.location.state)
        record.allow(run.untrusted)
        try record.save(to: workshop.location.state)
        try workshop.ask("trust", of: run.id)
        _ = try await workshop.once()
        run = try workshop.run()
        #expect(run.status == .succeeded, "\(run.blockers)")
        #expect(FileManager.default.fileExists(atPath: side + "/ran"))
    }

    @Test("what this user committed here runs, unless a remote has it too", arguments: [false, true])
    func own(isRemote: Bool) async throws {
        var workshop = try Workshop()
        workshop.userConfig = "trust: local\n"
        try workshop.repository.git("config", "user.email", "ada@example.com")
        try await workshop.define(Self.two)
        let commit = try workshop.plan()
        if isRemote { try workshop.repository.git("update-ref", "refs/remotes/origin/main", commit.hex) }
        _ = try await workshop.once()
        #expect(try workshop.run().status == (isRemote ? .waiting : .succeeded))
    }

    @Test("a journal that somebody else moved is put back, and the run waits")
    func journalMoved() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        try await workshop.define(slow(side))
        try await workshop.watching {
            try workshop.plan()
            try await workshop.until("the first stage works") { FileManager.default.fileExists(atPath: side + "/pid") }
            let run = try workshop.run()
            let ref = JournalStore.runRef(run.id).text
            let head = try workshop.repository.git("rev-parse", ref)
            try workshop.repository.git("update-ref", ref, "\(head)~1")
            workshop.touch(side + "/go")
            try await workshop.until("the run waits") {
                (try? workshop.run())?.pause?.cause == .journalMoved
            }
            let isBelow = try workshop.repository.tryGit(["merge-base", "--is-ancestor", head, ref])
            #expect(isBelow.status == 0)
            try workshop.ask("resume", of: run.id)
            try await workshop.until(.succeeded)
        }
    }
}

extension Run {
    func instances(of stage: StageName) -> [InstanceRun] { stages[stage].map { Array($0.instances.values) } ?? [] }
}
