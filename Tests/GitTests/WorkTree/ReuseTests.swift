import Git
import GitNames
import Glibc
import Testing

@Suite("Private work tree: used again", .serialized)
struct ReuseTests {
    private static let messes = [
        ":", "rm -r d; ln -s ../outside d", "rm -r d/e; ln -s ../../outside d/e", "ln -sfn ../outside link",
        "git config core.worktree \"$PWD/../outside\"", "git config core.bare true", "touch .git/index.lock",
        "printf garbage > .git/index", "rm -rf .git", "rm -rf .git; ln -s ../outside .git",
        "rm -rf .git/objects; ln -s ../../outside .git/objects",
        "chmod 600 x; chmod 755 d/x; chmod 700 d; chmod 777 d/e",
        "chmod g+s d; chmod 4755 x", "chmod 000 d/x; chmod 000 d", "chmod 500 .", "ln x hard; ln d/x d/e/hard",
        "ln -f x ../outside/hard", "mkdir -p new/deep; printf n > new/deep/n; printf n > d/n; printf o > a.o",
        "git init -q n; printf x > n/x", "mkdir n; printf 'gitdir: /x' > n/.git", "mkfifo pipe; mkfifo d/pipe",
        "rm x; mkfifo x", "rm -r d; mkfifo d", "rm -r d/e; printf f > d/e", "rm x; mkdir x; printf y > x/y",
        "touch -r x ../stamp; printf Y > x; touch -r ../stamp x", "mv d d2; cp -r d2 d; rm -r d2", "find . -delete",
        "cp -p x y; mv y x", "mkdir -p ign/a; printf 1 > ign/a/1; ln -s ../../outside ign/out",
        "git checkout -q -b other",
        "printf changed > x; git commit -qam agent", "printf '*\\n' > .gitignore; printf n > n",
        "cd ..; mv tree tree2; cp -r tree2 tree; rm -rf tree2",
        "mkdir -p .taskdaemon-removed-1/x; touch 'a b' '*' -- -rf",
    ]

    private static let first = """
        mkdir -p d/e; printf x > x; printf d > d/x; printf e > d/e/x; printf b > b; chmod +x b; ln -s d link
        printf '*.o\\nign/\\n' > .gitignore
        """
    private static let second = """
        printf xx > x; rm d/e/x; printf f > d/e/e2; rm b; mkdir b; printf b > b/b; ln -sfn x link; printf d > d/new
        """

    @Test("whatever a command did, it is as a fresh one afterwards", arguments: messes)
    func afterAnyMess(script: String) throws {
        let workspace = try TemporaryWorkspace()
        let commits = [try workspace.commit(Self.first), try workspace.commit(Self.second)]
        let tree = try workspace.checkOut()
        for commit in [commits[0], commits[0], commits[1]] {
            try workspace.agent(script)
            try tree.reset(to: commit, borrowing: try workspace.open())
            try workspace.expectFresh(tree, at: commit)
        }
        #expect(try workspace.run("find", workspace.outside, "-type", "f", "-not", "-name", "hard") == "")
    }

    @Test("the same when the end of an iteration came between", arguments: messes)
    func afterAnyIteration(script: String) throws {
        let workspace = try TemporaryWorkspace()
        let commits = [try workspace.commit(Self.first), try workspace.commit(Self.second)]
        let tree = try workspace.checkOut()
        for commit in [commits[0], commits[1]] {
            let base = try workspace.head()
            try workspace.agent(script)
            // What no tree can hold is refused; then the tree is brought over without.
            let next = try? workspace.iterate(tree, on: base)
            if next != nil { try workspace.agent("printf more >> more") }
            try tree.reset(to: commit, borrowing: try workspace.open())
            try workspace.expectFresh(tree, at: commit)
            try workspace.git("update-ref", "refs/heads/main", commit.hex)
        }
    }

