import Git
import GitNames
import JSONValues
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling
@testable import Orchestration

@Suite("Publication") struct PublicationTests {
    /// Plays a run in which the Nth step fails, before it is done or after; what fails is a crash: all that the process
    /// knew is gone.
    private func play(failingAt number: Int, after: Bool) throws -> (story: Story, fault: Fault, hasFailed: Bool) {
        let fault = Fault(at: number)
        let story = try Story(items: ["core"]) { repository in
            ScriptedTarget(
                repository, before: { (_) throws(GitError) in if !after { try fault.pass() } },
                after: { (_) throws(GitError) in if after { try fault.pass() } })
        }
        var hasFailed = false
        do { try story.play() } catch {
            hasFailed = true
            let refs = try story.temporary.git("for-each-ref", "--format=%(objectname)")
            let found = try story.temporary.git("cat-file", "--batch-check", input: refs + "\n")
            #expect(!found.contains("missing"), "\(found)")
            try story.restart()
            try story.play()
        }
        return (story, fault, hasFailed)
    }

    @Test("a crash at any step gives the same history", arguments: [false, true])
    func crashes(after: Bool) throws {
        let undisturbed = try Story(items: ["core"])
        try undisturbed.play()
        let expected = try undisturbed.subjects()
        var number = 1
        while true {
            let (story, fault, hasFailed) = try play(failingAt: number, after: after)
            guard fault.hasHappened else { break }
            // A pack that cannot be released is no crash for the store, only for this test's driver.
            #expect(hasFailed, "step \(number)")
            #expect(try story.subjects() == expected, "step \(number)")
            #expect(try story.store.run(story.id).run == undisturbed.run, "step \(number)")
            number += 1
            try #require(number < 500)
        }
        #expect(number > 20)
    }

    @Test("the last crash leaves a repository in which git finds nothing wrong", arguments: [4, 5, 6, 20, 21, 22])
    func fsck(number: Int) throws {
        let (story, _, _) = try play(failingAt: number, after: true)
        let output = try story.temporary.tryGit(["fsck", "--strict", "--full"])
        #expect(output.status == 0 && output.complaint.isEmpty, "\(output.complaint)")
    }

    @Test("git gc --prune=now between the objects and the ref takes nothing")
    func collected() throws {
        let temporary = Box<TemporaryRepository?>(nil)
        let story = try Story { repository in
            ScriptedTarget(
                repository,
                after: { (step) throws(GitError) in
                    guard step == .pack else { return }
                    do { try temporary.value?.git("gc", "-q", "--prune=now") } catch {
                        throw GitError(.os, operation: "test", message: "\(error)")
                    }
                })
        }
        temporary.value = story.temporary
        try story.play()
        #expect(story.run?.end?.status == .succeeded)
        #expect(try JournalStore(story.temporary.open()).run(story.id).run == story.run)
        let output = try story.temporary.tryGit(["fsck", "--strict", "--full"])
        #expect(output.status == 0 && output.complaint.isEmpty, "\(output.complaint)")
        #expect(try story.temporary.keepFiles().isEmpty)
    }

    @Test("a run whose journal somebody else moved is reported, and the others are published")
    func lostRace() throws {
        let story = try Story()
        try story.step()
        let other = try Story.named("other-1234567", story)
        let paused = story.pausing()
        try story.temporary.git("update-ref", JournalStore.runRef(story.id).text, story.base.hex)
        let published = try story.store.publish(
            Batch(runs: [paused, RunEntry(Run.create(other), after: nil)], time: Story.start))
        #expect(published.lost == [story.id])
        #expect(published.heads.keys.sorted() == ["other-1234567"])
        #expect(try story.temporary.id(JournalStore.runRef(story.id).text) == story.base)
        #expect(try story.store.run("other-1234567").run.id == "other-1234567")
    }

    @Test("a race that is lost at the last moment is reported, and the packs of attempts stay kept")
    func lostLate() throws {
        let temporary = Box<TemporaryRepository?>(nil)
        let story = try Story { repository in
            ScriptedTarget(
                repository,
                after: { (step) throws(GitError) in
                    guard step == .pack, let temporary = temporary.value else { return }
                    let ref = JournalStore.runPrefix + "greeter-"
                    let names = try? temporary.git("for-each-ref", "--format=%(refname)", JournalStore.runPrefix)
                    for name in (names ?? "").split(separator: "\n") where name.hasPrefix(ref) {
                        _ = try? temporary.git("update-ref", String(name), "HEAD")
                    }
                })
        }
        try story.step()
        temporary.value = story.temporary
        let writer = try story.repository.writer()
        try writer.blob([1, 2, 3])
        let pack = try #require(try writer.finish())
        let other = try Story.named("other-1234567", story)
        let batch = Batch(
            runs: [story.pausing(), RunEntry(Run.create(other), after: nil)], keptPacks: [pack], time: Story.start)
        let published = try story.store.publish(batch)
        #expect(published.lost == [story.id] && published.failed.isEmpty)
        #expect(published.heads.keys.sorted() == ["other-1234567"])
        #expect(published.keptPacks == [pack])
        #expect(try story.temporary.keepFiles().count == 1)
    }

    @Test("a workspace's journal that was moved keeps the whole batch from being published")
    func lostWorkspace() throws {
        let story = try Story()
        var workspace = Workspace()
        let event = WorkspaceEvent.runOpened(story.id)
        workspace.apply(event)
        let entry = WorkspaceEntry(expected: story.base, events: [event], workspace: workspace)
        let batch = Batch(
            workspace: entry, runs: [RunEntry(Run.create(story.created), after: nil)], time: Story.start)
        let error = #expect(throws: JournalError.self) { try story.store.publish(batch) }
        #expect(error?.code == .lostRace && error?.subject == "refs/taskdaemon/workspace")
        #expect(try story.store.runIDs() == [])
        #expect(try story.temporary.keepFiles().isEmpty)
    }

