import Daemon
import Foundation
import Git
import GitNames
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import Synchronization
import TaskDaemonTesting
import Testing

/// Finished runs leave the live refs and stay readable, wherever the daemon is killed on the way.
@Suite("The archive")
struct ArchiveTests {
    private static let stages = """
          - {name: first, loop_type: shell, run: 'mkdir -p specs; echo "# Spec: S" > specs/s.md'}
          - name: second
            loop_type: shell
            run: '! grep -q failing plans/*.md && echo 2 > out.txt'
            triggers: [{on_completion: {source_stage: first}}]
        """

    /// A workspace with a run that succeeded and one that failed, which are kept.
    private func finished(_ more: String = "") async throws -> Workshop {
        let workshop = try Workshop()
        try await workshop.define(Self.stages)
        try workshop.plan("# Plan: One\n\(more)", at: "plans/one.md")
        _ = try await workshop.once()
        try workshop.plan("# Plan: Two\nfailing\n", at: "plans/two.md")
        _ = try await workshop.once()
        return workshop
    }

    private func refs(_ workshop: Workshop) throws -> [String] {
        try workshop.repository.git("for-each-ref", "--format=%(refname)").split(separator: "\n").map(String.init)
    }

    private func reader(_ workshop: Workshop) throws -> JournalStore { JournalStore(try workshop.repository.open()) }

    @Test("what the retention lets go leaves no ref but the archive's, and is read as before")
    func archived() async throws {
        var workshop = try await finished()
        let before = try workshop.runs()
        let tags = try workshop.repository.git("for-each-ref", "--format=%(objectname)", "refs/tags/")
        let entries = try before.map { try reader(workshop).runEntries($0.id) }
        workshop.userConfig += "keep_runs: 0\n"
        _ = try await workshop.once()
        #expect(try workshop.runs() == [])
        let left = try refs(workshop).filter { !$0.hasPrefix("refs/taskdaemon/cursor/") }
        #expect(left == ["refs/heads/main", "refs/taskdaemon/archive", "refs/taskdaemon/workspace"])
        // Nothing is lost, also when git clears away what no ref holds.
        try workshop.repository.git("reflog", "expire", "--expire=now", "--all")
        try workshop.repository.git("gc", "-q", "--prune=now")
        let journal = try reader(workshop)
        #expect(try journal.archivedRunIDs() == before.map(\.id).sorted())
        for (run, entries) in zip(before, entries) {
            #expect(try journal.run(run.id).run == run)
            #expect(try journal.runEntries(run.id).map(\.id) == entries.map(\.id))
            let archived = try #require(try journal.archived(run.id))
            #expect(archived.status == run.end?.status)
            for held in archived.refs where held.ref.branchName != nil {
                #expect(try workshop.repository.tryGit(["cat-file", "-e", held.object.hex]).status == 0)
            }
        }
        // A tag's text is kept, so that the tag can be made again.
        let names = try workshop.repository.git("ls-tree", "-r", "--name-only", "refs/taskdaemon/archive")
        let kept = names.split(separator: "\n").filter { $0.contains("/tags/") }
        #expect(!kept.isEmpty)
        for path in kept {
            let text = try workshop.repository.tryGit(["cat-file", "blob", "refs/taskdaemon/archive:\(path)"]).bytes
            let output = try TemporaryRepository.run(
                ["-C", workshop.repository.path, "hash-object", "-t", "tag", "--stdin"], input: text,
                home: workshop.repository.home)
            #expect(tags.contains(output.text))
        }
        #expect(try workshop.complaints() == "")
    }

    @Test("the newest runs are kept, as many as the settings say")
    func newest() async throws {
        var workshop = try await finished()
        let newest = try #require(try workshop.runs().max { $0.end?.at ?? $0.updatedAt < $1.end?.at ?? $1.updatedAt })
        workshop.userConfig += "keep_runs: 1\n"
        _ = try await workshop.once()
        #expect(try workshop.runs().map(\.id) == [newest.id])
        #expect(try reader(workshop).archivedRunIDs().count == 1)
    }

