import Executors
import Git
import GitNames
import Glibc
import TaskDaemonTesting
import Testing

@testable import Watching

@Suite("Watching refs", .serialized, .timeLimit(.minutes(2)))
struct RefWatcherTests {
    private let main = "refs/heads/main"

    @Test("a commit and its amendment each move the branch once")
    func commit() async throws {
        var watched = try await WatchedRepository()
        let first = try watched.repository.id("HEAD")
        try await watched.expect { [.ref(main, first, try $0.commit("second", ["b": "b"]))] }
        let second = try watched.repository.id("HEAD")
        try await watched.expect { repository in
            try repository.git("commit", "-q", "--amend", "-m", "other")
            return [.ref(main, second, try repository.id("HEAD"))]
        }
    }

    @Test("a merge moves one branch")
    func merge() async throws {
        var watched = try await WatchedRepository { repository in
            try repository.git("checkout", "-q", "-b", "side")
            try repository.commit("side", ["side": "s"])
            try repository.git("checkout", "-q", "main")
            try repository.commit("main", ["main": "m"])
        }
        try await watched.expect { repository in
            let old = try repository.id("main")
            try repository.git("merge", "-q", "-m", "merge", "side")
            return [.ref(main, old, try repository.id("main"))]
        }
    }

    @Test("a rebase moves the branch, not HEAD")
    func rebase() async throws {
        var watched = try await WatchedRepository { repository in
            try repository.git("checkout", "-q", "-b", "side")
            for name in ["s1", "s2", "s3"] { try repository.commit(name, [name: name]) }
            try repository.git("checkout", "-q", "main")
            try repository.commit("main", ["main": "m"])
            try repository.git("checkout", "-q", "side")
        }
        try await watched.expect { repository in
            let old = try repository.id("side")
            try repository.git("rebase", "-q", "main")
            return [.ref("refs/heads/side", old, try repository.id("side"))]
        }
    }

    @Test("a branch that is made, forced elsewhere, renamed and deleted is told each time")
    func branches() async throws {
        var watched = try await WatchedRepository { try $0.commit("second") }
        let tip = try watched.repository.id("main")
        let first = try watched.repository.id("main~1")
        try await watched.expect { repository in
            try repository.git("branch", "side")
            return [.ref("refs/heads/side", nil, tip)]
        }
        try await watched.expect { repository in
            try repository.git("branch", "-f", "side", "main~1")
            return [.ref("refs/heads/side", tip, first)]
        }
        try await watched.expect { repository in
            try repository.git("branch", "-m", "side", "other")
            return [.ref("refs/heads/side", first, nil), .ref("refs/heads/other", nil, first)]
        }
        try await watched.expect { repository in
            try repository.git("branch", "-D", "other")
            return [.ref("refs/heads/other", first, nil)]
        }
    }

    @Test("branches in new directories, however deep, are told when they come and when they go")
    func nested() async throws {
        var watched = try await WatchedRepository()
        let tip = try watched.repository.id("main")
        for _ in 0..<3 {
            try await watched.expect { repository in
                for name in ["a/b/c/d", "a/b/e", "x/y"] { try repository.git("branch", name) }
                return ["a/b/c/d", "a/b/e", "x/y"].map { .ref("refs/heads/\($0)", nil, tip) }
            }
            try await watched.expect { repository in
                try repository.git("branch", "-D", "a/b/c/d", "a/b/e", "x/y")
                return ["a/b/c/d", "a/b/e", "x/y"].map { .ref("refs/heads/\($0)", tip, nil) }
            }
        }
    }

    @Test("packing refs and collecting garbage move nothing, and a packed branch still moves and goes")
    func packed() async throws {
        var watched = try await WatchedRepository { repository in
            for name in ["one", "two/deep", "three"] { try repository.git("branch", name) }
        }
        let tip = try watched.repository.id("main")
        try watched.repository.git("pack-refs", "--all")
        try watched.repository.git("gc", "-q", "--prune=now")
        // The next change is the first that is told.
        try await watched.expect { repository in
            try repository.git("branch", "-D", "one")
            return [.ref("refs/heads/one", tip, nil)]
        }
        try await watched.expect { repository in
            let new = try repository.commit("second")
            return [.ref(main, tip, new)]
        }
        try await watched.expect { repository in
            try repository.git("branch", "-f", "two/deep", "main")
            return [.ref("refs/heads/two/deep", tip, try repository.id("main"))]
        }
        try await watched.expect { repository in
            let tip2 = try repository.id("main")
            try repository.git("branch", "-D", "two/deep", "three")
            return [.ref("refs/heads/two/deep", tip2, nil), .ref("refs/heads/three", tip, nil)]
        }
    }

