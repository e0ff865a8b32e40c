import Git
import GitNames
import TaskDaemonTesting
import Testing

/// The user's own files, brought from one commit to another; `git status` is the judge.
@Suite("User work tree") struct UserWorkTreeTests {
    private let temporary: TemporaryRepository
    private let old: ObjectID
    private let new: ObjectID

    init() throws {
        temporary = try TemporaryRepository()
        let before = try temporary.commit(
            "before", ["stays": "1\n", "changes": "1\n", "goes/deep": "1\n", "turns": "1\n", ".gitignore": "*.tmp\n"])
        try temporary.git("rm", "-q", "-r", "goes", "turns")
        let after = try temporary.commit(
            "after", ["changes": "2\n", "comes/in": "2\n", "turns/into": "2\n", "goes": "2\n", "x.tmp": "2\n"])
        try temporary.git("add", "-f", "x.tmp")
        try temporary.git("commit", "-q", "--amend", "--no-edit")
        _ = after
        let repository = try temporary.open()
        new = try repository.commit(temporary.id("HEAD")).tree
        try temporary.git("checkout", "-q", "-B", "main", before.hex)
        old = try repository.commit(before).tree
    }

    private func obstacles() throws -> Obstacles {
        let repository = try temporary.open()
        return try UserWorkTree.open(at: temporary.path, of: repository).obstacles(from: old, to: new)
    }

    private func update() throws {
        let repository = try temporary.open()
        try UserWorkTree.open(at: temporary.path, of: repository).update(from: old, to: new)
    }

    private func status(since tree: ObjectID) throws -> String {
        // Stamps are put in order first, as every command for people does.
        _ = try temporary.tryGit(["update-index", "-q", "--refresh"])
        let lines = try [
            temporary.git("diff-index", "--name-status", tree.hex),
            temporary.git("ls-files", "--others", "--exclude-standard"),
        ]
        return lines.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    @Test("index and files come to the other tree, and git finds nothing left to do") func updates() throws {
        #expect(try obstacles().isEmpty)
        try update()
        #expect(try status(since: new) == "")
        #expect(try temporary.git("diff", "--cached", "--name-only", new.hex) == "")
        let repository = try temporary.open()
        #expect(try UserWorkTree.open(at: temporary.path, of: repository).isAt(new))
        #expect(try !UserWorkTree.open(at: temporary.path, of: repository).isAt(old))
    }

    @Test("what is changed, staged or not, is named and left alone") func changed() throws {
        try temporary.write("stays", "mine\n")
        try temporary.write("staged", "mine\n")
        try temporary.git("add", "staged")
        #expect(try obstacles().changed == ["staged", "stays"])
        try temporary.write("changes", "mine\n")
        #expect(throws: GitError.self) { try update() }
        #expect(try temporary.git("status", "--porcelain") == " M changes\nA  staged\n M stays")
    }

    @Test("a file that git only knows by its stamp is not taken for changed") func touched() throws {
        try temporary.write("stays", "1\n")
        #expect(try obstacles().isEmpty)
    }

    @Test(
        "what nobody tracks is never overwritten: files, ignored ones, files for directories and directories for files",
        arguments: [
            ("comes/in", ["comes/in"]), ("comes", ["comes"]), ("x.tmp", ["x.tmp"]), ("goes/other", ["goes/other"]),
        ])
    func inTheWay(file: String, named: [String]) throws {
        try temporary.write(file, "mine\n")
        let found = try obstacles()
        #expect(found.inTheWay == named.map { RawPath($0) })
        #expect(found.changed.isEmpty)
        #expect(throws: GitError.self) { try update() }
        let left = try status(since: old).split(separator: "\n")
        #expect(left.allSatisfy { $0 == file }, "\(left)")
    }

    @Test("other untracked files are nobody's business") func bystanders() throws {
        try temporary.write("notes", "mine\n")
        #expect(try obstacles().isEmpty)
        try update()
        #expect(try status(since: new) == "notes")
    }

    @Test("a merge or a rebase under way, and a sparse checkout, are named") func operations() throws {
        let head = try temporary.git("rev-parse", "HEAD")
        try temporary.write(".git/MERGE_HEAD", head + "\n")
        #expect(try obstacles().operation == "a merge")
        try temporary.git("config", "core.sparseCheckout", "true")
        #expect(try obstacles().isSparse)
    }

    @Test("a linked work tree, its own config and a filter program are no trouble") func linked() throws {
        try temporary.git("config", "extensions.worktreeConfig", "true")
        try temporary.git("config", "core.repositoryFormatVersion", "1")
        try temporary.git("config", "filter.lfs.smudge", "tr 1 9")
        try temporary.git("config", "filter.lfs.clean", "tr 9 1")
        try temporary.write(".git/info/attributes", "stays filter=lfs\n")
        let linked = temporary.beside("linked")
        try temporary.git("worktree", "add", "-q", "--detach", linked, old.hex.isEmpty ? "" : "main")
        let repository = try temporary.open()
        let files = try UserWorkTree.open(at: linked, of: repository)
        #expect(try files.obstacles(from: old, to: new).isEmpty)
        try files.update(from: old, to: new)
        _ = try TemporaryRepository.run(["-C", linked, "update-index", "-q", "--refresh"], home: temporary.home)
        let left = try TemporaryRepository.run(
            ["-C", linked, "diff-index", "--name-only", new.hex], home: temporary.home)
        #expect(left.text == "")
    }

    @Test("what a writer has not finished can be laid out on trial") func trial() throws {
        let repository = try temporary.open()
        let writer = try repository.writer()
        let blob = try writer.blob([])
        let tree = try writer.tree(updating: old, ["comes/in": (mode: FileMode.file, id: blob)])
        try temporary.write("comes/in", "mine\n")
        let files = try UserWorkTree.open(at: temporary.path, of: repository)
        #expect(try files.obstacles(from: old, to: tree).inTheWay == ["comes/in"])
    }
}