    @Test("old runs are archived by their age, and runs that have not ended never")
    func age() async throws {
        let workshop = try await finished()
        let waiting = "  - {name: only, loop_type: shell, run: 'true', triggers: [{manual: {approval_required: true}}]}"
        try await workshop.define(waiting)
        try workshop.plan("# Plan: Waiting\n", at: "plans/three.md")
        _ = try await workshop.once()
        var options = workshop.options()
        options.now = { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) + 91 * 86_400_000) }
        _ = try await WorkspaceDaemon(workshop.location, options: options).run()
        #expect(try reader(workshop).archivedRunIDs().count == 2)
        #expect(try workshop.runs().map(\.status) == [.waiting])
    }

    @Test("a run branch that was moved or is checked out stays")
    func leftAlone() async throws {
        var workshop = try await finished()
        let runs = try workshop.runs()
        let (moved, held) = (runs[0], runs[1])
        try workshop.repository.git(
            "worktree", "add", "-q", workshop.repository.beside("held"), held.branch.branchName!)
        let other = try workshop.repository.git(
            "commit-tree", "-m", "elsewhere", "-p", moved.tip.hex, "\(moved.tip.hex)^{tree}")
        let store = try reader(workshop)
        // Moved while nobody looked, after the daemon had last compared it: the archive's own check is what counts.
        let archived = try runs.map { try #require(ArchivedRun($0, journal: store.run($0.id).head)) }
        _ = try store.archive(archived, after: nil, at: Instant(milliseconds: 1_800_000_000_000))
        try workshop.repository.git("update-ref", moved.branch.text, other)
        workshop.userConfig += "keep_runs: 0\n"
        _ = try await workshop.once()
        let left = try refs(workshop)
        #expect(left.contains(moved.branch.text))
        #expect(left.contains(held.branch.text))
        #expect(!left.contains { $0.hasPrefix("refs/tags/") || $0.hasPrefix("refs/taskdaemon/journal/") })
    }

    @Test("a mirror reads archived runs, and requests for them are refused because they are final")
    func final() async throws {
        var workshop = try await finished()
        let id = try workshop.runs()[0].id
        workshop.userConfig += "keep_runs: 0\n"
        _ = try await workshop.once()
        let mirror = workshop.repository.beside("mirror.git")
        try workshop.repository.git("clone", "-q", "--mirror", "file://" + workshop.repository.path, mirror)
        #expect(try JournalStore(Repository.open(at: mirror)).run(id).run.id == id)
        try workshop.ask("retry", of: id)
        _ = try await workshop.once()
        let taken = try reader(workshop).workspaceEntries().flatMap(\.events).compactMap { event -> RequestTaken? in
            if case .requestTaken(let taken) = event { taken } else { nil }
        }
        #expect(taken.last?.refused == "the run is archived, and archived runs are final")
        #expect(try workshop.runs() == [])
    }

    @Test("what an archived run wrote starts nothing when it is merged")
    func merged() async throws {
        var workshop = try await finished()
        let run = try #require(try workshop.runs().first { $0.status == .succeeded })
        try workshop.repository.git("branch", "result", run.tip.hex)
        workshop.userConfig += "keep_runs: 0\n"
        _ = try await workshop.once()
        try workshop.repository.git("merge", "-q", "--no-edit", "result")
        _ = try await workshop.once()
        #expect(try workshop.runs() == [])
        #expect(try reader(workshop).archivedRunIDs().count == 2)
    }

    @Test("the archive's ref is put back when somebody else moves it")
    func putBack() async throws {
        var workshop = try await finished()
        workshop.userConfig += "keep_runs: 0\n"
        _ = try await workshop.once()
        let head = try workshop.repository.git("rev-parse", "refs/taskdaemon/archive")
        try await workshop.watching {
            try workshop.repository.git("update-ref", "refs/taskdaemon/archive", "refs/heads/main")
            try workshop.plan(at: "plans/nudge.md")
            try await workshop.until("it was put back") {
                try workshop.repository.git("rev-parse", "refs/taskdaemon/archive") == head
                    || workshop.repository.git("merge-base", "--is-ancestor", head, "refs/taskdaemon/archive") == ""
            }
        }
    }

    @Test("killed after any write, the next daemon finishes what was begun")
    func crashes() async throws {
        var count = 0
        while true {
            count += 1
            var workshop = try await finished()
            let before = try workshop.runs()
            workshop.userConfig += "keep_runs: 0\n"
            let countdown = CrashTests.Countdown(count)
            _ = try? await workshop.once(faults: countdown.faults)
            _ = try await workshop.once()
            #expect(try workshop.runs() == [], "after \(count) writes")
            let journal = try reader(workshop)
            #expect(try journal.archivedRunIDs() == before.map(\.id).sorted(), "after \(count) writes")
            for run in before { #expect(try journal.run(run.id).run == run) }
            let left = try refs(workshop).filter { !$0.hasPrefix("refs/taskdaemon/cursor/") }
            #expect(left == ["refs/heads/main", "refs/taskdaemon/archive", "refs/taskdaemon/workspace"])
            #expect(
                try workshop.repository.git("rev-list", "--count", "--first-parent", "refs/taskdaemon/archive") == "2")
            if !countdown.hasStopped { break }
        }
        #expect(count > 8, "there are fewer writes than there are refs")
    }
}