    @Test("a transaction over many refs is told in full")
    func transaction() async throws {
        var watched = try await WatchedRepository { try $0.commit("second") }
        let tip = try watched.repository.id("main")
        let names = (0..<40).map { "refs/heads/t\($0 % 4)/b\($0)" } + ["refs/tags/v1", "refs/custom/space/x"]
        try await watched.expect { repository in
            try repository.git("update-ref", "--stdin", input: names.map { "create \($0) \(tip)\n" }.joined())
            return names.map { .ref($0, nil, tip) }
        }
        try await watched.expect { repository in
            try repository.git("update-ref", "--stdin", input: names.map { "delete \($0)\n" }.joined())
            return names.map { .ref($0, tip, nil) }
        }
    }

    @Test("a push into a bare repository is told, also of a branch with a new directory")
    func push() async throws {
        var watched = try await WatchedRepository(bare: true)
        let other = try TemporaryRepository()
        let tip = try other.commit("first", ["a": "a"])
        try await watched.expect { repository in
            try other.git("push", "-q", repository.path, "main", "main:feature/one")
            return [.ref(main, nil, tip), .ref("refs/heads/feature/one", nil, tip)]
        }
        let next = try other.commit("second")
        try await watched.expect { repository in
            try other.git("push", "-q", repository.path, "main", ":feature/one")
            return [.ref(main, tip, next), .ref("refs/heads/feature/one", tip, nil)]
        }
    }

    @Test("a commit in a linked work tree moves its branch, and a detached HEAD there is told")
    func linkedWorktree() async throws {
        var watched = try await WatchedRepository()
        let first = try watched.repository.id("main")
        let tree = watched.repository.beside("linked")
        try await watched.expect { repository in
            try repository.git("worktree", "add", "-q", "-b", "side", tree)
            return [.ref("refs/heads/side", nil, first)]
        }
        try await watched.expect { repository in
            try repository.git("-C", tree, "commit", "-q", "--allow-empty", "-m", "in the tree")
            return [.ref("refs/heads/side", first, try repository.id("side"))]
        }
        let second = try watched.repository.id("side")
        try await watched.expect { repository in
            try repository.git("-C", tree, "checkout", "-q", "--detach")
            return [RefChange(.head(worktree: "linked"), old: nil, new: second)]
        }
        try await watched.expect { repository in
            try repository.git("-C", tree, "commit", "-q", "--allow-empty", "-m", "detached")
            let text = try repository.git("-C", tree, "rev-parse", "HEAD")
            return [RefChange(.head(worktree: "linked"), old: second, new: ObjectID(hex: text))]
        }
        try await watched.expect { repository in
            let third = ObjectID(hex: try repository.git("-C", tree, "rev-parse", "HEAD"))
            try repository.git("worktree", "remove", "--force", tree)
            return [RefChange(.head(worktree: "linked"), old: third, new: nil)]
        }
        // The directory of work trees has gone with the last one, and comes again.
        try await watched.expect { repository in
            try repository.git("worktree", "add", "-q", "--detach", tree)
            return [RefChange(.head(worktree: "linked"), old: nil, new: first)]
        }
    }

    @Test("a detached HEAD of the main work tree is told while it is detached")
    func detached() async throws {
        var watched = try await WatchedRepository()
        let first = try watched.repository.id("main")
        try await watched.expect { repository in
            try repository.git("checkout", "-q", "--detach")
            return [RefChange(.head(worktree: ""), old: nil, new: first)]
        }
        let second = try watched.repository.git("commit-tree", "-p", "HEAD", "-m", "x", "HEAD^{tree}")
        try await watched.expect { repository in
            try repository.git("checkout", "-q", second)
            return [RefChange(.head(worktree: ""), old: first, new: ObjectID(hex: second))]
        }
        try await watched.expect { repository in
            try repository.git("checkout", "-q", "main")
            return [RefChange(.head(worktree: ""), old: ObjectID(hex: second), new: nil)]
        }
    }

