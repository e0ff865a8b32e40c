import Git
import GitNames
import JSONValues
@testable import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling

@Suite("Replay") struct ReplayTests {
    @Test("a run that is read is the run that was published, after every entry", arguments: [1, 2, 3, 7, 100])
    func replay(interval: Int) throws {
        let story = try Story(snapshotInterval: interval)
        var entries = 0
        while try story.step() {
            entries += 1
            let reader = JournalStore(try story.temporary.open())
            let (run, head) = try reader.run(story.id)
            #expect(head == story.head)
            #expect(run == story.states[head])
        }
        #expect(story.run?.end?.status == .succeeded)
        #expect(entries > 10)
        let all = try story.store.runEntries(story.id, limit: nil)
        #expect(Set(all.map(\.id)) == Set(story.states.keys))
        #expect(try story.store.runEntries(story.id, limit: 2).map(\.id) == all.suffix(2).map(\.id))
        #expect(try story.store.runIDs() == [story.id])
    }

    @Test("the same events without any snapshot give the same run")
    func withoutSnapshot() throws {
        let story = try Story(snapshotInterval: 2)
        try story.play()
        var state: Run?
        for entry in try story.store.runEntries(story.id, limit: nil) {
            for event in entry.events { try Run.fold(event, into: &state) }
        }
        #expect(state == story.run)
    }

    @Test("a snapshot of another version's form is passed over")
    func foreignSnapshot() throws {
        let story = try Story(snapshotInterval: 4)
        try story.play()
        let head = try #require(story.head)
        let before = try story.temporary.id("\(head)^")
        for text in ["nonsense", "{\"entries\":1,\"parent\":\"\(before)\",\"state\":{\"of\":\"another form\"}}"] {
            try story.temporary.replaceTip(of: JournalStore.runRef(story.id), changing: "snapshot.json", to: text)
            let (run, _) = try JournalStore(story.temporary.open()).run(story.id)
            #expect(run == story.run)
        }
    }

    @Test("a snapshot is written with every so many entries and at the end, and no other entry changes the tree")
    func snapshots() throws {
        let story = try Story(snapshotInterval: 4)
        try story.play()
        let ref = JournalStore.runRef(story.id).text
        let lines = try story.temporary.git("log", "--first-parent", "--reverse", "--format=%H", ref).split(
            separator: "\n")
        var snapshots: [String?] = []
        for line in lines {
            let found = try story.temporary.tryGit(["rev-parse", "--verify", "-q", "\(line):snapshot.json"])
            snapshots.append(found.status == 0 ? found.text : nil)
        }
        // The first line is the root.
        let changed = snapshots.indices.dropFirst().filter { snapshots[$0] != snapshots[$0 - 1] }
        #expect(changed.first == 4)
        #expect(changed.contains(8) && changed.contains(12))
        let ended = try story.store.runEntries(story.id, limit: nil).firstIndex { entry in
            entry.events.contains { if case .ended = $0 { true } else { false } }
        }
        #expect(changed.contains(try #require(ended) + 1))
    }

    @Test("large events become blobs, and are read back")
    func largeValues() throws {
        let story = try Story()
        try story.step()
        let run = try #require(story.run)
        let large = String(repeating: "0123456789abcdef\u{7}\u{2028}é", count: 20_000)
        let paused = RunEvent.paused(Paused(cause: .requested, detail: large, tip: nil, at: Story.start))
        var after = run
        try after.apply(paused)
        let entry = RunEntry(id: story.id, expected: story.head, events: [paused], run: after)
        let published = try story.store.publish(Batch(runs: [entry], time: Story.start))
        let head = try #require(published.heads[story.id])
        let (read, tip) = try JournalStore(story.temporary.open()).run(story.id)
        #expect(tip == head && read == after)
        let message = try story.temporary.git("log", "-1", "--format=%B", head.hex)
        #expect(message.utf8.count < 1000)
        #expect(message.contains("{\"$value\":\"") && message.contains("\"type\":\"run.paused\""))
        #expect(try story.temporary.git("ls-tree", "-r", "--name-only", head.hex).contains("values/"))
        try story.temporary.git("gc", "-q", "--prune=now")
        #expect(try JournalStore(story.temporary.open()).run(story.id).run == after)
    }

    @Test("numbers that JSON has no form for do not keep an entry from being written")
    func numbers() throws {
        let story = try Story()
        try story.step()
        var after = try #require(story.run)
        let attempt = try #require(after.runningAttempts.first)
        let event = RunEvent.attemptStarted(
            AttemptStarted(
                attempt: AttemptID(attempt.instance, 9), base: story.base, input: ["x": .double(.nan)],
                holdsIntegration: false, at: Story.start))
        _ = try? after.apply(event)
        let entry = RunEntry(id: story.id, expected: story.head, events: [event], run: after)
        #expect(try story.store.publish(Batch(runs: [entry], time: Story.start)).failed.isEmpty)
        #expect(try story.store.runEntries(story.id, limit: 1).first?.events.count == 1)
    }

    @Test("an event that could not be read back is not written, and other runs are")
    func tooDeep() throws {
        let story = try Story()
        try story.step()
        var deep: JSON = 1
        for _ in 0..<520 { deep = .array([deep]) }
        let run = try #require(story.run)
        let event = RunEvent.instanceAdded(
            InstanceAdded(instance: InstanceID("implementation", "x"), event: nil, item: deep))
        let bad = RunEntry(id: story.id, expected: story.head, events: [event], run: run)
        var other = story.created
        other.id = "other-1234567"
        let good = RunEntry(Run.create(other), after: nil)
        let published = try story.store.publish(Batch(runs: [bad, good], time: Story.start))
        #expect(published.failed.keys.sorted() == [story.id])
        #expect(published.heads.keys.sorted() == ["other-1234567"])
        #expect(try story.store.run(story.id).head == story.head)
    }
}

extension TemporaryRepository {
    /// Makes the newest entry of a journal another one, by hand.
    func replaceTip(of ref: RefName, changing path: String, to text: String) throws {
        let index = ["GIT_INDEX_FILE": beside("index-\(UInt64.random(in: 0...UInt64.max))")]
        let blob = try git("hash-object", "-w", "--stdin", input: text)
        try git("read-tree", ref.text, environment: index)
        try git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)", environment: index)
        let tree = try git("write-tree", environment: index)
        try rewriteTip(of: ref, tree: tree, message: nil)
    }

    /// Makes the newest entry of a journal one with another tree or message.
    func rewriteTip(of ref: RefName, tree: String? = nil, message: String?) throws {
        let tree = try tree ?? git("rev-parse", "\(ref)^{tree}")
        let message = try message ?? git("log", "-1", "--format=%B", ref.text)
        let parent = try git("rev-parse", "\(ref)^")
        let commit = try git("commit-tree", tree, "-p", parent, input: message)
        try git("update-ref", ref.text, commit)
    }
}
