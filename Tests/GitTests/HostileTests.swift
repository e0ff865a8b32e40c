import Git
import GitNames
import Glibc
import TaskDaemonTesting
import Testing

@Suite("Hostile and damaged repositories") struct HostileTests {
    @Test("a config full of commands runs none, and changes no result")
    func config() throws {
        let temporary = try TemporaryRepository()
        let base = try temporary.commit("1", ["a.txt": "a\nb\nc\n", "c": "x\r\n"])
        let ours = try temporary.commit("2", ["a.txt": "A\nb\nc\n"])
        try temporary.git("checkout", "-q", "-b", "side", base.hex)
        let theirs = try temporary.commit("3", ["a.txt": "a\nb\nC\n"])
        func results() throws -> ([Change], Patch, MergeResult) {
            let repository = try temporary.open()
            let trees = try [base, ours, theirs].map { try repository.commit($0).tree }
            let writer = try repository.writer()
            let merged = try repository.merge(base: trees[0], ours: trees[1], theirs: trees[2], into: writer)
            return (
                try repository.changes(from: trees[0], to: trees[1]),
                try repository.patch(from: trees[0], to: trees[1], contextLines: 3, limit: 10_000), merged
            )
        }
        let before = try results()
        let mark = temporary.beside("ran")
        let run = "touch \(mark); false"
        for (key, value) in [
            ("core.fsmonitor", run), ("core.hooksPath", temporary.path + "/hooks"), ("core.pager", run),
            ("core.sshCommand", run), ("core.editor", run), ("diff.external", run), ("diff.x.textconv", run),
            ("diff.x.command", run), ("diff.x.binary", "true"), ("diff.noprefix", "true"), ("diff.context", "0"),
            ("diff.renames", "false"), ("filter.x.clean", run), ("filter.x.smudge", run), ("filter.x.process", run),
            ("merge.x.driver", run), ("merge.renames", "false"), ("merge.conflictStyle", "diff3"),
            ("core.autocrlf", "true"), ("core.ignoreCase", "true"), ("core.worktree", temporary.home),
            ("core.abbrev", "40"), ("core.alternateRefsCommand", run), ("gpg.program", run),
            ("include.path", "/dev/zero"), ("core.attributesFile", temporary.path + "/attributes"),
        ] { try temporary.write(".git/extra", try configured(key, value, temporary)) }
        try temporary.write(".git/info/attributes", "* filter=x diff=x merge=x binary\n")
        try temporary.write(".gitattributes", "* -text merge=union diff=x\n")
        try temporary.write("attributes", "* merge=binary\n")
        try temporary.write("hooks/reference-transaction", Array("#!/bin/sh\n\(run)\n".utf8), mode: 0o755)
        try temporary.write(".git/hooks/reference-transaction", Array("#!/bin/sh\n\(run)\n".utf8), mode: 0o755)
        let after = try results()
        #expect(after.0 == before.0)
        #expect(after.1 == before.1)
        #expect(after.2 == before.2)
        let repository = try temporary.open()
        let move = RefMove(ref: "refs/heads/x", old: nil, new: base)
        #expect(try repository.move(move, message: "m") == .moved)
        #expect(repository.workTree == temporary.path)
        #expect(access(mark, F_OK) != 0)
    }

    private func configured(_ key: String, _ value: String, _ temporary: TemporaryRepository) throws -> String {
        try TemporaryRepository.checked(
            ["config", "--file", temporary.path + "/.git/config", "--add", key, value], home: temporary.home)
        return ""
    }

    @Test("a config that is a FIFO, or includes one, does not make anybody wait", .timeLimit(.minutes(1)))
    func fifo() throws {
        let temporary = try TemporaryRepository()
        let fifo = temporary.beside("fifo")
        mkfifo(fifo, 0o600)
        try temporary.write(".git/config", "[include]\n\tpath = \(fifo)\n[user]\n\tname = N\n")
        #expect(try temporary.open().config("user.name") == "N")
        unlink(temporary.path + "/.git/config")
        mkfifo(temporary.path + "/.git/config", 0o600)
        #expect(throws: GitError.self) { try temporary.open() }
    }

