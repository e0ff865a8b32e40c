import Git
import GitNames
import JSONValues
import Pipelines
import TaskDaemonTesting
import Testing

@testable import Journaling

@Suite("Inbox") struct InboxTests {
    private func ulid(_ milliseconds: Int64) -> String {
        ULID.make(at: Instant(milliseconds: milliseconds), randomness: [1, 2, 3])
    }

    @Test("a request is read as it was written, is an empty tree's commit, and is gone once removed")
    func roundTrip() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("c")
        let inbox = Inbox(try temporary.open())
        let request = InboxRequest(
            ulid: ulid(5), type: "approve", run: "r-1", stage: "review", instance: "core", tree: commit,
            data: ["note": "line\nbreak \u{1b}"], by: "Ada", at: Instant(milliseconds: 7))
        let ref = try inbox.write(request)
        #expect(ref.text == "refs/taskdaemon/inbox/\(ulid(5))")
        #expect(try inbox.list() == [.request(request)])
        #expect(try temporary.git("ls-tree", ref.text).isEmpty)
        #expect(try temporary.git("log", "-1", "--format=%B", ref.text).split(separator: "\n").count == 1)
        #expect(try temporary.keepFiles().isEmpty)
        #expect(throws: JournalError.self) { try inbox.write(request) }
        try inbox.remove(ulid(5))
        try inbox.remove(ulid(5))
        #expect(try inbox.list() == [])
        #expect(try temporary.tryGit(["fsck", "--strict"]).status == 0)
    }

    @Test("requests come in the order of their ULIDs, and malformed ones do not keep others from being read")
    func malformed() throws {
        let temporary = try TemporaryRepository()
        try temporary.commit("c", ["f": "x"])
        let inbox = Inbox(try temporary.open())
        try inbox.write(InboxRequest(ulid: ulid(9), type: "pause", by: "Ada", at: Instant(milliseconds: 9)))
        try inbox.write(InboxRequest(ulid: ulid(1), type: "resume", by: "Ada", at: Instant(milliseconds: 1)))
        let tree = try temporary.git("hash-object", "-t", "tree", "-w", "/dev/null")
        func put(_ name: String, _ message: String) throws {
            let commit = try temporary.git("commit-tree", tree, input: message)
            try temporary.git("update-ref", Inbox.prefix + name, commit)
        }
        try put(ulid(2), "not json")
        try put(ulid(3), "[1]")
        try put(ulid(4), "{\"run\":\"x\"}")
        try put(ulid(5), "{\"type\":7}")
        try put(ulid(6), "{\"type\":\"emit\",\"unknown\":{},\"run\":null}\n\n")
        try put("not-a-ulid", "{\"type\":\"pause\"}")
        try put(ulid(7), "{\"type\":\"emit\",\"data\":\"\(String(repeating: "x", count: 1 << 20))\"}")
        try temporary.git("update-ref", Inbox.prefix + ulid(8), temporary.git("rev-parse", "HEAD:f"))
        let items = try inbox.list()
        let told = items.map { item in
            switch item {
            case .request(let request): request.type
            case .malformed(_, let reason): reason.split(separator: ":").first.map(String.init) ?? ""
            }
        }
        let unreadable = "the message is not a request"
        #expect(
            told == [
                "resume", unreadable, unreadable, unreadable, unreadable, "emit",
                "it has 1048743 bytes, the limit is 1048576",
                "it is a blob, not a commit", "pause", "the ref's name is not a ULID",
            ])
        guard case .request(let byHand) = items[5] else {
            Issue.record("\(items[5])")
            return
        }
        #expect(byHand.by == "Ada <ada@example.com>" && byHand.at == Instant(milliseconds: 6) && byHand.run == nil)
        for item in items { try inbox.remove(item.ulid) }
        #expect(try inbox.list() == [])
    }

    @Test("a request that no reader would take is not written")
    func refused() throws {
        let temporary = try TemporaryRepository()
        let inbox = Inbox(try temporary.open())
        let at = Instant(milliseconds: 1)
        let large = InboxRequest(
            ulid: ulid(1), type: "emit", data: .string(String(repeating: "x", count: 1 << 20)), by: "a", at: at)
        #expect(throws: JournalError.self) { try inbox.write(large) }
        #expect(throws: JournalError.self) {
            try inbox.write(InboxRequest(ulid: "../../heads/main", type: "x", by: "a", at: at))
        }
        #expect(try inbox.list() == [])
    }
}

@Suite("Names and cursors") struct NameTests {
    @Test("ULIDs sort by time, then randomness, and tell their time")
    func ulids() {
        let instants: [Int64] = [0, 1, 31, 32, 1_700_000_000_000, (1 << 48) - 1]
        let names = instants.flatMap { time in
            [[0], [0, 1], [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 9]].map {
                ULID.make(at: Instant(milliseconds: time), randomness: $0)
            }
        }
        #expect(names == names.sorted() && Set(names).count == names.count)
        #expect(names.allSatisfy { $0.utf8.count == 26 })
        #expect(names.first == "00000000000000000000000000")
        #expect(names.last == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
        for (index, name) in names.enumerated() {
            #expect(ULID.instant(of: name)?.milliseconds == instants[index / 3])
            #expect(ULID.instant(of: name.lowercased()) == ULID.instant(of: name))
        }
        #expect(ULID.make(at: Instant(milliseconds: -5), randomness: []) == names.first)
        #expect(ULID.make(at: Instant(milliseconds: .max), randomness: []).hasPrefix("7ZZZZZZZZZ0"))
        // The specification's example: https://github.com/ulid/spec
        #expect(ULID.instant(of: "01ARZ3NDEKTSV4RRFFQ69G5FAV")?.milliseconds == 1_469_922_850_259)
        for wrong in ["", "01ARZ3NDEKTSV4RRFFQ69G5FA", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU"] {
            #expect(ULID.instant(of: wrong) == nil)
        }
    }

    @Test("an owner's cursors are found by the hash of the branch's name")
    func cursors() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("c")
        let ref = JournalStore.cursorRef(owner: "here", branch: "feature/ä b")
        #expect(ref.isValid && ref.text.hasPrefix("refs/taskdaemon/cursor/here/"))
        try temporary.git("update-ref", ref.text, commit.hex)
        try temporary.git("update-ref", JournalStore.cursorRef(owner: "there", branch: "main").text, commit.hex)
        let cursors = try JournalStore(temporary.open()).cursors(owner: "here")
        #expect(cursors == [String(ref.text.suffix(16)): commit])
    }

    @Test("a subject is one line of at most 100 characters that shows nothing invisible")
    func subjects() {
        #expect(EntrySubject.line("a\nb\tc\u{1b}[0m\u{7f}\u{202e}", limit: 100) == "a b c\\u001b[0m\\u007f\\u202e")
        let long = EntrySubject.line(String(repeating: "é", count: 500), limit: 100)
        #expect(long.unicodeScalars.count == 100 && long.hasSuffix("…"))
    }
}