    @Test("what is out of scope is neither told nor watched")
    func scope() async throws {
        var watched = try await WatchedRepository()
        let tip = try watched.repository.id("main")
        try await watched.expect { repository in
            for name in ["journal/r", "cursor/me/1", "tags/x", "inbox/1", "workspace"] {
                try repository.git("update-ref", "refs/taskdaemon/\(name)", tip.hex)
            }
            try repository.git("tag", "taskdaemon/r/planning.1")
            try repository.git("tag", "v1")
            return [
                .ref("refs/taskdaemon/inbox/1", nil, tip), .ref("refs/taskdaemon/workspace", nil, tip),
                .ref("refs/tags/v1", nil, tip),
            ]
        }
    }

    @Test("symbolic refs are not told")
    func symbolic() async throws {
        var watched = try await WatchedRepository()
        let tip = try watched.repository.id("main")
        try await watched.expect { repository in
            try repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
            try repository.git("branch", "last")
            return [.ref("refs/heads/last", nil, tip)]
        }
    }

    @Test("an overflow of the kernel's queue loses nothing, and is remarked")
    func overflow() async throws {
        var watched = try await WatchedRepository()
        let tip = try watched.repository.id("main")
        let text = try String(
            decoding: readAll("/proc/sys/fs/inotify/max_queued_events"), as: UTF8.self)
        let most = try #require(Int(text.split(separator: "\n").first ?? ""))
        let directory = watched.repository.path + "/.git/refs/heads/"
        let repository = watched.repository
        try await watched.expect { _ in [] }
        // While the watcher's thread does this it reads nothing, so the events pile up.
        try await watched.watcher.occupy {
            for number in 0...(most / 2) {
                let name = directory + "n\(number).lock"
                close(open(name, O_CREAT | O_WRONLY, 0o600))
                unlink(name)
            }
            try repository.git("update-ref", "refs/heads/new/deep", tip.hex)
        }
        try await watched.expect { _ in [.ref("refs/heads/new/deep", nil, tip)] }
        var notices = watched.watcher.notices.makeAsyncIterator()
        #expect(await notices.next() == .overflow)
        try await watched.expect { repository in
            try repository.git("update-ref", "refs/heads/new/other", tip.hex)
            return [.ref("refs/heads/new/other", nil, tip)]
        }
    }

    @Test("where watches run out the refs are looked at at a pace, and it is remarked once each way")
    func exhausted() async throws {
        var options = RefWatcher.Options()
        options.maximumWatches = 4
        options.pollInterval = .milliseconds(5)
        var watched = try await WatchedRepository(options) { try $0.git("branch", "a/b/c/d") }
        let tip = try watched.repository.id("main")
        var notices = watched.watcher.notices.makeAsyncIterator()
        guard case .polling(let directory, let reason)? = await notices.next() else {
            Issue.record("not remarked")
            return
        }
        #expect(directory.contains("/refs/") && reason.contains("space"))
        try await watched.expect { repository in
            try repository.git("branch", "a/b/c/e")
            return [.ref("refs/heads/a/b/c/e", nil, tip)]
        }
        try await watched.expect { repository in
            try repository.git("branch", "-D", "a/b/c/e", "a/b/c/d")
            return [.ref("refs/heads/a/b/c/e", tip, nil), .ref("refs/heads/a/b/c/d", tip, nil)]
        }
        #expect(await notices.next() == .watching)
    }

    @Test("a slow look without hints finds what no hint told")
    func rescan() async throws {
        var options = RefWatcher.Options()
        options.maximumWatches = 0
        options.pollInterval = .milliseconds(5)
        var watched = try await WatchedRepository(options)
        let tip = try watched.repository.id("main")
        try await watched.expect { repository in
            try repository.git("branch", "side")
            return [.ref("refs/heads/side", nil, tip)]
        }
    }

