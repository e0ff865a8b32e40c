import Git
import GitNames
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling
@testable import Orchestration

@Suite("The state as it was") struct PastTests {
    @Test("a run is read as it was after each of its entries, whatever snapshots there are", arguments: [2, 100])
    func everyEntry(interval: Int) throws {
        let story = try Story(snapshotInterval: interval)
        try story.play()
        let reader = JournalStore(try story.temporary.open())
        for (entry, state) in story.states { #expect(try reader.run(story.id, at: entry) == state) }
        // What was read of the past is not taken for where the journal stands.
        #expect(try reader.run(story.id).run == story.run)
    }

    @Test("the entry at a time is the newest that is not younger, and before the first there is none")
    func times() throws {
        let story = try Story()
        try story.play()
        let reader = JournalStore(try story.temporary.open())
        let entries = try reader.runEntries(story.id)
        let first = try #require(entries.first)
        #expect(try reader.entry(of: story.id, at: first.time + .seconds(-1)) == nil)
        for (entry, next) in zip(entries, entries.dropFirst()) where next.time > entry.time {
            #expect(try reader.entry(of: story.id, at: entry.time) == entry.id)
            #expect(try reader.entry(of: story.id, at: next.time + .seconds(-1)) == entry.id)
            #expect(try reader.runEntries(story.id, upTo: entry.id).last?.id == entry.id)
        }
        #expect(try reader.entry(of: story.id, at: .init(milliseconds: .max)) == entries.last?.id)
        #expect(try reader.entry(named: String(first.id.hex.prefix(9)), of: story.id) == first.id)
        #expect(try reader.entry(named: "0000000", of: story.id) == nil)
    }

    @Test("a run that was archived is read as it was, and the archive's list as it was before")
    func archived() throws {
        let story = try Story()
        try story.play()
        let run = try #require(story.run)
        let head = try #require(story.head)
        let at = run.updatedAt + .seconds(500)
        let archived = try #require(ArchivedRun(run, journal: head))
        _ = try story.store.archive([archived], after: nil, at: at)
        try story.temporary.git("update-ref", "-d", JournalStore.runRef(story.id).text)
        let reader = JournalStore(try story.temporary.open())
        #expect(try reader.archivedRunIDs(at: at + .seconds(-1)).isEmpty)
        #expect(try reader.archivedRunIDs(at: at) == [story.id])
        #expect(try reader.entry(of: story.id, at: at) == head)
        for (entry, state) in story.states { #expect(try reader.run(story.id, at: entry) == state) }
    }
}