    @Test("replacements and grafts have no effect")
    func replacements() throws {
        let temporary = try TemporaryRepository()
        let first = try temporary.commit("1", ["a": "1"])
        let second = try temporary.commit("2", ["a": "2"])
        try temporary.git("replace", second.hex, first.hex)
        let third = try temporary.commit("3")
        try temporary.git("update-ref", "refs/heads/lone", third.hex)
        try temporary.write(".git/info/grafts", "\(third)\n")
        let repository = try temporary.open()
        #expect(try repository.commit(second).message == "2\n")
        #expect(try repository.commit(third).parents.count == 1)
        #expect(try repository.isAncestor(first, of: third))
    }

    @Test(
        "a damaged object is an error that names it",
        arguments: ["empty", "garbage", "other", "truncated"])
    func damage(how: String) throws {
        let temporary = try TemporaryRepository()
        let commit = try temporary.commit("1", ["a": String(repeating: "text\n", count: 1_000)])
        let tree = try temporary.id("HEAD^{tree}")
        let blob = try temporary.id("HEAD:a")
        for id in [commit, tree, blob] {
            let name = ".git/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
            chmod(temporary.path + "/" + name, 0o644)
            switch how {
            case "empty": try temporary.write(name, "")
            case "garbage": try temporary.write(name, String(repeating: "x", count: 100))
            case "truncated": truncate(temporary.path + "/" + name, 25)
            default:
                let other = try temporary.git("hash-object", "-w", "--stdin", input: "other")
                let place = ".git/objects/\(other.prefix(2))/\(other.dropFirst(2))"
                unlink(temporary.path + "/" + name)
                link(temporary.path + "/" + place, temporary.path + "/" + name)
            }
        }
        let repository = try temporary.open()
        let writer = try repository.writer()
        let attempts: [(ObjectID, () throws -> Void)] = [
            (commit, { _ = try repository.commit(commit) }), (tree, { _ = try repository.tree(tree) }),
            (blob, { _ = try repository.blob(blob, limit: 100_000) }),
            (tree, { _ = try repository.changes(from: nil, to: tree) }),
            (tree, { _ = try repository.merge(base: nil, ours: tree, theirs: writer.tree([]), into: writer) }),
            (commit, { _ = try repository.firstParentCommits(from: commit, seen: [], limit: 10) }),
        ]
        for (index, (id, attempt)) in attempts.enumerated() {
            let error = #expect(throws: GitError.self, "\(index)") { try attempt() }
            #expect(error?.message.contains(id.hex) == true, "\(index) \(String(describing: error))")
            #expect(error?.code == .corrupt || how == "other" && error?.code == .invalid, "\(index) \(how)")
        }
    }

    @Test("a damaged pack is an error and no crash")
    func damagedPack() throws {
        let temporary = try TemporaryRepository()
        for number in 0..<20 {
            try temporary.commit("\(number)", ["a\(number)": String(repeating: "\(number)", count: 99)])
        }
        try temporary.git("gc", "-q")
        let ids = try temporary.git("rev-list", "--objects", "--all").split(separator: "\n")
            .compactMap { ObjectID(hex: $0.prefix(40)) }
        let packs = temporary.path + "/.git/objects/pack"
        let name = try temporary.git("rev-parse", "HEAD").isEmpty ? "" : try packName(packs)
        for suffix in [".pack", ".idx"] {
            chmod(packs + "/" + name + suffix, 0o644)
            let descriptor = Glibc.open(packs + "/" + name + suffix, O_RDWR)
            let noise = [UInt8](repeating: 0x5a, count: 300)
            #expect(pwrite(descriptor, noise, 300, 1_200) == 300)
            close(descriptor)
            let repository = try temporary.open()
            var failures = 0
            for id in ids {
                do { _ = try repository.object(id, limit: 10_000) } catch { failures += 1 }
            }
            #expect(failures > 0)
        }
    }

    private func packName(_ directory: String) throws -> String {
        let stream = try #require(opendir(directory))
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".pack") { return String(name.dropLast(5)) }
        }
        return ""
    }
}