    @Test("the workspace's journal is read as it was written, snapshots included")
    func workspace() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("c")
        let repository = try temporary.open()
        let store = JournalStore(repository, identity: .daemon, target: repository, snapshotInterval: 4)
        #expect(try store.workspace().head == nil && store.workspaceEntries(limit: nil).isEmpty)
        var workspace = Workspace()
        var head: ObjectID?
        for number in 0..<11 {
            let run = RunID("run-\(number)")
            let events: [WorkspaceEvent] = [
                .commitTaken(
                    CommitTaken(
                        owner: "here", branch: "main", commit: commit,
                        verdicts: [.init(pipeline: "p", outcome: .started, run: run, detail: "")],
                        documents: [DocumentKey(path: "plans/\(number).md", blob: commit)], at: Story.start)),
                .runEnded(run, .succeeded),
            ]
            for event in events { workspace.apply(event) }
            let published = try store.publish(
                Batch(
                    workspace: WorkspaceEntry(expected: head, events: events, workspace: workspace), time: Story.start))
            head = published.workspaceHead
            let (read, tip) = try JournalStore(temporary.open()).workspace()
            #expect(tip == head && read == workspace)
        }
        let subjects = try temporary.git("log", "--first-parent", "--format=%s", JournalStore.workspaceRef.text)
        #expect(subjects.hasPrefix("main: \(commit.short) taken, started run-10 (+1 more)\n"))
        #expect(subjects.hasSuffix("journal of the workspace"))
        #expect(try store.workspaceEntries(limit: 3).count == 3)
        #expect(try temporary.tryGit(["fsck", "--strict"]).status == 0)
    }

    @Test("an object that is not what its name says is not written")
    func missingTarget() throws {
        let story = try Story()
        try story.step()
        let nothing = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        let run = try #require(story.run)
        let event = RunEvent.moved(RefMove(ref: run.branch, old: story.base, new: nothing))
        let entry = RunEntry(id: story.id, expected: story.head, events: [event], run: run)
        let published = try story.store.publish(Batch(runs: [entry], time: Story.start))
        #expect(published.heads.isEmpty)
        let error = try #require(published.failed[story.id])
        guard case .git(let cause) = error.code else {
            Issue.record("\(error)")
            return
        }
        #expect(cause.code == .notFound)
        #expect(try story.store.run(story.id).head == story.head)
    }

    @Test("a repository that cannot be written to keeps everything as it was")
    func readOnly() throws {
        let story = try Story()
        try story.step()
        let broken = ScriptedTarget(
            story.repository,
            before: { (step) throws(GitError) in
                if step == .pack { throw GitError(.noSpace, operation: "test", message: "no space left on device") }
            })
        let store = JournalStore(story.repository, identity: .daemon, target: broken)
        let before = try story.temporary.git("for-each-ref")
        let error = #expect(throws: JournalError.self) {
            try store.publish(Batch(runs: [story.pausing()], time: Story.start))
        }
        guard case .git(let cause)? = error?.code else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause.code == .noSpace)
        #expect(try story.temporary.git("for-each-ref") == before)
        #expect(try story.store.publish(Batch(runs: [story.pausing()], time: Story.start)).heads.count == 1)
    }

    @Test("many publications do not leave many packs")
    func packs() throws {
        let temporary = try TemporaryRepository()
        try temporary.commit("c")
        let store = JournalStore(try temporary.open())
        var workspace = Workspace()
        var head: ObjectID?
        for number in 0..<130 {
            let event = WorkspaceEvent.runOpened(RunID("run-\(number)"))
            workspace.apply(event)
            let entry = WorkspaceEntry(expected: head, events: [event], workspace: workspace)
            head = try store.publish(Batch(workspace: entry, time: Story.start)).workspaceHead
        }
        let git = try temporary.git("rev-parse", "--absolute-git-dir")
        let names = try Directory.names(git + "/objects/pack")
        #expect(names.count { $0.hasSuffix(".pack") } < 60)
        #expect(try JournalStore(temporary.open()).workspaceEntries(limit: nil).count == 130)
        #expect(try temporary.tryGit(["fsck", "--strict", "--full"]).status == 0)
    }
}

/// A value that a closure sees change.
final class Box<Value> {
    var value: Value

    init(_ value: Value) { self.value = value }
}

extension Story {
    /// The subjects of the run's journal, oldest first; what only says that refs have moved is left out.
    func subjects() throws -> [String] {
        try store.runEntries(id, limit: nil).map { entry in
            var events = entry.events
            events.removeAll { if case .landed = $0 { true } else { false } }
            return events.isEmpty ? "" : EntrySubject.make(events)
        }.filter { !$0.isEmpty }
    }

    /// An entry that pauses the run.
    func pausing() -> RunEntry {
        let event = RunEvent.paused(Paused(cause: .requested, detail: "by Ada", tip: nil, at: Self.start))
        var after = run ?? Run(created)
        try? after.apply(event)
        return RunEntry(id: id, expected: head, events: [event], run: after)
    }

    /// The same run under another name.
    static func named(_ id: RunID, _ story: Story) throws -> RunCreated {
        var other = story.created
        other.id = id
        return other
    }
}
