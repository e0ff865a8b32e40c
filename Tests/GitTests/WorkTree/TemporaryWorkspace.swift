import Git
import GitNames
import Glibc
import Testing

/// A workspace in a temporary directory, with room for a private work tree beside it.
///
/// The real git makes and reads it, cut off from the machine's and the user's configuration.
final class TemporaryWorkspace {
    private let base: String
    let root: String
    var path: String { root + "/workspace" }
    var treePath: String { root + "/tree" }
    var outside: String { root + "/outside" }

    static let branch: RefName = "refs/heads/taskdaemon/run.stage"
    static let identity = Signature(name: "Ada \"Work\" \\ Tree", email: "ada@example.org", seconds: 0)

    init(named suffix: String = "") throws {
        var template = Array("/tmp/taskdaemon-worktree-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let made = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        base = made
        root = suffix.isEmpty ? made : made + "/" + suffix
        if !suffix.isEmpty { try #require(mkdir(root, 0o755) == 0) }
        try #require(mkdir(root + "/home", 0o755) == 0)
        try #require(mkdir(outside, 0o755) == 0)
        try run("git", "init", "-q", "-b", "main", path, in: root)
    }

    deinit { try? PrivateWorkTree.remove(at: base) }

    /// Runs a program and returns what it wrote, without the last newline; fails the test when it fails.
    @discardableResult
    func run(_ arguments: String..., in directory: String? = nil) throws -> String {
        let (status, output) = try Self.spawn(arguments, in: directory ?? path, home: root + "/home")
        try #require(status == 0, "\(arguments): \(output)")
        return output
    }

    /// Runs git in the workspace.
    @discardableResult
    func git(_ arguments: String...) throws -> String {
        let (status, output) = try Self.spawn(["git"] + arguments, in: path, home: root + "/home")
        try #require(status == 0, "\(arguments): \(output)")
        return output
    }

    /// Runs a shell script in the work tree, as an agent would.
    @discardableResult
    func agent(_ script: String) throws -> String {
        let (status, output) = try Self.spawn(["sh", "-ec", script], in: treePath, home: root + "/home")
        try #require(status == 0, "\(script): \(output)")
        return output
    }

    /// Runs a shell script in the workspace and commits everything.
    @discardableResult
    func commit(_ script: String) throws -> ObjectID {
        let (status, output) = try Self.spawn(["sh", "-ec", script], in: path, home: root + "/home")
        try #require(status == 0, "\(script): \(output)")
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", "a commit")
        return try head()
    }

    func head() throws -> ObjectID { try #require(ObjectID(hex: try git("rev-parse", "HEAD"))) }

    func tree(of commit: ObjectID) throws -> ObjectID {
        try #require(ObjectID(hex: try git("rev-parse", "\(commit.hex)^{tree}")))
    }

    func open() throws -> Repository { try Repository.open(at: path) }

    /// Makes a private work tree of the workspace's HEAD.
    @discardableResult
    func checkOut(limits: WorkTreeLimits = .init()) throws -> PrivateWorkTree {
        try PrivateWorkTree.create(
            at: treePath, index: root + "/tree.index", borrowing: try open(), commit: try head(),
            branch: Self.branch, identity: Self.identity, limits: limits)
    }

    /// Collects, and puts what was made into the workspace.
    func collect(_ tree: PrivateWorkTree) throws -> Collected {
        let repository = try open()
        let writer = try repository.writer()
        let collected = try tree.collect(into: writer)
        _ = try writer.finish()
        return collected
    }

    /// Collects, commits it on top of `parent`, and advances, as the end of an iteration does.
    func iterate(_ tree: PrivateWorkTree, on parent: ObjectID) throws -> ObjectID {
        let repository = try open()
        let writer = try repository.writer()
        let collected = try tree.collect(into: writer)
        let commit = try writer.commit(
            tree: collected.tree, parents: [parent], author: Self.identity, committer: Self.identity,
            message: "iteration\n")
        _ = try writer.finish()
        try git("update-ref", "refs/heads/taskdaemon/run.stage", commit.hex)
        try tree.advance(to: commit, after: collected, borrowing: repository)
        return commit
    }

    /// `mode path` and content of all files of a tree, as git lists them.
    func listing(_ tree: ObjectID) throws -> [String] {
        try git("ls-tree", "-r", tree.hex).split(separator: "\n").map(String.init)
    }

    /// The tree that git itself makes of the work tree's files, on top of a base.
    func treeByGit(base: ObjectID) throws -> ObjectID {
        let directory = root + "/by-git"
        try PrivateWorkTree.remove(at: directory)
        try run("git", "init", "-q", "--bare", directory, in: root)
        func write(_ text: String, _ path: String) throws {
            try run("sh", "-c", "printf '%s\\n' \"$0\" > \"$1\"", text, "\(directory)/\(path)", in: root)
        }
        try write(path + "/.git/objects", "objects/info/alternates")
        try write("* -text -ident -filter", "info/attributes")
        let git = ["git", "--git-dir", directory, "--work-tree", treePath]
        func byGit(_ arguments: [String]) throws -> String {
            let (status, output) = try Self.spawn(git + arguments, in: treePath, home: root + "/home")
            try #require(status == 0, "\(arguments): \(output)")
            return output
        }
        _ = try byGit(["read-tree", base.hex])
        _ = try byGit(["add", "-A", "."])
        return try #require(ObjectID(hex: try byGit(["write-tree"])))
    }

    /// Compares a work tree with a fresh one of the same commit: files, modes, links, link counts, and `.git`.
    func expectFresh(_ tree: PrivateWorkTree, at commit: ObjectID) throws {
        #expect(try agent("git rev-parse HEAD; git status --porcelain --ignored") == commit.hex)
        let fresh = root + "/fresh"
        try PrivateWorkTree.remove(at: fresh)
        _ = try PrivateWorkTree.create(
            at: fresh, index: root + "/fresh.index", borrowing: try open(), commit: commit, branch: Self.branch,
            identity: Self.identity)
        let list = """
            stat -c %a .; find . -mindepth 1 -path ./.git/index -prune -o -type d -printf '%p %y %m\\n' \
            -o -printf '%p %y %m %n %l\\n' | sort
            """
        #expect(try agent(list) == run("sh", "-c", list, in: fresh))
        #expect(try run("diff", "-r", "--no-dereference", "--exclude=index", treePath, fresh) == "")
        #expect(try !collect(tree).isChanged)
    }

    /// Where a tree of ours differs from the one that `treeByGit` made.
    func differences(from byGit: ObjectID, to ours: ObjectID) throws -> String {
        try run("git", "--git-dir", root + "/by-git", "diff-tree", "-r", byGit.hex, ours.hex)
    }

    private static func spawn(
        _ arguments: [String], in directory: String, home: String
    ) throws -> (status: Int32, output: String) {
        let environment = [
            "PATH=/usr/local/bin:/usr/bin:/bin", "HOME=\(home)", "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1",
            "GIT_AUTHOR_NAME=Test", "GIT_AUTHOR_EMAIL=test@example.org", "GIT_COMMITTER_NAME=Test",
            "GIT_COMMITTER_EMAIL=test@example.org", "GIT_TERMINAL_PROMPT=0", "TZ=UTC",
        ]
        var pipeEnds: [Int32] = [0, 0]
        try #require(pipe(&pipeEnds) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipeEnds[1], 2)
        posix_spawn_file_actions_addclose(&actions, pipeEnds[0])
        posix_spawn_file_actions_addclose(&actions, pipeEnds[1])
        // Swift does not see glibc's own way to set the directory of a child.
        let command = ["sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + arguments
        var argv = command.map { strdup($0) } + [nil]
        var envp = environment.map { strdup($0) } + [nil]
        defer { for text in argv + envp { free(text) } }
        var child: pid_t = 0
        let failure = posix_spawnp(&child, command[0], &actions, nil, &argv, &envp)
        close(pipeEnds[1])
        defer { close(pipeEnds[0]) }
        try #require(failure == 0)
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(pipeEnds[0], &chunk, chunk.count)
            if count <= 0 { break }
            output += chunk[..<count]
        }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        var text = String(decoding: output, as: UTF8.self)
        if text.hasSuffix("\n") { text.removeLast() }
        return (status == 0 ? 0 : status >> 8 & 0xff | 0x100, text)
    }
}
