import Git
import GitNames
import Glibc
import Testing

@Suite("Private work tree: collecting", .serialized)
struct CollectTests {
    @Test("added, modified, removed, chmodded and retyped paths are told apart and become the tree git would make")
    func changes() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit(
            """
            mkdir -p d/e gone other; for f in a b c d/x d/e/y gone/1 gone/2 other/z; do printf "$f" > "$f"; done
            ln -s a link
            """)
        let tree = try workspace.checkOut()
        try workspace.agent(
            """
            printf more >> a; chmod +x b; rm c; rm -r gone; mkdir -p new/deep; printf n > new/deep/n
            rm -r d/e; printf file > d/e; rm other/z; mkdir other/z; printf in > other/z/in
            ln -sfn d link; ln -s nowhere dangling; mkdir empty
            """)
        let collected = try workspace.collect(tree)
        #expect(collected.added == ["d/e", "dangling", "new/deep/n", "other/z/in"])
        #expect(collected.modified == ["a", "b", "link"])
        #expect(collected.removed == ["c", "d/e/y", "gone/1", "gone/2", "other/z"])
        #expect(collected.tree == (try workspace.treeByGit(base: collected.base)))
    }

    @Test("everything removed is the empty tree")
    func empty() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("mkdir d; printf x > d/x; printf y > y")
        let tree = try workspace.checkOut()
        try workspace.agent("rm -r d y")
        #expect(try workspace.collect(tree).tree.hex == "4b825dc642cb6eb9a060e54bf8d69288fbee4904")
    }

    @Test(".gitignore holds for what is new and not for what is tracked, and nothing else says what is ignored")
    func ignoring() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit(
            """
            printf '*.o\\nbuild/\\n!keep.o\\n' > .gitignore; mkdir -p build sub; printf t > build/tracked
            printf 'local\\n!special.o\\n' > sub/.gitignore; printf o > forced.o; git add -f build/tracked forced.o
            """)
        let tree = try workspace.checkOut()
        try workspace.agent(
            """
            printf 'excluded\\n' > .git/info/exclude; git config core.excludesFile "$PWD/.git/info/exclude"
            git update-index --assume-unchanged forced.o; git update-index --skip-worktree build/tracked
            printf 2 >> forced.o; printf 2 >> build/tracked; printf n > build/new; printf x > x.o; printf x > keep.o
            printf x > sub/local; printf x > sub/special.o; printf x > sub/y.o; printf x > excluded; printf x > local
            mkfifo build/pipe; git init -q build/nested
            """)
        let collected = try workspace.collect(tree)
        #expect(collected.added == ["excluded", "keep.o", "local", "sub/special.o"])
        #expect(collected.modified == ["build/tracked", "forced.o"])
    }

    @Test("the bytes of files are taken as they are")
    func raw() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf '* text=auto eol=crlf ident\\n' > .gitattributes; printf 'a\\n' > a")
        let tree = try workspace.checkOut()
        try workspace.agent("git config core.autocrlf true; printf 'x\\r\\n$Id$\\n\\0' > new; printf 'b\\r\\n' >> a")
        let collected = try workspace.collect(tree)
        #expect(
            try workspace.run("sh", "-c", "git show $0:new | od -An -c | tr -d ' \\n'", collected.tree.hex)
                == "x\\r\\n$Id$\\n\\0")
        #expect(
            try workspace.run("sh", "-c", "git show $0:a | od -An -c | tr -d ' \\n'", collected.tree.hex)
                == "a\\nb\\r\\n")
    }

    @Test("a change that keeps size and modification time is seen")
    func hiddenChange() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf abc > a; printf abc > b")
        let tree = try workspace.checkOut()
        try workspace.agent(
            "touch -r a stamp; printf xyz > a; touch -r stamp a; rm stamp; mv b c; printf xyz > b; touch -r c b; rm c")
        #expect(try workspace.collect(tree).modified == ["a", "b"])
    }

    @Test("a file rewritten at once after it was collected is seen, however coarse the clock")
    func racing() throws {
        let workspace = try TemporaryWorkspace()
        var tip = try workspace.commit("printf 0 > a")
        let tree = try workspace.checkOut()
        for number in 1...9 {
            let file = open(workspace.treePath + "/a", O_WRONLY)
            let digit = [UInt8(ascii: "0") + UInt8(number)]
            #expect(write(file, digit, 1) == 1)
            close(file)
            let next = try workspace.iterate(tree, on: tip)
            #expect(try workspace.git("show", "\(next.hex):a") == "\(number)")
            tip = next
        }
    }

    @Test(
        "what no tree can hold is refused by its path",
        arguments: [
            ("mkfifo d/pipe", "d/pipe"), ("git init -q d/nested", "d/nested"),
            ("mkdir n; printf 'gitdir: /x' > n/.git", "n"),
            ("mkdir d/.GIT", "d/.GIT"), ("printf x > 'd/.git '", "d/.git "), ("ln -s x .gitmodules", ".gitmodules"),
            ("python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"s\")'", "s"),
        ])
    func refusals(script: String, path: String) throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("mkdir d; printf x > d/x")
        let tree = try workspace.checkOut()
        try workspace.agent(script)
        let error = #expect(throws: GitError.self) { try workspace.collect(tree) }
        #expect(error?.code == .invalid)
        #expect(error?.message.hasPrefix(path + ": ") == true, "\(error?.message ?? "")")
    }

    @Test("a work tree that is gone, or is something else now, is said to be")
    func gone() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x")
        let tree = try workspace.checkOut()
        try workspace.run("rm", "-r", workspace.treePath)
        #expect(#expect(throws: GitError.self) { try workspace.collect(tree) }?.code == .notFound)
        try workspace.run("ln", "-s", workspace.outside, workspace.treePath)
        #expect(#expect(throws: GitError.self) { try workspace.collect(tree) }?.code == .invalid)
    }

    @Test("limits end a collection with a word about which")
    func limits() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x")
        let limits = WorkTreeLimits(entries: 40, fileBytes: 1000, collectedBytes: 1500, depth: 5)
        let tree = try workspace.checkOut(limits: limits)
        for script in [
            "head -c 1001 /dev/zero > big", "head -c 900 /dev/zero > big; cp big big2", "mkdir -p 1/2/3/4/5/6",
            "for i in $(seq 50); do printf $i > f$i; done",
        ] {
            try workspace.agent("git clean -fdxq; " + script)
            #expect(#expect(throws: GitError.self) { try workspace.collect(tree) }?.code == .limitExceeded)
        }
    }

    @Test("permissions that shut the owner out are no hindrance")
    func permissions() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("mkdir -p d/e; printf x > d/e/x; printf y > d/y")
        let tree = try workspace.checkOut()
        try workspace.agent("printf z > d/e/z; printf 2 > d/y; chmod 000 d/y d/e/z; chmod 000 d/e; chmod 000 d")
        let collected = try workspace.collect(tree)
        #expect(collected.added == ["d/e/z"])
        #expect(collected.modified == ["d/y"])
        #expect(collected.removed.isEmpty)
    }

    @Test("a damaged trusted index is an error and not a wrong tree")
    func damagedIndex() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x")
        let tree = try workspace.checkOut()
        try workspace.run("sh", "-c", "printf X | dd of=../tree.index bs=1 seek=60 conv=notrunc 2>/dev/null")
        #expect(#expect(throws: GitError.self) { try workspace.collect(tree) }?.code == .corrupt)
    }
}