    @Test("attributes and access lists that a command set are gone")
    func attributes() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit(Self.first)
        let tree = try workspace.checkOut()
        // Version 2 and three entries: the owner, the group and all others, nothing allowed to the last two.
        try workspace.agent(
            """
            python3 - <<'END'
            import os, struct
            entries = [(1, 7), (4, 0), (32, 0)]
            acl = struct.pack('<I', 2) + b''.join(struct.pack('<HHI', t, p, 0xffffffff) for t, p in entries)
            os.setxattr('d', 'system.posix_acl_default', acl)
            os.setxattr('x', 'user.note', b'1')
            END
            """)
        _ = try workspace.iterate(tree, on: base)
        try tree.reset(to: base, borrowing: try workspace.open())
        #expect(
            try workspace.agent("python3 -c 'import os; print(os.listxattr(\"d\"), os.listxattr(\"x\"))'") == "[] []")
        #expect(
            try workspace.agent("mkdir d/made; stat -c %a d/made") == workspace.agent("mkdir made; stat -c %a made"))
    }

    @Test("stopped half way, it comes to the same the next time")
    func interrupted() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit(Self.first)
        let tree = try workspace.checkOut()
        let broken = try workspace.commit(Self.second + "\nhead -c 20000 /dev/urandom > zz")
        let blob = try workspace.git("rev-parse", "\(broken.hex):zz")
        let path = "\(workspace.path)/.git/objects/\(blob.prefix(2))/\(blob.dropFirst(2))"
        try workspace.agent("printf more > x; mkdir -p junk; printf 1 > junk/1")
        // The last file of all cannot be read: everything before it is laid out already.
        try workspace.run("sh", "-c", "mv '\(path)' ../kept; head -c 5000 ../kept > '\(path)'")
        #expect(throws: GitError.self) { try tree.reset(to: broken, borrowing: try workspace.open()) }
        try tree.reset(to: base, borrowing: try workspace.open())
        try workspace.expectFresh(tree, at: base)
        try workspace.run("sh", "-c", "mv -f ../kept '\(path)'")
        try tree.reset(to: broken, borrowing: try workspace.open())
        try workspace.expectFresh(tree, at: broken)
    }

    @Test("a tree whose commit is gone from the workspace can still be used")
    func forgotten() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit(Self.first)
        let tree = try workspace.checkOut()
        try workspace.agent("printf new > new")
        _ = try workspace.iterate(tree, on: base)
        try workspace.git("update-ref", "-d", "refs/heads/taskdaemon/run.stage")
        try workspace.git("gc", "-q", "--prune=now")
        try tree.reset(to: base, borrowing: try workspace.open())
        try workspace.expectFresh(tree, at: base)
    }

    @Test("only what is untouched stays: the rest is laid out anew")
    func untouched() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit(Self.first)
        let tree = try workspace.checkOut()
        let states = "stat -c '%n %i %z' x d/x b .gitignore"
        let before = try workspace.agent(states)
        try tree.reset(to: base, borrowing: try workspace.open())
        #expect(try workspace.agent(states) == before)
        try workspace.agent("chmod 600 d/x")
        try tree.reset(to: base, borrowing: try workspace.open())
        let after = try workspace.agent(states)
        #expect(after != before)
        #expect(after.split(separator: "\n").filter { before.contains($0) }.count == 3)
    }

    @Test("what is kept is ignored by the new commit, and was never part of a tree")
    func keeping() throws {
        let workspace = try TemporaryWorkspace()
        let ignoring = try workspace.commit(
            "printf 'cache/\\n*.o\\nbuild/\\n' > .gitignore; mkdir -p d cache; printf t > cache/t; git add -f cache/t")
        let other = try workspace.commit(
            "printf '*.o\\nbuild/\\n' > .gitignore; git rm -qr --cached cache; rm -r cache")
        let tree = try workspace.checkOut()
        let keep = ["cache/", "*.o", "build/deep/kept/", "loose"]
        let mess = """
            mkdir -p cache d/cache build/deep/kept build/deep/other; printf 1 > cache/1; printf 1 > d/cache/1
            printf 1 > a.o; printf 1 > build/deep/kept/1; printf 1 > build/deep/other/1; printf 1 > loose
            """
        let list = "find . -path ./.git -prune -o -type f -printf '%P\\n' | sort | tr '\\n' ' '"
        try workspace.agent(mess)
        try tree.reset(to: other, borrowing: try workspace.open(), keeping: keep)
        // Not ignored any more are `cache` and `loose`, and nobody wants `build/deep/other`.
        #expect(try workspace.agent(list) == ".gitignore a.o build/deep/kept/1 ")
        #expect(try !workspace.collect(tree).isChanged)
        try workspace.agent(mess)
        try tree.reset(to: ignoring, borrowing: try workspace.open(), keeping: keep)
        // What lies in a directory that the commit has files in is kept for itself, or not at all.
        #expect(try workspace.agent(list) == ".gitignore a.o build/deep/kept/1 cache/t d/cache/1 ")
        try tree.reset(to: other, borrowing: try workspace.open(), keeping: keep)
        #expect(try workspace.agent(list) == ".gitignore a.o build/deep/kept/1 ")
    }

    @Test("files are copied from the working tree when the work tree ignores them, and by no link")
    func copying() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit(
            "printf '.env\\nlocal/\\n*.key\\n' > .gitignore; mkdir d; printf t > tracked.key; git add -f tracked.key")
        let tree = try workspace.checkOut()
        try workspace.run(
            "sh", "-ec",
            """
            printf secret > .env; mkdir -p local/a d; printf 1 > local/a/1; printf '#!' > local/run; chmod +x local/run
            printf s > ../outside/s.key; ln -s ../outside/s.key link.key; ln -s ../outside local/out; printf n > notes
            printf other > tracked.key; head -c 2000 /dev/zero > big.key; printf d > d/.env; mkfifo pipe.key
            """)
        let copied = try tree.copyFiles(
            named: [".env", "local/", "*.key", "notes"], from: workspace.path,
            limits: NamedFileLimits(files: 100, fileBytes: 1000, totalBytes: 10_000))
        #expect(copied.taken == [".env", "d/.env", "local/a/1", "local/run"])
        let reasons = copied.leftOut.map { "\($0.path) \($0.reason)" }
        #expect(
            reasons == [
                "big.key has 2000 bytes, allowed are 1000", "link.key is no regular file",
                "local/out is no regular file",
                "notes is not ignored by the work tree", "pipe.key is no regular file",
            ])
        #expect(try workspace.agent("cat .env d/.env local/a/1 tracked.key; stat -c %a local/run") == "secretd1t755")
        #expect(try !workspace.collect(tree).isChanged)
        // An agent that ignores it no longer does not make it a result.
        try workspace.agent("printf 'local/\\n*.key\\n' > .gitignore")
        let repository = try workspace.open()
        let writer = try repository.writer()
        #expect(try tree.collect(into: writer, leavingOut: Set(copied.taken)).added == [])
        let bounded = try tree.copyFiles(
            named: ["local/"], from: workspace.path, limits: NamedFileLimits(files: 1, fileBytes: 1000, totalBytes: 9))
        #expect(bounded.taken == ["local/a/1"])
        #expect(bounded.leftOutCount == 2)
    }

    @Test("ignored files that are named become a tree of their own")
    func artifacts() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf 'dist/\\n*.log\\n' > .gitignore; printf x > x")
        let tree = try workspace.checkOut()
        try workspace.agent(
            """
            mkdir -p dist/sub/.git d; printf w > dist/a.whl; printf w > dist/sub/b.whl; printf n > dist/notes
            printf l > d/run.log; printf x > x.whl; ln -s /etc/passwd dist/c.whl; printf g > dist/sub/.git/config
            """)
        let repository = try workspace.open()
        let writer = try repository.writer()
        let kept = try tree.keepFiles(
            named: ["dist/**/*.whl", "*.log"], limits: NamedFileLimits(files: 10, fileBytes: 100, totalBytes: 100),
            into: writer)
        _ = try writer.finish()
        #expect(kept.taken == ["d/run.log", "dist/a.whl", "dist/sub/b.whl"])
        #expect(kept.leftOut.map(\.path) == ["dist/c.whl"])
        let names = try workspace.git("ls-tree", "-r", "--name-only", try #require(kept.tree).hex)
        #expect(names == "d/run.log\ndist/a.whl\ndist/sub/b.whl")
    }
}
