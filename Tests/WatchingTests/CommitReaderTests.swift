import Documents
import Git
import GitNames
import Glibc
import JSONValues
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Watching

@Suite("Commits to document events", .serialized)
struct CommitReaderTests {
    private let globs = DocumentGlobs()

    private func read(_ repository: TemporaryRepository, _ revision: String = "HEAD") throws -> CommitReading {
        try CommitReader(repository.open()).documentEvents(of: repository.id(revision), globs: globs)
    }

    private func told(_ reading: CommitReading) -> [String] { reading.events.map { "\($0.type) \($0.path)" } }

    @Test("a first commit adds all the documents that it has, and nothing else")
    func first() throws {
        let repository = try TemporaryRepository()
        try repository.commit(
            "first",
            [
                "plans/a.md": "# Plan: A\n", "plans/deep/b.md": "# Plan: B\n",
                "specs/s.md": "# Spec: S\n**ID:** core\n",
                "phases/s/01-p.md": "# Phase 1: P\n", "plans/index.md": "x", "plans/README.md": "x", "README.md": "x",
                "plans/a.txt": "x", "notes/plans/a.md": "x",
            ])
        let reading = try read(repository)
        #expect(
            told(reading) == [
                "phase.committed phases/s/01-p.md", "plan.committed plans/a.md", "plan.committed plans/deep/b.md",
                "spec.committed specs/s.md",
            ])
        #expect(reading.events.map { $0.document?.title } == ["P", "A", "B", "S"])
        #expect(reading.events.last?.document?.id == "core")
        #expect(reading.problems == [] && reading.isComplete)
        #expect(try reading.events[1].blob == repository.id("HEAD:plans/a.md"))
    }

    @Test("changes, removals and moves are told; a new mode or an unchanged content is not")
    func changes() throws {
        let repository = try TemporaryRepository()
        try repository.commit("first", ["plans/a.md": "a", "plans/b.md": "b", "plans/c.md": "c", "plans/d.md": "d"])
        try repository.git("mv", "plans/b.md", "plans/moved.md")
        try repository.git("rm", "-q", "plans/c.md")
        #expect(chmod(repository.path + "/plans/d.md", 0o755) == 0)
        try repository.commit("second", ["plans/a.md": "a2", "other.txt": "x"])
        #expect(
            try told(read(repository)) == [
                "plan.committed plans/a.md", "plan.removed plans/b.md", "plan.removed plans/c.md",
                "plan.committed plans/moved.md",
            ])
        try repository.commit("empty")
        #expect(try told(read(repository)) == [])
    }

    @Test("a merge tells what it brings to its first parent")
    func merge() throws {
        let repository = try TemporaryRepository()
        try repository.commit("first", ["a": "a"])
        try repository.git("checkout", "-q", "-b", "side")
        try repository.commit("side", ["plans/side.md": "s"])
        try repository.git("checkout", "-q", "main")
        try repository.commit("main", ["plans/main.md": "m"])
        try repository.git("merge", "-q", "-m", "merge", "side")
        #expect(try told(read(repository)) == ["plan.committed plans/side.md"])
    }

    @Test("what stands at a document's path and is none is a problem of that path alone")
    func problems() throws {
        let repository = try TemporaryRepository()
        try repository.commit("first", ["plans/link.md": "was a plan", "plans/good.md": "old"])
        #expect(unlink(repository.path + "/plans/link.md") == 0)
        #expect(symlink("good.md", repository.path + "/plans/link.md") == 0)
        try repository.write("plans/bytes.md", [0x23, 0xff])
        try repository.write("plans/large.md", [UInt8](repeating: 0x61, count: (4 << 20) + 1))
        try repository.write("plans/nested.md", String(repeating: "![[]()", count: 100_000))
        try repository.write("plans/directory.md/inner.md", "# Plan: Inner\n")
        try repository.commit("second", ["plans/good.md": "# Plan: Good\n"])
        let reading = try read(repository)
        #expect(
            told(reading) == [
                "plan.committed plans/directory.md/inner.md", "plan.committed plans/good.md",
                "plan.removed plans/link.md",
            ])
        #expect(
            reading.problems.map(\.path) == [
                "plans/bytes.md", "plans/directory.md", "plans/large.md", "plans/link.md", "plans/nested.md",
            ])
        #expect(reading.problems[2].message.contains("4194305"))
        #expect(reading.problems[3].message.contains("symbolic link"))
        try repository.git("rm", "-q", "plans/link.md", "plans/bytes.md")
        try repository.commit("third")
        let next = try read(repository)
        #expect(told(next) == ["plan.removed plans/bytes.md"])
        #expect(next.events.first?.document == nil && next.problems == [])
    }

    @Test("a path that is not UTF-8 is a problem, shown escaped")
    func oddPath() throws {
        let repository = try TemporaryRepository()
        let blob = try repository.git("hash-object", "-w", "--stdin", input: "x")
        let entry = Array("100644 \(blob)\tplans/\u{0}.md\n".utf8).map { $0 == 0 ? UInt8(0xff) : $0 }
        #expect(try repository.tryGit(["update-index", "--index-info"], input: entry).status == 0)
        try repository.git("commit", "-q", "-m", "odd")
        #expect(try read(repository).problems.map(\.path) == ["plans/\\xff.md"])
    }

    @Test("the end of a shallow clone tells nothing, since what it did is not known")
    func shallow() throws {
        let origin = try TemporaryRepository()
        try origin.commit("first", ["plans/a.md": "a"])
        try origin.commit("second", ["plans/b.md": "b"])
        try origin.commit("third", ["plans/c.md": "c"])
        let clone = try TemporaryRepository()
        try clone.git("fetch", "-q", "--depth", "2", "file://" + origin.path, "main")
        try clone.git("reset", "-q", "--hard", "FETCH_HEAD")
        #expect(try told(read(clone)) == ["plan.committed plans/c.md"])
        let end = try read(clone, "HEAD~1")
        #expect(end.events == [] && end.problems == [] && !end.isComplete)
        let reader = try CommitReader(clone.open())
        let taken = try reader.commitsToTake(tip: clone.id("HEAD"), cursors: [], limit: 10)
        #expect(try taken == [clone.id("HEAD~1"), clone.id("HEAD")])
    }

    @Test("commits are taken oldest first along the first parent, back to what any cursor has seen")
    func commitsToTake() throws {
        let repository = try TemporaryRepository()
        let first = try repository.commit("1")
        let second = try repository.commit("2")
        try repository.git("checkout", "-q", "-b", "side")
        let side = try repository.commit("side")
        try repository.git("checkout", "-q", "main")
        let third = try repository.commit("3")
        try repository.git("merge", "-q", "--no-ff", "-m", "merge", "side")
        let merge = try repository.id("HEAD")
        try repository.git("tag", "-a", "-m", "tag", "v1")
        let reader = try CommitReader(repository.open())
        #expect(try reader.commitsToTake(tip: merge, cursors: [first], limit: 10) == [second, third, merge])
        #expect(try reader.commitsToTake(tip: repository.id("v1"), cursors: [second], limit: 10) == [third, merge])
        #expect(try reader.commitsToTake(tip: merge, cursors: [side], limit: 10) == [third, merge])
        #expect(try reader.commitsToTake(tip: merge, cursors: [merge], limit: 10) == [])
        #expect(try reader.commitsToTake(tip: second, cursors: [third], limit: 10) == [])
        #expect(try reader.commitsToTake(tip: merge, cursors: [], limit: 2) == [first, second])
        #expect(try reader.commitsToTake(tip: merge, cursors: [id(9), third], limit: 10) == [merge])
    }

    @Test("after a force-push the commits that are new are taken")
    func forcePush() throws {
        let repository = try TemporaryRepository()
        let first = try repository.commit("1")
        let abandoned = try repository.commit("2")
        try repository.git("reset", "-q", "--hard", first.hex)
        let other = try repository.commit("3", ["x": "x"])
        let reader = try CommitReader(repository.open())
        #expect(try reader.commitsToTake(tip: other, cursors: [abandoned], limit: 10) == [other])
    }

    @Test("more documents than the limit are one problem")
    func many() throws {
        let repository = try TemporaryRepository()
        try repository.commit("many", Dictionary(uniqueKeysWithValues: (0..<20).map { ("plans/\($0).md", "x") }))
        var reader = try CommitReader(repository.open())
        reader.countLimit = 5
        let reading = try reader.documentEvents(of: repository.id("HEAD"), globs: globs)
        #expect(reading.events.count == 5 && reading.problems.count == 1)
    }

    @Test("a document's event carries its facts under the name of its kind")
    func event() throws {
        let repository = try TemporaryRepository()
        try repository.commit("x", ["specs/s.md": "# Spec: S\n**ID:** s1\n**Status:** Draft\n**Dependencies:** [a]\n"])
        let reading = try read(repository)
        let event = Event(try #require(reading.events.first), commit: reading.commit, branch: "main")
        #expect(event.type == "spec.committed" && event.subject == "specs/s.md" && event.source == "main")
        #expect(event.time == Instant(milliseconds: 1_700_000_000_000))
        let spec = try #require(event.data["spec"])
        #expect(
            spec["id"] == "s1" && spec["title"] == "S" && spec["status"] == "Draft" && spec["dependencies"] == ["a"])
        #expect(spec["author"] == "Ada" && spec["commit"] == .string(reading.commit.id.hex) && spec["branch"] == "main")
    }

    @Test("moved branches and new tags outside the prefix have events")
    func refEvents() {
        let time = Instant(milliseconds: 5)
        func type(_ change: RefChange) -> String? { Event(change, ignoring: "taskdaemon/", time: time)?.type }
        #expect(type(.ref("refs/heads/main", id(1), id(2))) == "branch.updated")
        #expect(type(.ref("refs/heads/main", id(1), nil)) == "branch.updated")
        #expect(type(.ref("refs/tags/v1", nil, id(2))) == "tag.created")
        #expect(type(.ref("refs/tags/v1", id(1), id(2))) == nil)
        #expect(type(.ref("refs/heads/taskdaemon/r", nil, id(2))) == nil)
        #expect(type(.ref("refs/taskdaemon/inbox/1", nil, id(2))) == nil)
        #expect(type(RefChange(.head(worktree: ""), old: nil, new: id(2))) == nil)
    }
}
