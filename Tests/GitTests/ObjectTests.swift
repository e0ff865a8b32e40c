import Git
import GitNames
import TaskDaemonTesting
import Testing

@Suite("Objects") struct ObjectTests {
    static let ada = Signature(name: "Ada", email: "ada@example.com", seconds: 1_700_000_000, offsetMinutes: 60)

    @Test("a blob has the name that git hash-object gives it", arguments: ["", "a", "a\nb\n", "\0\u{1}é"])
    func blobs(content: String) throws {
        let temporary = try TemporaryRepository()
        let writer = try temporary.open().writer()
        let expected = try temporary.git("hash-object", "--stdin", input: content)
        #expect(try writer.blob(Array(content.utf8)).hex == expected)
    }

    @Test("a tree has the name that git mktree gives it, in whatever order the entries come")
    func trees() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        let writer = try repository.writer()
        let blob = try writer.blob([1, 2, 3])
        let inner = try writer.tree([TreeEntry(name: "x", mode: .executable, id: blob)])
        let commit = try temporary.commit("c")
        let entries = [
            TreeEntry(name: "a.b", mode: .file, id: blob), TreeEntry(name: "a", mode: .tree, id: inner),
            TreeEntry(name: "a0", mode: .symlink, id: blob), TreeEntry(name: "a-b", mode: .submodule, id: commit),
            TreeEntry(name: RawPath(bytes: [0xff, 0x0a, 0x20]), mode: .file, id: blob),
        ]
        let tree = try writer.tree(entries)
        #expect(try writer.tree(entries.reversed()) == tree)
        let pack = try #require(try writer.finish())
        let lines = entries.flatMap { entry in
            let mode = String(entry.mode.rawValue, radix: 8)
            let kind = entry.mode == .tree ? "tree" : entry.mode == .submodule ? "commit" : "blob"
            return Array("\(mode) \(kind) \(entry.id)\t".utf8) + entry.name.bytes + [0]
        }
        let made = try temporary.tryGit(["mktree", "-z"], input: lines)
        #expect(made.text == tree.hex, "\(made.complaint)")
        #expect(try Set(repository.tree(tree)) == Set(entries))
        try repository.release(pack)
    }

    @Test("a commit has the name that git commit-tree gives it, and is read back whole")
    func commits() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        let first = try temporary.commit("first", ["a": "1"])
        let second = try temporary.commit("second", ["a": "2"])
        let writer = try repository.writer()
        let tree = try temporary.id("HEAD^{tree}")
        let message = "subject: é\n\nbody\n"
        let id = try writer.commit(
            tree: tree, parents: [second, first], author: Self.ada, committer: Self.ada, message: message)
        let expected = try temporary.git(
            "commit-tree", tree.hex, "-p", second.hex, "-p", first.hex, input: message)
        #expect(id.hex == expected)
        let commit = try repository.commit(id)
        #expect(commit.tree == tree)
        #expect(commit.parents == [second, first])
        #expect(commit.author == Self.ada)
        #expect(commit.message == message)
    }

    @Test("a tag has the name that git mktag gives it, and is read back whole")
    func tags() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        let commit = try temporary.commit("first", ["a": "1"])
        let id = try repository.writer().tag(name: "v/1", target: commit, tagger: Self.ada, message: "hello\n")
        let text = "object \(commit)\ntype commit\ntag v/1\ntagger Ada <ada@example.com> 1700000000 +0100\n\nhello\n"
        #expect(try temporary.git("mktag", input: text) == id.hex)
        let tag = try temporary.open().tag(id)
        #expect(tag.target == commit)
        #expect(tag.name == "v/1")
        #expect(tag.tagger == Self.ada)
        #expect(tag.message == "hello\n")
        #expect(try temporary.open().peel(id) == commit)
    }

    @Test("what git would cut from a name is cut, and a signature that git cannot read is refused")
    func signatures() throws {
        let temporary = try TemporaryRepository()
        let repository = try temporary.open()
        let tree = try temporary.git("hash-object", "-t", "tree", "-w", "/dev/null")
        let id = try #require(ObjectID(hex: tree))
        let odd = Signature(name: " .A <da>\nB, ", email: "<a@b>\n", seconds: 1_000_000_000, offsetMinutes: -570)
        let commit = try repository.writer().commit(
            tree: id, parents: [], author: odd, committer: odd, message: "m\n")
        let expected = try temporary.git(
            "commit-tree", tree, input: "m\n",
            environment: [
                "GIT_AUTHOR_NAME": odd.name, "GIT_AUTHOR_EMAIL": odd.email, "GIT_AUTHOR_DATE": "1000000000 -0930",
                "GIT_COMMITTER_NAME": odd.name, "GIT_COMMITTER_EMAIL": odd.email,
                "GIT_COMMITTER_DATE": "1000000000 -0930",
            ])
        #expect(commit.hex == expected)
        for bad in [
            Signature(name: "<>", email: "a", seconds: 1), Signature(name: "a", email: "a", seconds: -1),
            Signature(name: "a", email: "a", seconds: 1, offsetMinutes: 6000),
        ] {
            #expect(throws: GitError.self) {
                try repository.writer().commit(tree: id, parents: [], author: bad, committer: bad, message: "m")
            }
        }
        #expect(throws: GitError.self) {
            try repository.writer().commit(
                tree: id, parents: [], author: Self.ada, committer: Self.ada, message: "a\0b")
        }
    }

    @Test(
        "names that a checkout or git fsck refuses are refused",
        arguments: [
            "", ".", "..", ".git", ".GIT", "git~1", "GIT~1", ".git.", ".git ", ".git::$INDEX", ".g\u{200c}it", "a/b",
            "a\0b", "a\\.git",
        ])
    func names(name: String) throws {
        let temporary = try TemporaryRepository()
        let writer = try temporary.open().writer()
        let blob = try writer.blob([])
        #expect(throws: GitError.self) {
            try writer.tree([TreeEntry(name: RawPath(name), mode: .file, id: blob)])
        }
    }

    @Test("a tree of something missing, of the wrong kind, or with a name twice is refused")
    func references() throws {
        let temporary = try TemporaryRepository()
        let writer = try temporary.open().writer()
        let blob = try writer.blob([])
        let missing = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
        let zero = try #require(ObjectID(hex: String(repeating: "0", count: 40)))
        for entries in [
            [TreeEntry(name: "a", mode: .file, id: missing)], [TreeEntry(name: "a", mode: .tree, id: blob)],
            [TreeEntry(name: "a", mode: .submodule, id: zero)],
            [TreeEntry(name: ".gitmodules", mode: .symlink, id: blob)],
            [TreeEntry(name: "a", mode: .file, id: blob), TreeEntry(name: "a", mode: .executable, id: blob)],
        ] {
            #expect(throws: GitError.self) { try writer.tree(entries) }
        }
        #expect(throws: GitError.self) {
            try writer.commit(tree: blob, parents: [], author: Self.ada, committer: Self.ada, message: "")
        }
    }

    @Test("a blob over the limit is an error before it is loaded")
    func limits() throws {
        let temporary = try TemporaryRepository()
        try temporary.commit("c", ["big": String(repeating: "x", count: 10_000)])
        let id = try temporary.id("HEAD:big")
        let repository = try temporary.open()
        let error = #expect(throws: GitError.self) { try repository.blob(id, limit: 9_999) }
        #expect(error?.code == .limitExceeded)
        #expect(try repository.blob(id, limit: 10_000).count == 10_000)
        #expect(try repository.header(id).size == 10_000)
    }

    @Test("an entry is found at any depth, and files are listed as ls-tree -r does")
    func paths() throws {
        let temporary = try TemporaryRepository()
        try temporary.commit("c", ["a/b/c.txt": "1", "a.txt": "2", "a b/ü\n.txt": "3", "z": "4"])
        let repository = try temporary.open()
        let tree = try temporary.id("HEAD^{tree}")
        let listed = try temporary.tryGit(["ls-tree", "-r", "-z", "--name-only", "HEAD"]).bytes
        let expected = listed.split(separator: 0).map { RawPath(bytes: $0) }
        #expect(try repository.files(in: tree, limit: 4).map(\.path) == expected)
        #expect(try repository.entry(at: "a/b/c.txt", in: tree)?.id == temporary.id("HEAD:a/b/c.txt"))
        #expect(try repository.entry(at: "a/b", in: tree)?.mode == .tree)
        #expect(try repository.entry(at: "a/b/d", in: tree) == nil)
        #expect(try repository.entry(at: "z/b", in: tree) == nil)
        #expect(try repository.entry(at: "", in: tree)?.id == tree)
        let error = #expect(throws: GitError.self) { try repository.files(in: tree, limit: 3) }
        #expect(error?.code == .limitExceeded)
    }

    @Test("a Latin-1 message is read as such, and one that is no text at all is read somehow")
    func encodings() throws {
        let temporary = try TemporaryRepository()
        let tree = try temporary.git("hash-object", "-t", "tree", "-w", "/dev/null")
        let signature = "A <a> 1 +0000"
        let head = Array("tree \(tree)\nauthor \(signature)\ncommitter \(signature)\n".utf8)
        let latin = head + Array("encoding ISO-8859-1\n\n".utf8) + [0xe9]
        let broken = head + Array("gpgsig a\n b\n\n".utf8) + [0xff, 0x41]
        for (bytes, message) in [(latin, "é"), (broken, "\u{fffd}A")] {
            let made = try temporary.tryGit(["hash-object", "-t", "commit", "-w", "--stdin"], input: bytes)
            let id = try #require(ObjectID(hex: made.text))
            #expect(try temporary.open().commit(id).message == message)
        }
    }

    @Test("a copied object keeps its name, and a malformed one is refused")
    func copies() throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("c", ["d/a": "1"])
        try temporary.git("tag", "-a", "-m", "t", "t")
        let other = try TemporaryRepository()
        let source = try temporary.open()
        let writer = try other.open().writer()
        for revision in ["HEAD", "HEAD^{tree}", "HEAD:d", "HEAD:d/a", "t"] {
            let id = try temporary.id(revision)
            #expect(try writer.copy(raw: source.object(id, limit: 1_000)) == id)
        }
        _ = try writer.finish()
        #expect(try other.git("fsck", "--strict", "--full", "--no-dangling", commit.hex) == "")
        let blob = try temporary.id("HEAD:d/a")
        for bytes in [
            Array("100644 .git\0".utf8) + blob.bytes, Array("100664 a\0".utf8) + blob.bytes,
            Array("100644 b\0".utf8) + blob.bytes + Array("100644 a\0".utf8) + blob.bytes, [1, 2, 3],
        ] {
            #expect(throws: GitError.self) { try writer.copy(raw: RawObject(kind: .tree, bytes: bytes)) }
        }
        #expect(throws: GitError.self) { try writer.copy(raw: RawObject(kind: .commit, bytes: [])) }
        #expect(throws: GitError.self) { try writer.copy(raw: RawObject(kind: .tag, bytes: [10])) }
    }
}
