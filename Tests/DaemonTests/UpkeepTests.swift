import Daemon
import Foundation
import Git
import GitNames
import Glibc
import Journaling
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// What is left over goes, with its reason, and nothing else does.
@Suite("Upkeep")
struct UpkeepTests {
    /// A workspace with a finished run and one that waits, and with everything that can be left over.
    private func cluttered() async throws -> Workshop {
        var workshop = try Workshop()
        try await workshop.define("  - {name: only, loop_type: shell, run: 'echo 1 | tee out.txt'}")
        try workshop.plan()
        _ = try await workshop.once()
        try await workshop.define(
            "  - {name: only, loop_type: shell, run: 'true', triggers: [{manual: {approval_required: true}}]}")
        try workshop.plan("# Plan: Waiting\n", at: "plans/waiting.md")
        _ = try await workshop.once()
        workshop.userConfig += "keep_runs: 0\n"
        let files = FileManager.default
        let state = workshop.location.state
        try files.createDirectory(atPath: state.trees + "/left.1.main/tree", withIntermediateDirectories: true)
        _ = files.createFile(atPath: state.trees + "/left.1.main/tree/large", contents: Data(count: 1 << 20))
        for run in try workshop.runs().map(\.id.rawValue) + ["gone-1234567"] {
            try files.createDirectory(atPath: state.logs + "/\(run)", withIntermediateDirectories: true)
            _ = files.createFile(atPath: state.logs + "/\(run)/only.main.9.log", contents: Data("x".utf8))
        }
        let lock = workshop.repository.path + "/.git/refs/heads/left.lock"
        _ = files.createFile(atPath: lock, contents: Data())
        chmod(lock, 0o644 | S_ISVTX)
        _ = files.createFile(atPath: workshop.repository.path + "/.git/refs/heads/gits.lock", contents: Data())
        return workshop
    }

    private func names(_ plan: UpkeepPlan, _ kind: UpkeepPlan.Item.Kind) -> [String] {
        plan.items.filter { $0.kind == kind }.map { String($0.name.split(separator: "/").last ?? "") }
    }

    @Test("a dry run says what would go, how large it is and why, and changes nothing")
    func dry() async throws {
        let workshop = try await cluttered()
        let before = try workshop.repository.git("for-each-ref")
        let plan = try await Upkeep(workshop.location, options: workshop.options()).plan(hasDaemon: false)
        #expect(names(plan, .lock) == ["left.lock"])
        #expect(names(plan, .workTree).sorted() == ["left.1.main"])
        #expect(names(plan, .logs).contains("gone-1234567"))
        #expect(names(plan, .run).count == 1)
        #expect(plan.bytes > 1 << 20)
        #expect(plan.items.allSatisfy { !$0.reason.isEmpty })
        #expect(try workshop.repository.git("for-each-ref") == before)
        let again = try await Upkeep(workshop.location, options: workshop.options()).plan(hasDaemon: false)
        #expect(again == plan)
        let beside = try await Upkeep(workshop.location, options: workshop.options()).plan(hasDaemon: true)
        #expect(names(beside, .workTree) == [], "a daemon's work trees are its own")
    }

    @Test("it is all gone afterwards, what is in use and what is not ours is not, and a second time finds nothing")
    func performed() async throws {
        let workshop = try await cluttered()
        let waiting = try #require(try workshop.runs().first { $0.end == nil })
        let upkeep = Upkeep(workshop.location, options: workshop.options())
        let plan = try await upkeep.perform()
        #expect(!plan.items.isEmpty)
        #expect(try workshop.runs() == [waiting])
        let journal = JournalStore(try workshop.repository.open())
        #expect(try journal.archivedRunIDs().count == 1)
        let files = FileManager.default
        let state = workshop.location.state
        let trees = try files.contentsOfDirectory(atPath: state.trees)
        #expect(!trees.contains("left.1.main"))
        #expect(trees.contains("1"), "what is kept to be used again stays")
        #expect(try files.contentsOfDirectory(atPath: state.logs) == [waiting.id.rawValue])
        let heads = try files.contentsOfDirectory(atPath: workshop.repository.path + "/.git/refs/heads")
        #expect(heads.contains("gits.lock") && !heads.contains("left.lock"))
        #expect(try workshop.complaints() == "")
        #expect(try await upkeep.perform().items.filter { $0.kind != .packs } == [])
        _ = try await workshop.once()
        #expect(try workshop.runs().map(\.status) == [.waiting])
    }

    @Test("while a daemon runs nothing is done beside it, and it does it when it is asked")
    func beside() async throws {
        let workshop = try await cluttered()
        let upkeep = Upkeep(workshop.location, options: workshop.options())
        try await workshop.watching {
            await #expect(throws: JournalError.self) { _ = try await upkeep.perform() }
            let inbox = Inbox(try workshop.repository.open())
            let at = Instant(milliseconds: 1_700_000_000_000)
            _ = try inbox.write(InboxRequest(ulid: ULID.make(at: at), type: "gc", by: "ada", at: at))
            try await workshop.until("the request is taken and its work done") {
                try inbox.list().isEmpty
                    && !FileManager.default.fileExists(atPath: workshop.repository.path + "/.git/refs/heads/left.lock")
            }
        }
        #expect(try JournalStore(workshop.repository.open()).archivedRunIDs().count == 1)
    }
}
