import Git
import GitNames
import Glibc
import Testing

@Suite("Private work tree: ways out of it", .serialized)
struct AttackTests {
    @Test("a directory replaced by a link is a link: nothing outside is read or written")
    func linkedDirectory() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit("mkdir -p d/e; printf x > d/e/x; printf y > y")
        let tree = try workspace.checkOut()
        try workspace.run("sh", "-c", "mkdir ../outside/e; printf secret > ../outside/e/x; printf s > ../outside/s")
        try workspace.agent("rm -r d; ln -s ../outside d")
        let collected = try workspace.collect(tree)
        #expect(collected.added == ["d"])
        #expect(collected.removed == ["d/e/x"])
        #expect(try workspace.git("cat-file", "-p", "\(collected.tree.hex):d") == "../outside")
        try tree.reset(to: base, borrowing: try workspace.open())
        #expect(try workspace.agent("cat d/e/x; git status --porcelain") == "x")
        #expect(
            try workspace.run("sh", "-c", "cd ../outside; find . | sort; cat e/x s") == ".\n./e\n./e/x\n./s\nsecrets")
    }

    @Test("a tracked file replaced by a link to a secret is the link")
    func linkedFile() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x; printf 'a\\n' > .gitignore")
        let tree = try workspace.checkOut()
        try workspace.agent("printf secret > ../outside/s; ln -sf ../outside/s x; ln -sf ../outside/s .gitignore")
        let collected = try workspace.collect(tree)
        #expect(try workspace.git("cat-file", "-p", "\(collected.tree.hex):x") == "../outside/s")
        #expect(collected.modified == [".gitignore", "x"])
    }

    @Test("hooks, filters, drivers and monitors that were planted never run")
    func plantedPrograms() throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit("printf x > x")
        let tree = try workspace.checkOut()
        try workspace.agent(
            """
            printf '#!/bin/sh\\ntouch %s/ran\\n' "$PWD/../outside" > evil; chmod +x evil; mkdir -p .git/hooks
            for h in pre-commit post-checkout reference-transaction post-index-change post-commit; do
              cp evil .git/hooks/$h; done
            mkdir -p ../evilhooks; cp evil ../evilhooks/reference-transaction
            git config core.hooksPath ../evilhooks; git config core.fsmonitor "$PWD/evil"
            for k in clean smudge process; do git config filter.evil.$k "$PWD/evil"; done
            git config diff.evil.textconv "$PWD/evil"; git config diff.external "$PWD/evil"
            git config merge.evil.driver "$PWD/evil"
            printf '* filter=evil diff=evil merge=evil\\n' > .gitattributes; printf y > x; rm -f ../outside/ran
            """)
        let next = try workspace.iterate(tree, on: base)
        try tree.reset(to: base, borrowing: try workspace.open())
        try tree.reset(to: next, borrowing: try workspace.open())
        #expect(access(workspace.outside + "/ran", F_OK) != 0)
        #expect(try workspace.agent("cat x; git status --porcelain; git commit -q --allow-empty -m ok") == "y")
        #expect(access(workspace.outside + "/ran", F_OK) != 0)
    }

    @Test(
        "nothing that stands in .git stops the next iteration",
        arguments: [
            "touch .git/index.lock .git/HEAD.lock .git/config.lock .git/refs/heads/taskdaemon/run.stage.lock",
            "git config core.worktree \"$PWD/../outside\"", "git config core.bare true", "printf garbage > .git/config",
            "printf garbage > .git/index", "printf garbage > .git/packed-refs", "git pack-refs --all",
            "rm -rf .git", "rm -rf .git; printf 'gitdir: ../outside' > .git", "rm -rf .git; ln -s ../outside .git",
            "rm -rf .git/objects; ln -s ../../outside .git/objects", "rm -rf .git/refs; ln -s ../../outside .git/refs",
            "rm -rf .git/refs/heads; ln -s ../../../outside .git/refs/heads", "git checkout -q --detach",
            "git checkout -q -b other", "git checkout -q --orphan other; git branch -D taskdaemon/run.stage",
            "rm .git/config; ln -s ../../outside/config .git/config", "rm .git/HEAD; mkfifo .git/HEAD",
            "rm .git/index; mkdir -p .git/index/d",
            "rm .git/refs/heads/taskdaemon/run.stage; mkdir -p .git/refs/heads/taskdaemon/run.stage/x",
            "rm -r .git/refs/heads/taskdaemon; printf x > .git/refs/heads/taskdaemon",
            "printf /nowhere > .git/objects/info/alternates",
            "rm -r .git/objects/info; ln -s ../../../outside .git/objects/info",
            "mkdir -p .git/info; printf '*\\n' > .git/info/exclude; git sparse-checkout set nothing 2>/dev/null",
            "printf x > x; git stash -q", "git merge-base HEAD HEAD > .git/MERGE_HEAD",
            "find .git -depth -exec chmod 0 {} +",
            "git commit -q --allow-empty -m x; chmod -R a-w .git; chmod a-r .git/*",
            "git checkout -q --detach; git branch -D taskdaemon/run.stage; git branch taskdaemon; git pack-refs --all",
            "rm -rf .git/logs/refs; mkdir -p .git/logs/refs/heads; printf x > .git/logs/refs/heads/taskdaemon",
            "rm -rf .git/logs; ln -s ../../outside .git/logs", "mkdir -p .git/logs; ln -sf /nowhere/x .git/logs/HEAD",
            "git gc -q --prune=now", "git repack -adq", "printf 'commondir' > .git/commondir",
        ])
    func obstacles(script: String) throws {
        let workspace = try TemporaryWorkspace()
        let base = try workspace.commit("mkdir d; printf x > d/x; printf x > x")
        let tree = try workspace.checkOut()
        try workspace.agent(script)
        try workspace.agent("mkdir -p d; printf changed > d/x; printf new > new")
        let next = try workspace.iterate(tree, on: base)
        #expect(try workspace.git("show", "\(next.hex):d/x") == "changed")
        #expect(try workspace.agent("git status --porcelain; git rev-parse HEAD") == next.hex)
        #expect(try workspace.agent("git symbolic-ref HEAD; git log --oneline | wc -l").hasSuffix("run.stage\n2"))
        #expect(try workspace.agent("printf z >> new; git commit -qam agent; git log --oneline | wc -l") == "3")
        #expect(try workspace.run("ls", "-A", workspace.outside) == "")
    }

    @Test(
        "a tree whose names lead out is refused before anything is laid out",
        arguments: [".git", ".GIT", "git~1", ".git "])
    func badNames(name: String) throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x")
        let blob = try workspace.git("hash-object", "-w", "x")
        let make = "printf '100644 \(name)\\0'; printf \(blob) | xxd -r -p"
        let inner = try workspace.run("sh", "-c", "(\(make)) | git hash-object -t tree -w --stdin --literally")
        let tree = try workspace.run(
            "sh", "-c",
            "printf '40000 d\\0' > ../t; printf \(inner) | xxd -r -p >> ../t; git hash-object -t tree -w --literally ../t"
        )
        let commit = try workspace.git("commit-tree", "-m", "bad", tree)
        try workspace.git("update-ref", "refs/heads/main", commit)
        #expect(#expect(throws: GitError.self) { try workspace.checkOut() }?.code == .invalid)
        #expect(access(workspace.treePath, F_OK) != 0)
    }

    @Test("a tree with .., a slash or a name twice is refused", arguments: ["..", ".", "a/b", "x"])
    func leadingOut(name: String) throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("printf x > x")
        let blob = try workspace.git("hash-object", "-w", "x")
        let entry = "printf '100644 \(name)\\0'; printf \(blob) | xxd -r -p;"
        let twice = name == "x" ? entry + entry : entry
        let tree = try workspace.run("sh", "-c", "(\(twice)) | git hash-object -t tree -w --stdin --literally")
        let commit = try workspace.git("commit-tree", "-m", "bad", tree)
        try workspace.git("update-ref", "refs/heads/main", commit)
        #expect(throws: GitError.self) { try workspace.checkOut() }
        #expect(access(workspace.treePath, F_OK) != 0)
    }

    @Test("a tree bomb is refused before anything is laid out")
    func bombs() throws {
        let workspace = try TemporaryWorkspace()
        try workspace.commit("head -c 5000 /dev/zero > x")
        var tree = try workspace.git("rev-parse", "HEAD^{tree}")
        for _ in 0..<7 {
            let lines = (0..<10).map { "040000 tree \(tree)\td\($0)\n" }.joined()
            tree = try workspace.run("sh", "-c", "printf %s \"$0\" | git mktree", lines)
        }
        let commit = try workspace.git("commit-tree", "-m", "bomb", tree)
        try workspace.git("update-ref", "refs/heads/main", commit)
        for limits in [
            WorkTreeLimits(entries: 100_000), WorkTreeLimits(entries: .max, fileBytes: 4999, depth: 6),
            WorkTreeLimits(entries: 100_000, totalBytes: 100_000),
        ] {
            #expect(#expect(throws: GitError.self) { try workspace.checkOut(limits: limits) }?.code == .limitExceeded)
            #expect(access(workspace.treePath, F_OK) != 0)
        }
    }
}
