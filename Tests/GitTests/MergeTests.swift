import Git
import GitNames
import TaskDaemonTesting
import Testing

@Suite("Merging and comparing") struct MergeTests {
    struct Sides {
        var name: String
        var base: [String: String]
        var ours: [String: String?]
        var theirs: [String: String?]
    }

    static let text = (1...30).map { "line \($0)\n" }.joined()
    static let cases = [
        Sides(name: "both add", base: ["k": "k"], ours: ["a/x": "1"], theirs: ["a/y": "2", "b": "3"]),
        Sides(
            name: "different lines", base: ["a": text], ours: ["a": text + "end\n"], theirs: ["a": "start\n" + text]),
        Sides(name: "same change", base: ["a": "1"], ours: ["a": "2"], theirs: ["a": "2"]),
        Sides(name: "same line", base: ["a": text, "b": "b"], ours: ["a": text + "1\n"], theirs: ["a": text + "2\n"]),
        Sides(
            name: "edit and delete", base: ["a": text, "b": "b"], ours: ["a": text + "1\n"], theirs: ["a": .none]),
        Sides(
            name: "rename and edit", base: ["d/a": text, "b": "b"], ours: ["d/a": .none, "e/c": text],
            theirs: ["d/a": text + "end\n"]),
        Sides(name: "file and directory", base: ["k": "k"], ours: ["a": "1"], theirs: ["a/b": "2"]),
        Sides(name: "delete both", base: ["k": "k", "a/b": "1"], ours: ["a/b": .none], theirs: ["a/b": .none]),
        Sides(name: "add differently", base: ["k": "k"], ours: ["a": "1\n"], theirs: ["a": "2\n"]),
        Sides(name: "one side only", base: ["a": "1"], ours: ["a": "1"], theirs: ["a": "2", "ü \n": "3"]),
    ]

