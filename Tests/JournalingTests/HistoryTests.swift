import Git
import GitNames
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling
@testable import Orchestration

@Suite("The journal as git sees it") struct HistoryTests {
    @Test("git log --first-parent of a journal reads as the run's story")
    func log() throws {
        let story = try Story(snapshotInterval: 5)
        try story.play()
        let log = try story.temporary.git(
            "log", "--first-parent", "--reverse", "--format=%s", JournalStore.runRef(story.id).text)
        let lines = log.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(3) == [
                "journal of \(story.id)", "created: pipeline three for plans/greeter.md (+1 more)",
                "planning: attempt 1, iteration 1: exited 0",
            ])
        #expect(lines.contains("implementation/core: attempt 1 failed, validation exited 1 (+2 more)"), "\(log)")
        #expect(lines.contains { $0.hasPrefix("run succeeded: all stages succeeded") })
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= 100 })
        #expect(!log.contains("\u{1b}") && !log.contains("\u{202e}"))
        let who = try story.temporary.git("log", "-1", "--format=%an <%ae> %at", JournalStore.runRef(story.id).text)
        #expect(who.hasPrefix("taskdaemon <taskdaemon@localhost> 17000"))
    }

    @Test("no raw control character stands in any message")
    func escaped() throws {
        let story = try Story()
        try story.play()
        let text = try story.temporary.git("log", "--format=%B", JournalStore.runRef(story.id).text)
        #expect(text.contains("\\u001b") && text.contains("\\u202e"))
        #expect(!text.unicodeScalars.contains { $0.isInvisible && $0 != "\n" })
    }

    @Test("git finds nothing wrong with what was written")
    func fsck() throws {
        let story = try Story(snapshotInterval: 2)
        try story.play()
        let output = try story.temporary.tryGit(["fsck", "--strict", "--full"])
        #expect(output.status == 0, "\(output.complaint)")
        #expect(output.complaint.isEmpty && !output.text.contains("missing"), "\(output.complaint)\(output.text)")
    }

    @Test("a finished run survives the loss of every other ref, and git gc --prune=now")
    func reachable() throws {
        let story = try Story()
        try story.play()
        let run = try #require(story.run)
        let refs = try story.temporary.git("for-each-ref", "--format=%(refname)").split(separator: "\n")
        for ref in refs where !ref.hasPrefix("refs/taskdaemon/") && ref != "refs/heads/main" {
            try story.temporary.git("update-ref", "-d", String(ref))
        }
        try story.temporary.git("reflog", "expire", "--expire=now", "--all")
        try story.temporary.git("gc", "-q", "--prune=now")
        #expect(try story.temporary.git("count-objects", "-v").contains("count: 0"))
        let reader = JournalStore(try story.temporary.open())
        #expect(try reader.run(story.id).run == run)
        for integration in run.integrations {
            try story.temporary.git("cat-file", "-e", "\(integration.commit)^{tree}")
        }
        for (_, instance) in run.instances {
            for past in instance.past {
                try story.temporary.git("cat-file", "-e", "\(past.tip)^{tree}")
                let log = try #require(past.log)
                #expect(try String(decoding: reader.log(story.id, blob: log), as: UTF8.self).hasPrefix("log of "))
            }
        }
        let names = try story.temporary.git("ls-tree", "--name-only", "\(JournalStore.runRef(story.id)):logs")
        #expect(names.contains("implementation.core.1") && names.contains("planning.main.1"))
    }

    @Test("most entries keep the tree of the one before, and no pack stays kept")
    func cost() throws {
        let story = try Story(snapshotInterval: 100)
        try story.play()
        let trees = try story.temporary.git(
            "log", "--first-parent", "--format=%T", JournalStore.runRef(story.id).text
        ).split(separator: "\n")
        // One for the root, one for each log, one for the end.
        #expect(Set(trees).count <= 1 + 6 + 1, "\(trees.count) entries, \(Set(trees).count) trees")
        #expect(try story.temporary.keepFiles().isEmpty)
    }

    @Test("more commits than one should have as parents are kept through others")
    func manyParents() throws {
        let story = try Story()
        try story.step()
        let tree = try story.temporary.git("rev-parse", "HEAD^{tree}")
        let writer = try story.repository.writer()
        let treeID = try #require(ObjectID(hex: tree))
        let who = Signature(name: "a", email: "b", seconds: 1)
        var commits: [ObjectID] = []
        for number in 0..<450 {
            commits.append(
                try writer.commit(tree: treeID, parents: [], author: who, committer: who, message: "\(number)"))
        }
        let pack = try #require(try writer.finish())
        let event = RunEvent.paused(Paused(cause: .requested, detail: "x", tip: nil, at: Story.start))
        var run = try #require(story.run)
        try run.apply(event)
        let tag = try story.temporary.git(
            "hash-object", "-t", "tag", "-w", "--stdin",
            input: """
                object \(commits[0])
                type commit
                tag x
                tagger a <b> 1 +0000

                x

                """)
        let odd = [
            try #require(ObjectID(hex: tag)), treeID, try #require(ObjectID(hex: String(repeating: "1", count: 40))),
        ]
        let entry = RunEntry(
            id: story.id, expected: story.head, events: [event], keeps: commits + commits + odd, run: run)
        let published = try story.store.publish(Batch(runs: [entry], keptPacks: [pack], time: Story.start))
        let head = try #require(published.heads[story.id])
        #expect(published.keptPacks.isEmpty)
        try story.temporary.git("gc", "-q", "--prune=now")
        let reachable = try story.temporary.git("rev-list", JournalStore.runRef(story.id).text)
        for commit in commits { #expect(reachable.contains(commit.hex)) }
        let parents = try story.temporary.git("log", "-1", "--format=%P", head.hex).split(separator: " ")
        #expect(parents.count <= 200 && parents.count == Set(parents).count)
        #expect(try JournalStore(story.temporary.open()).run(story.id).run == run)
    }

    @Test("a clone that fetched the journals has the whole run")
    func mirror() throws {
        let story = try Story()
        try story.play()
        let mirror = try TemporaryRepository(bare: true)
        try mirror.git("fetch", "-q", story.temporary.path, "refs/taskdaemon/*:refs/taskdaemon/*")
        #expect(try JournalStore(mirror.open()).run(story.id).run == story.run)
    }
}

extension TemporaryRepository {
    /// The `.keep` files beside packs.
    func keepFiles() throws -> [String] {
        let output = try git("rev-parse", "--absolute-git-dir")
        return try Directory.names(output + "/objects/pack").filter { $0.hasSuffix(".keep") }
    }
}
