import Git
import GitNames
import Glibc
import Testing

@Suite("Private work tree: laying out", .serialized)
struct CreateTests {
    @Test("the files, their modes and their links are those of the commit, and git calls it clean")
    func layout() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit(
            """
            mkdir -p a/b/c docs
            printf 'one\\n' > a/b/c/one
            printf '#!/bin/sh\\n' > run; chmod 755 run
            ln -s a/b/c/one link; ln -s /nowhere dangling
            : > empty
            printf 'a\\r\\nb\\r\\n' > crlf.txt
            """)
        try workspace.checkOut()
        #expect(try workspace.agent("git status --porcelain") == "")
        #expect(try workspace.agent("git rev-parse HEAD") == base.hex)
        #expect(try workspace.agent("git symbolic-ref HEAD") == TemporaryWorkspace.branch.text)
        #expect(try workspace.agent("cat a/b/c/one; readlink link; readlink dangling") == "one\na/b/c/one\n/nowhere")
        #expect(try workspace.agent("stat -c %a run empty") == "755\n644")
        #expect(try workspace.agent("od -An -c crlf.txt | tr -d ' \\n'") == "a\\r\\nb\\r\\n")
        #expect(try workspace.agent("git fsck --strict") == "")
        #expect(try workspace.agent("git config user.name") == TemporaryWorkspace.identity.name)
    }

    @Test("what .gitattributes would convert is laid out raw and is clean all the same")
    func attributes() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit(
            """
            printf 'a\\r\\nb\\n' > crlf; printf '$Id$' > ident; printf 'x' > filtered
            git add -A; git commit -qm raw
            printf 'crlf text eol=crlf\\nident ident\\nfiltered filter=lfs\\n*.u16 working-tree-encoding=UTF-16\\n' > .gitattributes
            printf 'plain' > t.txt
            """)
        let tree = try workspace.checkOut()
        try workspace.agent("git config --global filter.lfs.clean 'sed s/x/y/'; git config --global core.autocrlf true")
        try workspace.agent(
            "touch crlf ident filtered; git update-index --refresh; test -z \"$(git status --porcelain)\"")
        #expect(try workspace.agent("cat ident filtered") == "$Id$x")
        let collected = try workspace.collect(tree)
        #expect(collected.tree == (try workspace.tree(of: workspace.head())))
    }

    @Test("a tree with nothing done to it is collected as the base itself")
    func noChange() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("mkdir d; printf x > d/x; printf 'a\\r\\n' > y; ln -s x d/l; printf 1 > z; chmod +x z")
        let tree = try workspace.checkOut()
        let collected = try workspace.collect(tree)
        #expect(!collected.isChanged)
        #expect(collected.tree == (try workspace.tree(of: workspace.head())))
        try workspace.agent("touch y d/x z; touch -h d/l")
        #expect(try !workspace.collect(tree).isChanged)
    }

    @Test("names with spaces, quotes and newlines in the way to the workspace do no harm")
    func oddPaths() throws {
        let workspace = try TemporaryWorkspace(named: " it's \"a\" \nplace\\ ü")
        try workspace.commit("printf x > x")
        let tree = try workspace.checkOut()
        #expect(try workspace.agent("git status --porcelain; git log --oneline | wc -l") == "1")
        try workspace.agent("printf y > y")
        #expect(try workspace.collect(tree).added == ["y"])
    }

    @Test("names that are not text are laid out and taken")
    func rawNames() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > \"$(printf 'bad\\377name')\"; printf y > 'tab\there'")
        let tree = try workspace.checkOut()
        #expect(try workspace.agent("git status --porcelain") == "")
        try workspace.agent("printf z >> \"$(printf 'bad\\377name')\"; printf n > \"$(printf 'new\\376')\"")
        let collected = try workspace.collect(tree)
        #expect(collected.modified == [RawPath(bytes: Array("bad".utf8) + [0xff] + Array("name".utf8))])
        #expect(collected.added == [RawPath(bytes: Array("new".utf8) + [0xfe])])
        #expect(collected.tree == (try workspace.treeByGit(base: collected.base)))
    }

    @Test("a submodule is an empty directory and stays as the base has it")
    func submodules() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x; mkdir -p lib")
        try workspace.git("update-index", "--add", "--cacheinfo", "160000,\(try workspace.head().hex),lib/sub")
        try workspace.git("commit", "-qm", "submodule")
        let tree = try workspace.checkOut()
        #expect(try workspace.agent("ls -A lib/sub; git status --porcelain") == "")
        try workspace.agent("git init -q lib/sub; printf y > lib/sub/y; printf y > y")
        #expect(try workspace.collect(tree).added == ["y"])
        try workspace.agent("rm -rf lib")
        let collected = try workspace.collect(tree)
        #expect(try workspace.listing(collected.tree).contains { $0.hasPrefix("160000") && $0.hasSuffix("lib/sub") })
        try workspace.agent("printf file > lib")
        let replaced = try workspace.collect(tree)
        #expect(try workspace.git("ls-tree", "-r", "--name-only", replaced.tree.hex) == "lib\nx\ny")
    }

    @Test("a shallow workspace gives a tree whose log ends where the workspace's does")
    func shallow() throws {
        let workspace = try TemporaryWorkspace()
        for number in 1...3 { try workspace.commit("printf \(number) > x") }
        try workspace.run("git", "clone", "-q", "--depth", "2", "file://\(workspace.path)", workspace.root + "/clone")
        let repository = try Repository.open(at: workspace.root + "/clone")
        _ = try PrivateWorkTree.create(
            at: workspace.treePath, index: workspace.root + "/i", borrowing: repository, commit: try workspace.head(),
            branch: TemporaryWorkspace.branch, identity: TemporaryWorkspace.identity)
        #expect(try workspace.agent("git log --oneline | wc -l; git status --porcelain") == "2")
    }

    @Test("a directory that exists already is refused and not touched")
    func exists() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x")
        try workspace.run("sh", "-c", "mkdir ../tree; printf mine > ../tree/mine")
        #expect(throws: GitError.self) { try workspace.checkOut() }
        #expect(try workspace.agent("cat mine") == "mine")
    }
}