    @Test("trees are merged as git merge-tree --write-tree does", arguments: cases.map(\.name))
    func merges(name: String) throws {
        let sides = try #require(Self.cases.first { $0.name == name })
        let temporary = try TemporaryRepository()
        let base = try temporary.commit("base", sides.base)
        func side(_ files: [String: String?], _ branch: String) throws -> ObjectID {
            try temporary.git("checkout", "-q", "-b", branch, base.hex)
            for (name, text) in files where text == nil { try temporary.git("rm", "-q", "--", name) }
            return try temporary.commit(branch, files.compactMapValues { $0 })
        }
        let ours = try side(sides.ours, "ours")
        let theirs = try side(sides.theirs, "theirs")
        let output = try temporary.tryGit(
            ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours.hex, theirs.hex])
        let fields = output.bytes.split(separator: 0)
        let repository = try temporary.open()
        let writer = try repository.writer()
        let trees = try [base, ours, theirs].map { try repository.commit($0).tree }
        let result = try repository.merge(base: trees[0], ours: trees[1], theirs: trees[2], into: writer)
        switch result {
        case .merged(let tree):
            #expect(output.status == 0)
            #expect(tree.hex == String(decoding: fields[0], as: UTF8.self))
            _ = try writer.finish()
            let shown = try TemporaryRepository.run(
                ["-C", temporary.path, "ls-tree", "-r", tree.hex], home: temporary.home)
            #expect(shown.status == 0)
            #expect(try temporary.git("fsck", "--strict", "--no-dangling") == "")
        case .conflicts(let paths):
            #expect(output.status == 1)
            let listed = fields.dropFirst().map { String(decoding: $0, as: UTF8.self) }
            // git names the place it moved a file out of the way to; here it is where both want to be.
            let plain = listed.map { $0.split(separator: "~").first.map(String.init) ?? $0 }
            #expect(Set(paths.compactMap(\.text)).isSuperset(of: plain), "\(paths) \(listed)")
            #expect(writer.count == 0)
        }
    }

    @Test("a merge that needs nothing new writes nothing, and one without a base starts from nothing")
    func trivial() throws {
        let temporary = try TemporaryRepository()
        let one = try temporary.commit("1", ["a/b": "1", "c": "c"])
        let two = try temporary.commit("2", ["a/b": "2", "d/e": "3"])
        let repository = try temporary.open()
        let writer = try repository.writer()
        let old = try repository.commit(one).tree
        let new = try repository.commit(two).tree
        #expect(try repository.merge(base: old, ours: old, theirs: new, into: writer) == .merged(tree: new))
        #expect(try repository.merge(base: old, ours: new, theirs: old, into: writer) == .merged(tree: new))
        #expect(try repository.merge(base: nil, ours: new, theirs: new, into: writer) == .merged(tree: new))
        #expect(writer.count == 0)
        let side = try writer.tree(updating: nil, ["z/z": (mode: .file, id: temporary.id("HEAD:c"))])
        let count = writer.count
        guard case .merged(let tree) = try repository.merge(base: nil, ours: new, theirs: side, into: writer) else {
            Issue.record("nothing conflicts")
            return
        }
        #expect(writer.count == count + 1)  // the root alone
        #expect(try repository.files(in: tree, limit: 10).count == 4)
        #expect(try repository.merge(base: nil, ours: old, theirs: new, into: writer) == .conflicts(["a/b"]))
    }

    @Test("changes are those of git diff-tree, with and without renames")
    func changes() throws {
        let temporary = try TemporaryRepository()
        try temporary.commit(
            "1",
            [
                "same": "s", "edit": "1", "gone": "2", "moved/from": Self.text, "mode": "m", "type": "t", "dir/x": "3",
                "ü \n": "4",
            ])
        try temporary.git("rm", "-q", "gone", "moved/from", "type", "dir/x")
        try temporary.git("update-index", "--add", "--cacheinfo", "120000,\(temporary.id("HEAD:type")),type")
        try temporary.git("update-index", "--chmod=+x", "mode")
        for (name, text) in ["edit": "11", "new": "5", "moved/to": Self.text + "x\n", "dir": "6", "ü \n": "44"] {
            try temporary.write(name, text)
            try temporary.git("add", name)
        }
        try temporary.git("commit", "-q", "-m", "2")
        let repository = try temporary.open()
        let old = try temporary.id("HEAD^^{tree}")
        let new = try temporary.id("HEAD^{tree}")
        for renames in [false, true] {
            for (from, to) in [(old, new), (new, old)] {
                let output = try temporary.tryGit(
                    ["diff-tree", "-r", "-z"] + (renames ? ["-M"] : ["--no-renames"]) + [from.hex, to.hex])
                let changes = try repository.changes(from: from, to: to, renames: renames)
                #expect(Set(changes.map(Self.raw)) == Set(Self.records(output.bytes)))
            }
        }
        #expect(try repository.changes(from: old, to: old) == [])
        #expect(try repository.changes(from: nil, to: old).count == 8)
        #expect(try repository.changes(from: old, to: nil).allSatisfy { $0.kind == .removed })
        #expect(throws: GitError.self) { try repository.changes(from: temporary.id("HEAD:same"), to: new) }
    }

    /// A change as `git diff-tree -z` prints it, without the score of a rename.
    private static func raw(_ change: Change) -> [[UInt8]] {
        let zero = String(repeating: "0", count: 40)
        func mode(_ entry: TreeEntry?) -> String {
            let digits = entry.map { String($0.mode.rawValue, radix: 8) } ?? "0"
            return String(repeating: "0", count: 6 - digits.count) + digits
        }
        let letter =
            switch change.kind {
            case .added: "A"
            case .removed: "D"
            case .modified: "M"
            case .typeChanged: "T"
            case .renamed: "R"
            }
        let head =
            ":\(mode(change.old)) \(mode(change.new)) \(change.old?.id.hex ?? zero) \(change.new?.id.hex ?? zero)"
        return [Array("\(head) \(letter)".utf8)] + (change.oldPath.map { [$0.bytes] } ?? []) + [change.path.bytes]
    }

    private static func records(_ bytes: [UInt8]) -> [[[UInt8]]] {
        var fields = bytes.split(separator: 0).map(Array.init)[...]
        var records: [[[UInt8]]] = []
        while let head = fields.popFirst(), let path = fields.popFirst() {
            let isRename = head[98 - 1 + 0..<head.count].contains(UInt8(ascii: "R"))
            let shown = isRename ? Array(head.prefix { $0 != UInt8(ascii: "R") }) + [UInt8(ascii: "R")] : head
            records.append([shown, path] + (isRename ? [fields.popFirst() ?? []] : []))
        }
        return records
    }

    @Test("a patch is the one that git diff-tree prints, with the numbers of --numstat")
    func patches() throws {
        let temporary = try TemporaryRepository()
        try temporary.commit("1", ["a": Self.text, "b": "b\n", "from": Self.text + "more\n", "gone": "x\ny\n"])
        try temporary.write("bin", [0, 1, 2, 3, 0])
        try temporary.git("rm", "-q", "from", "gone")
        try temporary.commit("2", ["a": Self.text + "z", "to": Self.text + "less\n", "new": "n\n"])
        let repository = try temporary.open()
        let old = try temporary.id("HEAD^^{tree}")
        let new = try temporary.id("HEAD^{tree}")
        let expected = try temporary.tryGit(["diff-tree", "-p", "-M", old.hex, new.hex]).bytes
        let patch = try repository.patch(from: old, to: new, contextLines: 3, limit: 100_000)
        // Their measures of how alike two files are differ a little.
        func lines(_ bytes: [UInt8]) -> [Substring] {
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("similarity") }
        }
        #expect(lines(patch.text) == lines(expected))
        #expect(!patch.isTruncated)
        let numbers = try temporary.git("diff-tree", "--numstat", "-M", "-r", old.hex, new.hex)
        let counted = patch.files.map { file in
            file.isBinary ? "-\t-" : "\(file.insertions)\t\(file.deletions)"
        }
        #expect(
            counted.sorted()
                == numbers.split(separator: "\n").map { line in
                    line.split(separator: "\t").prefix(2).joined(separator: "\t")
                }.sorted())
        let short = try repository.patch(from: old, to: new, contextLines: 0, limit: 150)
        #expect(short.isTruncated && short.text.count <= 150)
        #expect(short.files == patch.files)
    }
}
