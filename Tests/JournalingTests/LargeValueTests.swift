import Git
import GitNames
import JSONValues
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling

@Suite("Large values") struct LargeValueTests {
    /// About 100 KB, and nothing in it is large.
    private static let common: JSON = .array(
        (0..<2000).map { ["id": .int($0), "text": .string("part \($0) of what all share"), "$value": "a", "bytes": 3] })

    private static func item(_ name: String) -> JSON {
        [
            "id": .string(name), "common": common, "$$value": .string(name), "own": ["$value": "abc", "bytes": 3],
        ]
    }

    @Test("are written once for all entries that have them, and read back as they were", arguments: [2, 100])
    func shared(interval: Int) throws {
        let names = ["core"] + ["shell", "docs"]
        let story = try Story(snapshotInterval: interval, items: names.map(Self.item))
        while try story.step() {
            let (run, head) = try JournalStore(story.temporary.open()).run(story.id)
            #expect(run == story.states[head])
        }
        #expect(story.run?.end?.status == .succeeded)
        let ref = JournalStore.runRef(story.id).text
        let lines = try story.temporary.git(
            "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objectsize)"
        ).split(separator: "\n").map { $0.split(separator: " ") }
        let known = Dictionary(uniqueKeysWithValues: lines.map { ($0[0], Int($0[1]) ?? 0) })
        let sizes = try story.temporary.git("rev-list", "--objects", "--no-object-names", ref).split(separator: "\n")
            .compactMap { known[$0] }
        let large = sizes.filter { $0 > JournalLimits.line }
        // The list, and what the plan gave with it in three elements, which are small.
        #expect(large.count == 1, "\(large)")
        #expect(sizes.reduce(0, +) < 700_000)
    }

    @Test("survive what git removes, and are in a mirror clone")
    func kept() throws {
        let story = try Story(snapshotInterval: 4, items: [Self.item("core"), Self.item("b")])
        try story.play()
        try story.temporary.git("reflog", "expire", "--all", "--expire=now")
        try story.temporary.git("gc", "-q", "--prune=now")
        #expect(try JournalStore(story.temporary.open()).run(story.id).run == story.run)
        let mirror = try TemporaryRepository()
        try mirror.git("fetch", "-q", story.temporary.path, "+refs/taskdaemon/*:refs/taskdaemon/*")
        let store = JournalStore(try mirror.open())
        #expect(try store.run(story.id).run == story.run)
        let inputs = try store.runEntries(story.id).flatMap(\.events).compactMap { event -> JSON? in
            if case .instanceAdded(let added) = event { added.item } else { nil }
        }
        #expect(inputs == [Self.item("core"), Self.item("b")])
    }

    @Test("of one entry are found by their content, and what a user calls like a reference stays that")
    func references() throws {
        let repository = try TemporaryRepository().open()
        let keeper = LargeValueWriter(try repository.writer(), recent: RecentValues(), held: [])
        let first = try keeper.written(["a": Self.common, "b": [1], "$value": nil])
        let again = try keeper.written(.array((Self.common.arrayValue ?? []).map { $0 }))
        #expect(keeper.blobs.count == 1)
        #expect(first["a"] == again && again["bytes"] != nil)
        #expect(first["b"] == [1] && first["$$value"] == .null && first["$value"] == nil)
        let nested = try keeper.written(["x": .string(String(repeating: "y", count: 70_000)), "c": Self.common])
        #expect(nested["x"]?["$value"] != nil && nested["c"] == again)
        #expect(keeper.blobs.count == 2)
        let reader = LargeValueReader(repository)
        #expect(try reader.value(named: again["$value"]?.stringValue ?? "") == Self.common)
    }

    @Test("that are missing, or refer to each other without end, are an error")
    func hostile() throws {
        let repository = try TemporaryRepository().open()
        let reader = LargeValueReader(repository)
        #expect(throws: (any Error).self) { try reader.value(named: String(repeating: "1", count: 40)) }
        #expect(throws: (any Error).self) { try reader.value(named: "no name") }
        let writer = try repository.writer()
        var blob = try writer.blob(Array("[\(Array(repeating: "1", count: 1000).joined(separator: ","))]".utf8))
        for level in 1...6 {
            let reference = ValueReference(name: blob.hex, bytes: 3).json.text
            blob = try writer.blob(
                Array("[\(Array(repeating: reference, count: level < 3 ? 10 : 1000).joined(separator: ","))]".utf8))
            if level == 2 { #expect(try reader.value(named: blob.hex).arrayValue?.count == 10) }
        }
        #expect(throws: (any Error).self) { try reader.value(named: blob.hex) }
        for _ in 0...JournalLimits.valueNesting {
            blob = try writer.blob(Array("[\(ValueReference(name: blob.hex, bytes: 3).json.text)]".utf8))
        }
        #expect(throws: (any Error).self) { try LargeValueReader(repository).value(named: blob.hex) }
    }
}