    @Test("a repository that cannot be read is remarked, and read again when it can be")
    func unreadable() async throws {
        var options = RefWatcher.Options()
        options.pollInterval = .milliseconds(5)
        var watched = try await WatchedRepository(options)
        let tip = try watched.repository.id("main")
        let pipe = watched.repository.path + "/.git/packed-refs"
        // A pipe is no file of refs, not even for root.
        #expect(mkfifo(pipe, 0o600) == 0)
        var notices = watched.watcher.notices.makeAsyncIterator()
        guard case .unreadable? = await notices.next() else {
            Issue.record("not remarked")
            return
        }
        try await watched.expect { repository in
            #expect(unlink(pipe) == 0)
            try repository.git("branch", "side")
            return [.ref("refs/heads/side", nil, tip)]
        }
    }

    @Test("where there is no repository, starting says so")
    func noRepository() async throws {
        let directory = try TemporaryDirectory()
        let watcher = RefWatcher(repository: directory.path, executor: .init(name: "none"))
        await #expect(throws: (any Error).self) { try await watcher.start() }
    }

    @Test("after stopping, the changes end")
    func stop() async throws {
        let watched = try await WatchedRepository()
        await watched.watcher.stop()
        for await _ in watched.watcher.changes { Issue.record("a change after the end") }
    }

    @Test("random operations end where git ends, seen through the changes alone", arguments: 1...4)
    func random(seed: UInt64) async throws {
        var random = SeededNumbers(seed)
        let watched = try await WatchedRepository { repository in
            for number in 1...5 { try repository.commit("c\(number)") }
        }
        let repository = watched.repository
        let commits = try repository.git("rev-list", "main").split(separator: "\n").map(String.init)
        var seen = try watched.truth()
        let names = (0..<12).map { $0 % 3 == 0 ? "a/b\($0)/c" : $0 % 3 == 1 ? "a/d\($0)" : "e\($0)" }
        for _ in 0..<100 {
            let name = names.randomElement(using: &random) ?? ""
            let commit = commits.randomElement(using: &random) ?? ""
            switch Int.random(in: 0..<10, using: &random) {
            case 0...4: try repository.git("update-ref", "refs/heads/\(name)", commit)
            case 5...6: try repository.git("update-ref", "-d", "refs/heads/\(name)")
            case 7: try repository.git("pack-refs", "--all")
            case 8: try repository.git("tag", "-f", name, commit)
            default:
                let all = names.map { "update refs/heads/\($0) \(commit)\n" }.joined()
                try repository.git("update-ref", "--stdin", input: all)
            }
        }
        // The last ref's hint comes after all others, so what has not been told by then was missed.
        try repository.git("update-ref", "refs/heads/last", commits[0])
        var batches = watched.watcher.changes.makeAsyncIterator()
        while seen.refs["refs/heads/last"] == nil, let batch = await batches.next() {
            for change in batch {
                guard case .ref(let name) = change.target else { continue }
                #expect(seen.refs[name] == change.old)
                seen.refs[name] = change.new
            }
        }
        #expect(try seen == watched.truth())
        #expect(try await watched.watcher.scan() == watched.truth())
    }

    @Test("a moved ref is told within milliseconds")
    func latency() async throws {
        let watched = try await WatchedRepository { try $0.commit("second") }
        let repository = try watched.repository.open()
        let ids = [try watched.repository.id("main"), try watched.repository.id("main~1")]
        var batches = watched.watcher.changes.makeAsyncIterator()
        var times: [Duration] = []
        var old: ObjectID?
        for number in 0..<200 {
            let new = ids[number % 2]
            _ = try repository.move(RefMove(ref: "refs/heads/side", old: old, new: new), message: "")
            let moved = ContinuousClock.now
            #expect(await batches.next() == [.ref("refs/heads/side", old, new)])
            times.append(ContinuousClock.now - moved)
            old = new
        }
        times.sort()
        print("ref moved → change: p50 \(times[100]), p99 \(times[198]), max \(times[199])")
        #expect(times[100] < .milliseconds(50))
    }
}

private func readAll(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
}

/// Numbers that a seed tells.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
