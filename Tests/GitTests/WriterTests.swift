import Git
import GitNames
import Glibc
import Synchronization
import TaskDaemonTesting
import Testing

@Suite("Writing packs") struct WriterTests {
    @Test("what was written can be read at once here, and by others when the writer has finished")
    func visibility() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        let other = try temporary.open()
        let writer = try repository.writer()
        let blob = try writer.blob([1, 2, 3])
        let tree = try writer.tree([TreeEntry(name: "a", mode: .file, id: blob)])
        #expect(try repository.blob(blob, limit: 10) == [1, 2, 3])
        #expect(try repository.entry(at: "a", in: tree)?.id == blob)
        #expect(repository.contains(tree))
        #expect(!other.contains(tree))
        let pack = try #require(try writer.finish())
        #expect(try repository.blob(blob, limit: 10) == [1, 2, 3])
        #expect(try other.blob(blob, limit: 10) == [1, 2, 3])
        #expect(try temporary.git("cat-file", "-t", tree.hex) == "tree")
        #expect(try repository.keptPacks() == [pack])
        try repository.release(pack)
        try repository.release(pack)
        #expect(try repository.keptPacks() == [])
        #expect(try writer.finish() == nil)
    }

    @Test("a writer that is let go leaves nothing")
    func dropped() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        var writer: ObjectWriter? = try repository.writer()
        let shared = try repository.writer()
        let blob = try #require(try writer?.blob([1]))
        let both = try #require(try writer?.blob([2]))
        try shared.blob([2])
        writer = nil
        #expect(!repository.contains(blob))
        #expect(repository.contains(both))
        #expect(try temporary.git("count-objects") == "0 objects, 0 kilobytes")
    }

    @Test("a ref cannot be moved to what is not finished")
    func unfinished() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        let writer = try repository.writer()
        let tree = try writer.tree([])
        let ada = ObjectTests.ada
        let commit = try writer.commit(tree: tree, parents: [], author: ada, committer: ada, message: "m")
        #expect(throws: GitError.self) {
            try repository.move(RefMove(ref: "refs/heads/x", old: nil, new: commit), message: "m")
        }
        _ = try writer.finish()
        #expect(try repository.move(RefMove(ref: "refs/heads/x", old: nil, new: commit), message: "m") == .moved)
        #expect(try temporary.git("fsck", "--strict", "--full") == "")
    }

    @Test("updated trees are those that git's own index would write")
    func updates() throws {
        let temporary = try TemporaryRepository()
        try temporary.commit("c", ["a/b/c": "1", "a/b/d": "2", "a/e": "3", "f": "4", "g/h": "5"])
        let repository = try temporary.open()
        let base = try temporary.id("HEAD^{tree}")
        let blob = try temporary.id("HEAD:f")
        let cases: [([RawPath: (mode: FileMode, id: ObjectID)?], [String])] = [
            (["new": (.file, blob)], ["new"]),
            (["a/b/c": nil, "a/b/d": nil], ["-a/b/c", "-a/b/d"]),
            (["a/b": nil], ["-a/b/c", "-a/b/d"]),
            (["f": nil, "f/x/y": (.executable, blob)], ["-f", "+f/x/y"]),
            (["f/x": (.file, blob)], ["-f", "f/x"]),
            (["a": (.symlink, blob)], ["-a/b/c", "-a/b/d", "-a/e", "@a"]),
            (["a/b/c": nil, "a/b": (.file, blob)], ["-a/b/c", "-a/b/d", "a/b"]),
            (["nothing": nil, "f/nothing": nil, "a/no/thing": nil], []),
            (["a/e": (.executable, blob), "g/h": nil], ["+a/e", "-g/h"]),
        ]
        for (changes, index) in cases {
            try temporary.git("read-tree", "HEAD")
            for step in index {
                switch step.first {
                case "-": try temporary.git("update-index", "--force-remove", String(step.dropFirst()))
                case "+", "@":
                    let mode = step.first == "+" ? "100755" : "120000"
                    try temporary.git(
                        "update-index", "--add", "--cacheinfo", "\(mode),\(blob),\(step.dropFirst())")
                default: try temporary.git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(step)")
                }
            }
            let expected = try temporary.git("write-tree")
            let writer = try repository.writer()
            #expect(try writer.tree(updating: base, changes).hex == expected, "\(index)")
        }
        let writer = try repository.writer()
        #expect(try writer.tree(updating: base, [:]) == base)
        #expect(writer.count == 0)
        let empty = try writer.tree(updating: base, ["a": nil, "f": nil, "g": nil])
        #expect(empty.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
        #expect(throws: GitError.self) {
            try writer.tree(updating: base, ["x": (mode: .file, id: blob), "x/y": (mode: .file, id: blob)])
        }
        for bad: RawPath in ["", "/a", "a/", "a//b", "a/../b", ".git/config"] {
            #expect(throws: GitError.self) { try writer.tree(updating: base, [bad: (mode: .file, id: blob)]) }
        }
    }

    @Test("nothing is lost when git gc --prune=now runs beside a writer", .timeLimit(.minutes(2)))
    func collection() async throws {
        let temporary = try TemporaryRepository()
        try temporary.commit("c", ["a": "1"])
        let stop = Atomic(false)
        // A thread of its own: it blocks.
        let collector = Task.detached {
            var rounds = 0
            repeat {
                try temporary.git("gc", "-q", "--prune=now")
                rounds += 1
            } while !stop.load(ordering: .acquiring)
            return rounds
        }
        let repository = try temporary.open()
        var tip: ObjectID?
        for number in 0..<60 {
            let writer = try repository.writer()
            let blob = try writer.blob(Array("\(number)".utf8))
            let tree = try writer.tree([TreeEntry(name: "n", mode: .file, id: blob)])
            let ada = ObjectTests.ada
            let commit = try writer.commit(
                tree: tree, parents: tip.map { [$0] } ?? [], author: ada, committer: ada, message: "\(number)\n")
            let pack = try #require(try writer.finish())
            let move = RefMove(ref: "refs/taskdaemon/journal/x", old: tip, new: commit)
            #expect(try repository.move(move, message: "m") == .moved)
            try repository.release(pack)
            tip = commit
            await Task.yield()
        }
        stop.store(true, ordering: .releasing)
        #expect(try await collector.value > 0)
        #expect(try temporary.git("fsck", "--strict", "--full", "--connectivity-only") == "")
        #expect(try temporary.git("rev-list", "--count", "refs/taskdaemon/journal/x") == "60")
        #expect(try temporary.open().ref("refs/taskdaemon/journal/x") == tip)
    }

    @Test("objects that a gc has moved to another pack are still read by who was open before")
    func repacked() throws {
        let temporary = try TemporaryRepository()
        for number in 0..<5 { try temporary.commit("c\(number)", ["a": "\(number)", "b\(number)": "x"]) }
        try temporary.git("gc", "-q")
        let repository = try temporary.open()
        let ids = try temporary.git("rev-list", "--objects", "--all").split(separator: "\n")
            .compactMap { ObjectID(hex: $0.prefix(40)) }
        _ = try repository.object(ids[0], limit: 10_000)
        try temporary.commit("more", ["z": "z"])
        try temporary.git("repack", "-adfq")
        for id in ids { _ = try repository.object(id, limit: 10_000) }
        #expect(try repository.changes(from: nil, to: temporary.id("HEAD^{tree}")).count == 7)
    }

    @Test("many packs become one, and nothing is lost")
    func consolidation() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        var blobs: [ObjectID] = []
        var packs: [KeptPack] = []
        for number in 0..<6 {
            let writer = try repository.writer()
            blobs.append(try writer.blob(Array("number \(number)".utf8)))
            packs.append(try #require(try writer.finish()))
        }
        #expect(try repository.consolidatePacks(atLeast: 2) == 0)
        for pack in packs.dropLast() { try repository.release(pack) }
        #expect(try repository.consolidatePacks(atLeast: 6) == 0)
        #expect(try repository.consolidatePacks(atLeast: 5) == 5)
        for blob in blobs {
            #expect(repository.contains(blob))
            #expect(try temporary.git("cat-file", "-t", blob.hex) == "blob")
        }
        #expect(try temporary.git("count-objects", "-v").contains("packs: 2"))
        #expect(try repository.keptPacks() == [packs[5]])
        #expect(try temporary.git("fsck", "--full").contains("dangling"))
    }

    @Test("a pack that is larger than all smaller ones together is not written again")
    func geometricConsolidation() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        var random = SystemRandomNumberGenerator()
        let writer = try repository.writer()
        let large = try writer.blob((0..<400_000).map { _ in UInt8.random(in: 0...255, using: &random) })
        let kept = try #require(try writer.finish())
        try repository.release(kept)
        for number in 0..<4 {
            _ = try writer.blob(Array("number \(number)".utf8))
            try repository.release(try #require(try writer.finish()))
        }
        #expect(try repository.consolidatePacks(atLeast: 5) == 4)
        #expect(try temporary.git("count-objects", "-v").contains("packs: 2"))
        #expect(access(temporary.path + "/.git/objects/pack/pack-\(kept.name).pack", F_OK) == 0)
        #expect(repository.contains(large))
    }

    @Test("a full disk is an error that says so, and leaves nothing")
    func fullDisk() throws {
        guard geteuid() == 0 else { return print("skipped: only root can mount a small file system") }
        let temporary = try TemporaryRepository()
        let place = temporary.beside("small")
        mkdir(place, 0o755)
        guard mount("none", place, "tmpfs", 0, "size=200k") == 0 else { return print("skipped: mount is not allowed") }
        defer { umount2(place, Int32(MNT_DETACH)) }
        let repository = try Repository.initialize(at: place + "/r", bare: true)
        let writer = try repository.writer()
        var random = SystemRandomNumberGenerator()
        let blob = try writer.blob((0..<300_000).map { _ in UInt8.random(in: 0...255, using: &random) })
        let error = #expect(throws: GitError.self) { try writer.finish() }
        #expect(error?.code == .noSpace)
        #expect(error?.message.contains("No space left on device") == true)
        let left = try TemporaryRepository.checked(["-C", place + "/r", "count-objects", "-v"], home: temporary.home)
        #expect(left.text.contains("packs: 0\n"))
        #expect(left.text.contains("garbage: 0\n"))
        #expect(try repository.keptPacks() == [])
        #expect(repository.contains(blob))
    }

    @Test("with durability against power cuts everything works the same")
    func durable() throws {
        GitLibrary.setDurability(.power)
        defer { GitLibrary.setDurability(.process) }
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        let writer = try repository.writer()
        let ada = ObjectTests.ada
        let commit = try writer.commit(
            tree: writer.tree([]), parents: [], author: ada, committer: ada, message: "m")
        let pack = try #require(try writer.finish())
        let move = RefMove(ref: "refs/heads/a/b/c", old: nil, new: commit)
        #expect(try repository.move(move, message: "m") == .moved)
        try repository.release(pack)
        #expect(try repository.move(RefMove(ref: move.ref, old: commit, new: nil), message: "m") == .moved)
        #expect(try repository.refs(under: []) == [:])
    }
}
