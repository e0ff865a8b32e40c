import Git
import GitNames
import Glibc
import TaskDaemonTesting
import Testing

@Suite("Refs") struct RefTests {
    @Test("refs are listed as git for-each-ref does, loose, packed and both")
    func listing() throws {
        let temporary = try TemporaryRepository()
        let first = try temporary.commit("1", ["a": "1"])
        try temporary.git("branch", "feature/ü")
        try temporary.git("tag", "-a", "-m", "t", "v1")
        try temporary.git("pack-refs", "--all")
        let second = try temporary.commit("2", ["a": "2"])
        try temporary.git("update-ref", "refs/taskdaemon/inbox/x", first.hex)
        try temporary.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
        let repository = try temporary.open()
        let lines = try temporary.git("for-each-ref", "--format=%(objectname) %(refname) %(symref)")
        var expected: [RefName: ObjectID] = [:]
        for line in lines.split(separator: "\n") where line.hasSuffix(" ") {
            expected[RefName(String(line.dropFirst(41).dropLast()))] = ObjectID(hex: line.prefix(40))
        }
        #expect(try repository.refs(under: []) == expected)
        #expect(try repository.refs(under: []).count == 4)
        #expect(
            try repository.refs(under: ["refs/heads/"]).keys.sorted() == ["refs/heads/feature/ü", "refs/heads/main"])
        #expect(try repository.refs(under: ["refs/heads/fe", "refs/tags/v", "refs/none/"]).count == 2)
        #expect(try repository.refs(under: ["refs/heads/main"]) == ["refs/heads/main": second])
        #expect(try repository.ref("refs/heads/alias") == second)
        #expect(try repository.ref("HEAD") == second)
        #expect(try repository.ref("refs/heads/none") == nil)
        #expect(try repository.ref("refs/heads/feature") == nil)
        #expect(throws: GitError.self) { try repository.ref("refs/heads/../x") }
    }

    @Test("refs whose names or values cannot be read are counted and left out")
    func unreadable() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1")
        let heads = temporary.path + "/.git/refs/heads"
        for name: [UInt8] in [[0xff, 0x61], Array("bad name".utf8)] {
            let path = (Array(heads.utf8) + [0x2f] + name + [0]).map { CChar(bitPattern: $0) }
            let descriptor = Glibc.open(path, O_WRONLY | O_CREAT, 0o644)
            let line = Array((commit.hex + "\n").utf8)
            #expect(Glibc.write(descriptor, line, line.count) == 41)
            close(descriptor)
        }
        try temporary.write(".git/refs/heads/empty", "")
        try temporary.write(".git/refs/heads/x.lock", "")
        let repository = try temporary.open()
        #expect(try repository.refs(under: ["refs/heads/"]) == ["refs/heads/main": commit])
        #expect(repository.unreadableRefs == 3)
        let error = #expect(throws: GitError.self) { try repository.ref("refs/heads/empty") }
        #expect(error?.code == .corrupt)
    }

    @Test("a move is made only when the ref holds what was expected", arguments: [false, true])
    func moves(packed: Bool) throws {
        let temporary = try TemporaryRepository()
        let one = try temporary.commit("1")
        let two = try temporary.commit("2")
        let repository = try temporary.open()
        let ref: RefName = "refs/heads/taskdaemon/run.stage"
        func move(_ old: ObjectID?, _ new: ObjectID?) throws -> RefMoveResult {
            if packed { try temporary.git("pack-refs", "--all") }
            let result = try repository.move(RefMove(ref: ref, old: old, new: new), message: "why\nso")
            let shown = try temporary.tryGit(["rev-parse", "--verify", "-q", ref.text]).text
            #expect(try repository.ref(ref).map(\.hex) ?? "" == shown)
            return result
        }
        #expect(try move(one, two) == .differs(actual: nil))
        #expect(try move(one, nil) == .differs(actual: nil))
        #expect(try move(nil, nil) == .moved)
        #expect(try move(nil, one) == .moved)
        #expect(try move(nil, two) == .differs(actual: one))
        #expect(try move(two, one) == .differs(actual: one))
        #expect(try move(two, nil) == .differs(actual: one))
        #expect(try move(one, two) == .moved)
        #expect(try move(two, two) == .moved)
        let log = try temporary.git("reflog", "show", "--format=%H %gn %gs", ref.text)
        #expect(log == "\(two) taskdaemon why so\n\(one) taskdaemon why so")
        #expect(try move(two, nil) == .moved)
        #expect(try temporary.git("for-each-ref").contains("taskdaemon") == false)
        #expect(access(temporary.path + "/.git/refs/heads/taskdaemon", F_OK) != 0)
        #expect(access(temporary.path + "/.git/logs/refs/heads/taskdaemon", F_OK) != 0)
        #expect(try move(nil, one) == .moved)
        #expect(try temporary.git("fsck", "--strict") == "")
    }

    @Test("deleting a packed ref leaves the others, with what they are peeled to")
    func packedDeletion() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1")
        for name in ["a", "b", "c"] { try temporary.git("tag", "-a", "-m", name, name) }
        try temporary.git("pack-refs", "--all")
        let repository = try temporary.open()
        let tag = try repository.ref("refs/tags/b")
        #expect(try repository.move(RefMove(ref: "refs/tags/b", old: tag, new: nil), message: "") == .moved)
        #expect(try temporary.git("for-each-ref", "--format=%(refname:short)") == "main\na\nc")
        #expect(try temporary.git("rev-parse", "c^{commit}") == commit.hex)
        #expect(try temporary.git("show-ref", "-d", "--tags").contains("refs/tags/c^{}"))
    }

    @Test("HEAD's log has the moves of its branch, and refs outside of branches have no log")
    func logs() throws {
        let temporary = try TemporaryRepository()
        let one = try temporary.commit("1")
        let two = try temporary.commit("2")
        let repository = try temporary.open()
        #expect(try repository.move(RefMove(ref: "refs/heads/main", old: two, new: one), message: "back") == .moved)
        #expect(try temporary.git("reflog", "-1", "--format=%gs", "HEAD") == "back")
        try temporary.git("config", "core.logAllRefUpdates", "always")
        let ref: RefName = "refs/taskdaemon/workspace"
        #expect(try temporary.open().move(RefMove(ref: ref, old: nil, new: one), message: "m") == .moved)
        #expect(access(temporary.path + "/.git/logs/refs/taskdaemon", F_OK) != 0)
        let bare = try TemporaryRepository(bare: true)
        let writer = try bare.open().writer()
        let ada = ObjectTests.ada
        let commit = try writer.commit(
            tree: writer.tree([]), parents: [], author: ada, committer: ada, message: "m")
        _ = try writer.finish()
        #expect(try bare.open().move(RefMove(ref: "refs/heads/x", old: nil, new: commit), message: "m") == .moved)
        #expect(access(bare.path + "/logs", F_OK) != 0)
    }

    @Test("a ref inside another one is refused, and the one in the way is named", arguments: [false, true])
    func collisions(packed: Bool) throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1")
        try temporary.git("branch", "a/b")
        if packed { try temporary.git("pack-refs", "--all") }
        let repository = try temporary.open()
        for name: RefName in ["refs/heads/a", "refs/heads/a/b/c", "refs/heads/a/b/c/d"] {
            let error = #expect(throws: GitError.self) {
                try repository.move(RefMove(ref: name, old: nil, new: commit), message: "m")
            }
            #expect(error?.code == .exists)
            #expect(error?.message.contains("refs/heads/a/b exists") == true)
        }
        // An empty directory is in nobody's way.
        mkdir(temporary.path + "/.git/refs/heads/e", 0o755)
        mkdir(temporary.path + "/.git/refs/heads/e/f", 0o755)
        #expect(try repository.move(RefMove(ref: "refs/heads/e", old: nil, new: commit), message: "m") == .moved)
    }

    @Test("what is no ref, no commit, not there or symbolic is refused")
    func refusals() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1", ["a": "1"])
        try temporary.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
        let repository = try temporary.open()
        let missing = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        for move in [
            RefMove(ref: "HEAD", old: commit, new: commit), RefMove(ref: "refs/heads/a b", old: nil, new: commit),
            RefMove(ref: "refs/heads/x.lock", old: nil, new: commit),
            RefMove(ref: "refs/heads/x", old: nil, new: missing),
            RefMove(ref: "refs/heads/x", old: nil, new: try temporary.id("HEAD:a")),
            RefMove(ref: "refs/heads/alias", old: commit, new: nil),
        ] {
            #expect(throws: GitError.self) { try repository.move(move, message: "m") }
        }
        #expect(try temporary.git("for-each-ref", "--format=%(refname)") == "refs/heads/alias\nrefs/heads/main")
    }

    @Test("of threads that move one ref from the same value, exactly one succeeds at a time")
    func races() async throws {
        let temporary = try TemporaryRepository()
        var commits: [ObjectID] = []
        for number in 0..<4 { commits.append(try temporary.commit("\(number)")) }
        let path = temporary.path
        let candidates = commits
        let ref: RefName = "refs/heads/raced"
        let wins = try await withThrowingTaskGroup(of: Int.self) { group in
            for mine in candidates {
                group.addTask {
                    let repository = try Repository.open(at: path)
                    var wins = 0
                    for round in 0..<40 {
                        let old = try repository.ref(ref)
                        let new = round % 3 == 2 ? nil : mine
                        if old == new { continue }
                        let move = RefMove(ref: ref, old: old, new: new)
                        if try repository.move(move, message: "by \(mine.short)") == .moved { wins += 1 }
                    }
                    return wins
                }
            }
            var total = 0
            for try await wins in group { total += wins }
            return total
        }
        #expect(wins > 0)
        #expect(try temporary.git("fsck", "--strict") == "")
        #expect(try temporary.git("for-each-ref", "--format=%(refname)").contains(".lock") == false)
    }

    @Test("every successful move of a race is a link of one chain")
    func chain() async throws {
        let temporary = try TemporaryRepository()
        let base = try temporary.commit("base")
        let path = temporary.path
        let ref: RefName = "refs/taskdaemon/journal/x"
        _ = try temporary.open().move(RefMove(ref: ref, old: nil, new: base), message: "m")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<3 {
                group.addTask {
                    let repository = try Repository.open(at: path)
                    let ada = ObjectTests.ada
                    for number in 0..<15 {
                        var isDone = false
                        while !isDone {
                            let tip = try #require(try repository.ref(ref))
                            let writer = try repository.writer()
                            let commit = try writer.commit(
                                tree: repository.commit(tip).tree, parents: [tip], author: ada, committer: ada,
                                message: "\(worker) \(number)\n")
                            let pack = try #require(try writer.finish())
                            let move = RefMove(ref: ref, old: tip, new: commit)
                            isDone = try repository.move(move, message: "m") == .moved
                            try repository.release(pack)
                        }
                    }
                }
            }
            group.addTask {
                for _ in 0..<5 { try temporary.git("pack-refs", "--all") }
            }
            try await group.waitForAll()
        }
        #expect(try temporary.git("rev-list", "--count", ref.text) == "46")
        let subjects = try temporary.git("log", "--format=%s", ref.text).split(separator: "\n")
        #expect(Set(subjects).count == 46)
    }

    @Test("a ref that is a symbolic link to itself keeps nobody from seeing the others")
    func loopedRef() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("one")
        #expect(symlink("loop", temporary.path + "/.git/refs/heads/loop") == 0)
        let repository = try temporary.open()
        #expect(try repository.refs(under: ["refs/heads/"]) == ["refs/heads/main": commit])
    }

    @Test("a lock that a killed process of ours left is removed; one that is held, or is git's, is not")
    func leftLock() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("one")
        let repository = try temporary.open()
        let lock = temporary.path + "/.git/refs/heads/x.lock"
        try temporary.write(".git/refs/heads/x.lock", "")
        let move = RefMove(ref: "refs/heads/x", old: nil, new: commit)
        #expect(throws: GitError.self, "made by git") { try repository.move(move, message: "test") }

        chmod(lock, 0o1644)
        let held = open(lock, O_RDONLY | O_CLOEXEC)
        #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
        #expect(throws: GitError.self, "its maker lives") { try repository.move(move, message: "test") }
        close(held)
        #expect(try repository.move(move, message: "test") == .moved)
        #expect(access(lock, F_OK) != 0)
        var status = stat()
        #expect(stat(temporary.path + "/.git/refs/heads/x", &status) == 0)
        #expect(status.st_mode & S_ISVTX == 0, "a ref is an ordinary file")
    }

    @Test("a lock that somebody left is waited for, and then named")
    func staleLock() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1")
        try temporary.write(".git/refs/heads/x.lock", "")
        let repository = try temporary.open()
        let error = #expect(throws: GitError.self) {
            try repository.move(RefMove(ref: "refs/heads/x", old: nil, new: commit), message: "m")
        }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("refs/heads/x.lock") == true)
        #expect(error?.hint?.contains("remove") == true)
        #expect(try repository.ref("refs/heads/x") == nil)
    }
}
