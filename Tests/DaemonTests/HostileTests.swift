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

/// Repositories, documents and stages that are not as they should be: a clear error, and everything else goes on.
@Suite("Bad input")
struct HostileTests {
    private static let good = "  - {name: only, loop_type: shell, run: echo 1 > out.txt}"

    // MARK: Repositories

    @Test("what is no repository is said to be none")
    func noRepository() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: GitError.self) {
            try WorkspaceLocation.find(from: directory.path, environment: ["HOME": directory.path])
        }
    }

    @Test("the work trees of one repository share what is kept of it on this machine")
    func linked() throws {
        let repository = try TemporaryRepository()
        try repository.git("commit", "-q", "--allow-empty", "-m", "start")
        try repository.git("worktree", "add", "-q", "--detach", repository.home + "/another name")
        func state(_ path: String) throws -> StateDirectory {
            try WorkspaceLocation.find(from: path, environment: ["HOME": repository.home]).state
        }
        #expect(try state(repository.home + "/another name") == state(repository.path))
    }

    @Test("a repository without a commit is watched, and its first plan runs")
    func unborn() async throws {
        let repository = try TemporaryRepository()
        let location = try WorkspaceLocation.find(from: repository.path, environment: ["HOME": repository.home])
        var options = DaemonOptions(environment: ["HOME": repository.home])
        options.once = true
        let outcome = try await WorkspaceDaemon(location, options: options).run()
        #expect(outcome.allSucceeded)
        #expect(outcome.runs == [:])
    }

    @Test("a plan that is committed on a detached HEAD starts a run")
    func detached() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.good)
        try workshop.repository.git("checkout", "-q", "--detach")
        try await workshop.baseline()
        try workshop.plan()
        _ = try await workshop.once()
        #expect(try workshop.run().status == .succeeded)
    }

    @Test("a shallow clone runs what is committed in it")
    func shallow() async throws {
        let origin = try Workshop()
        try await origin.define(Self.good)
        let clone = try Workshop(cloning: origin, "--depth", "1")
        try await clone.baseline()
        try clone.plan()
        let outcome = try await clone.once()
        #expect(outcome.allSucceeded)
        #expect(try clone.run().status == .succeeded)
    }

    @Test("a branch with a damaged commit is named, and others go on")
    func corrupt() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.good)
        try workshop.repository.git("checkout", "-q", "-b", "damaged")
        let bad = try workshop.plan(at: "plans/bad.md")
        try workshop.repository.git("checkout", "-q", "main")
        let file = workshop.repository.path + "/.git/objects/\(bad.hex.prefix(2))/\(bad.hex.dropFirst(2))"
        chmod(file, 0o644)
        try Data("nonsense".utf8).write(to: URL(filePath: file))
        try workshop.plan()
        let lines = Lines()
        let outcome = try await workshop.once(reporting: lines)
        #expect(!outcome.allSucceeded)
        #expect(try workshop.run().status == .succeeded)
        #expect(lines.all.contains { $0.contains("damaged") }, "\(lines.all)")
    }

    @Test("refs that cannot be written end a daemon that is to end with a reason")
    func unwritable() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.good)
        try workshop.plan()
        // Nobody can make a file where a directory of that name must be, root neither.
        let path = workshop.repository.path + "/.git/refs/taskdaemon/workspace.lock"
        try FileManager.default.createDirectory(atPath: path + "/held", withIntermediateDirectories: true)
        let lines = Lines()
        await #expect(throws: (any Error).self) { _ = try await workshop.once(reporting: lines) }
        #expect(lines.all.contains { $0.contains("cannot write") }, "\(lines.all)")
        try FileManager.default.removeItem(atPath: path)
        _ = try await workshop.once()
        #expect(try workshop.run().status == .succeeded)
    }

    // MARK: Definitions and documents

    @Test(
        "a definition that is none starts nothing and says why",
        arguments: [
            "stages: [", "name: taskdaemon\nstages: 7\n", "\u{0}\u{1}",
            "name: taskdaemon\nstart_on: [{event: plan.committed}]\nstages: [{name: a, loop_type: nothing_like_it}]\n",
        ])
    func definitions(text: String) async throws {
        let workshop = try Workshop()
        _ = try workshop.repository.commit("definitions", [".taskdaemon/pipelines/taskdaemon.yml": text])
        try await workshop.baseline()
        try workshop.plan()
        _ = try await workshop.once()
        #expect(try workshop.runs().filter { $0.creation.pipeline.name == "taskdaemon" }.isEmpty)
        let entries = try JournalStore(workshop.repository.open()).workspaceEntries()
        let verdicts = entries.flatMap(\.events).flatMap { event -> [CommitTaken.Verdict] in
            if case .commitTaken(let taken) = event { taken.verdicts } else { [] }
        }
        #expect(verdicts.contains { $0.outcome == .invalid && !$0.detail.isEmpty }, "\(verdicts)")
    }

    @Test("documents that cannot be read do not keep others from running")
    func documents() async throws {
        let workshop = try Workshop()
        try await workshop.define(Self.good)
        let path = workshop.repository.path + "/plans"
        try FileManager.default.createDirectory(atPath: path + "/folder.md", withIntermediateDirectories: true)
        try workshop.repository.write("plans/folder.md/inner.txt", "x")
        symlink("/etc/passwd", path + "/link.md")
        try workshop.repository.write("plans/latin.md", [0x23, 0x20, 0xe9, 0xff, 0x0a])
        try workshop.repository.write("plans/large.md", [UInt8](repeating: 0x61, count: 50 << 20))
        try workshop.plan()
        _ = try await workshop.once()
        let run = try #require(
            try workshop.runs().first { $0.creation.request.documents.first?.path == "plans/story.md" })
        #expect(run.status == .succeeded)
        #expect(try !workshop.runs().contains { $0.creation.request.documents.contains { $0.path == "plans/link.md" } })
        #expect(
            try !workshop.runs().contains { $0.creation.request.documents.contains { $0.path == "plans/large.md" } })
    }

    // MARK: Stages

    @Test("a stage that plants things in its tree harms nothing outside it")
    func planted() async throws {
        let workshop = try Workshop()
        let side = try workshop.side()
        let hook = "printf '#!/bin/sh\\ntouch \(side)/hooked\\n'"
        try await workshop.define(
            """
              - name: only
                loop_type: shell
                run: |
                  mkdir -p .git/hooks .git/objects/info nested/.git/hooks .git/info
                  for name in pre-commit post-commit post-index-change post-checkout reference-transaction fsmonitor; do
                    \(hook) > .git/hooks/$name; \(hook) > nested/.git/hooks/$name
                    chmod +x .git/hooks/$name nested/.git/hooks/$name
                  done
                  printf '[core]\\n\\tfsmonitor = touch \(side)/hooked\\n[filter "x"]\\n\\tclean = touch \(side)/hooked\\n' >> .git/config
                  echo '* filter=x' > .gitattributes
                  echo \(side)/elsewhere > .git/objects/info/alternates
                  ln -s \(side) out; ln -s /etc/passwd secret
                  echo 1 > out.txt
              - name: next
                loop_type: shell
                triggers: [{on_completion: {source_stage: only}}]
                run: test -L secret && echo 2 > next.txt
            """, more: "error_handling: fail\n")
        try workshop.plan()
        let config = try Data(contentsOf: URL(filePath: workshop.repository.path + "/.git/config"))
        _ = try await workshop.once()
        let run = try workshop.run()
        #expect(run.end != nil, "\(run.blockers)")
        #expect(!FileManager.default.fileExists(atPath: side + "/hooked"))
        #expect(try Data(contentsOf: URL(filePath: workshop.repository.path + "/.git/config")) == config)
        #expect(try workshop.complaints() == "")
        let names = try workshop.repository.git("ls-tree", "-r", "--name-only", run.branch.text)
        #expect(!names.split(separator: "\n").contains { $0.contains(".git/") })
    }

    @Test("a stage that deletes its tree, or its repository, fails or leaves nothing, and the next runs")
    func deleted() async throws {
        let workshop = try Workshop()
        try await workshop.define(
            """
              - {name: tree, loop_type: shell, run: 'd=$PWD; cd /; rm -rf "$d"'}
              - {name: repository, loop_type: shell, run: rm -rf .git}
              - {name: good, loop_type: shell, run: echo 1 > out.txt}
            """, more: "error_handling: continue\n")
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        #expect(run.end != nil, "\(run.blockers)")
        #expect(run.status(of: "good") == .succeeded, "\(run.blockers)")
        if let failure = run.lastFailure("tree") { #expect(!failure.message.isEmpty) }
        #expect(try workshop.file("README.md", of: run) == "a workspace")
        #expect(try workshop.complaints() == "")
    }

    @Test("a stage that writes without end keeps a bounded log")
    func output() async throws {
        let workshop = try Workshop()
        try await workshop.define(
            "  - {name: only, loop_type: shell, run: head -c 1000000000 /dev/zero}", more: "error_handling: fail\n")
        try workshop.plan()
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        let log = try #require(try workshop.run().instances(of: "only").first?.past.last?.log)
        #expect(try workshop.repository.open().header(log).size < 64 << 20)
    }

    @Test("a stage that forks without end is over when its time is")
    func forks() async throws {
        let workshop = try Workshop()
        let mark = "taskdaemon-forks-\(UInt32.random(in: 0...UInt32.max))"
        try await workshop.define(
            """
              - name: only
                loop_type: shell
                timeout: 1s
                run: |
                  n=0
                  while test $n -lt 200; do setsid sh -c 'sleep 300; : \(mark)' & n=$((n+1)); done
                  sleep 300
            """, more: "error_handling: fail\n")
        try workshop.plan()
        _ = try await workshop.once()
        #expect(try workshop.run().lastFailure("only")?.errorClass == .timeout)
        #expect(processes(with: mark) == [])
    }
}

/// Command lines of living processes that hold a text.
func processes(with text: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { name in
        guard pid_t(name) != nil, pid_t(name) != getpid(),
            let bytes = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
        else { return nil }
        let line = String(decoding: bytes, as: UTF8.self)
        return line.contains(text) ? line : nil
    }
}
