import Foundation
import JSONValues
import Testing

/// What the hooks tell, from every kind of repository.
@Suite struct HookEventTests {
    @Test("a commit, a checkout, an amendment, a merge and a push each make an event with ref, old and new")
    func plain() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        #expect(try program("hooks", "install").status == 0)
        let first = try program.id("HEAD")
        #expect(try program.git("commit", "--quiet", "--allow-empty", "-m", "one").status == 0)
        let second = try program.id("HEAD")
        let commit = try await program.event("hook.post-commit")
        #expect(commit == ["ref": "refs/heads/main", "old": .string(first), "new": .string(second)])

        try program.git("checkout", "--quiet", "-b", "topic", first)
        let checkout = try await program.event("hook.post-checkout")
        #expect(checkout["ref"] == "refs/heads/topic")
        #expect(checkout["old"] == .string(second))
        #expect(checkout["new"] == .string(first))
        #expect(checkout["switched"] == true)

        try program.git("commit", "--quiet", "--allow-empty", "-m", "two")
        let draft = try program.id("HEAD")
        _ = try await program.event("hook.post-commit")
        try program.git("commit", "--quiet", "--amend", "--allow-empty", "-m", "three")
        let amended = try program.id("HEAD")
        let rewrite = try await program.event("hook.post-rewrite")
        #expect(rewrite["old"] == .string(draft))
        #expect(rewrite["new"] == .string(amended))
        #expect(rewrite["command"] == "amend")

        try program.git("checkout", "--quiet", "main")
        _ = try await program.event("hook.post-checkout")
        try program.git("merge", "--quiet", "--no-edit", "topic")
        let merge = try await program.event("hook.post-merge")
        #expect(merge["old"] == .string(second))
        #expect(merge["new"] == .string(try program.id("HEAD")))

        try program.git("init", "--quiet", "--bare", "../remote.git")
        try program.git("remote", "add", "origin", "../remote.git")
        #expect(try program.git("push", "--quiet", "origin", "main").status == 0)
        let push = try await program.event("hook.pre-push")
        #expect(push["ref"] == "refs/heads/main")
        #expect(push["old"] == .null)
        #expect(push["new"] == .string(try program.id("HEAD")))
        #expect(push["remote"] == "origin")
    }

    @Test("a push into a bare repository makes an event for each ref that is not ours")
    func bare() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.git("init", "--quiet", "--bare", "../bare.git")
        #expect(try program("-C", "../bare.git", "hooks", "install").status == 0)
        try program.git("branch", "topic")
        try program.git("update-ref", "refs/taskdaemon/something", "HEAD")
        try program.git("push", "--quiet", "../bare.git", "main", "topic", "refs/taskdaemon/something")
        try await program.until("two refs are told of") { try program.inbox("../bare.git").count == 2 }
        let refs = try program.inbox("../bare.git").compactMap { $0["data"]?["ref"]?.stringValue }
        #expect(refs.sorted() == ["refs/heads/main", "refs/heads/topic"])
        #expect(try program.inbox("../bare.git").allSatisfy { $0["type"] == "hook.post-receive" })
    }

    @Test("a linked worktree tells the repository that it belongs to, of its own branch")
    func linkedWorktree() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        #expect(try program("hooks", "install").status == 0)
        try program.git("worktree", "add", "--quiet", "../linked", "-b", "side")
        try program.clear()
        try program.git("-C", "../linked", "commit", "--quiet", "--allow-empty", "-m", "there")
        let event = try await program.event("hook.post-commit")
        #expect(event["ref"] == "refs/heads/side")
        #expect(event["new"] == .string(try program.id("HEAD", in: "../linked")))
    }

    @Test("a submodule tells itself, and its superproject nothing")
    func submodule() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.git("init", "--quiet", "../library")
        try program.git("-C", "../library", "commit", "--quiet", "--allow-empty", "-m", "library")
        try program.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../library", "library")
        #expect(try program("-C", "library", "hooks", "install").status == 0)
        try program.git("-C", "library", "commit", "--quiet", "--allow-empty", "-m", "inside")
        let event = try await program.event("hook.post-commit", in: "library")
        #expect(event["new"] == .string(try program.id("HEAD", in: "library")))
        #expect(try program.inbox().isEmpty)
    }

    @Test("what the environment says of other repositories leads nowhere, and in quarantine nothing happens")
    func hostileEnvironment() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.git("init", "--quiet", "../other")
        #expect(try program("hooks", "install").status == 0)
        let hostile = [
            "GIT_DIR": "\(program.directory)/other/.git", "GIT_WORK_TREE": "\(program.directory)/other",
            "GIT_INDEX_FILE": "/nosuch/index", "GIT_OBJECT_DIRECTORY": "/nosuch/objects",
            "GIT_COMMON_DIR": "\(program.directory)/other/.git", "GIT_CONFIG_GLOBAL": "/nosuch",
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.hooksPath", "GIT_CONFIG_VALUE_0": "/nosuch",
            "GIT_NAMESPACE": "x", "GIT_PREFIX": "../..",
        ]
        #expect(try program.shell(".git/hooks/post-commit", environment: hostile).status == 0)
        let event = try await program.event("hook.post-commit")
        #expect(event["new"] == .string(try program.id("HEAD")))
        #expect(try program.inbox("../other").isEmpty)

        let quarantine = ["GIT_QUARANTINE_PATH": "/nosuch/quarantine"]
        #expect(try program.shell(".git/hooks/post-commit", environment: quarantine).status == 0)
        // What it would have told comes before what the next one tells.
        #expect(try program.shell(".git/hooks/post-merge").status == 0)
        _ = try await program.until("the next one has told") { try !program.inbox().isEmpty }
        #expect(try program.inbox().map { $0["type"] } == ["hook.post-merge"])
    }

    @Test("git waits for nothing, and nobody that reads its output does")
    func detached() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        #expect(try program("hooks", "install").status == 0)
        // In the place of the program one that goes on until it is told to end. It lets go of what it was given, as the
        // program does: what runs a test holds the process by a descriptor of its own.
        try program.script(
            "#!/usr/bin/perl\nuse POSIX;\nPOSIX::close($_) for 3..255;\nopen(F, '<', '\(program.work)/go');\n<F>;\n"
                + "open(D, '>', '\(program.work)/done');\n", at: "slow")
        try program.shell("mkfifo go")
        let hook = try #require(program.text(".git/hooks/post-commit"))
        let path = try #require(hook.firstMatch(of: /taskdaemon='([^']*)'/)?.1)
        try program.script(hook.replacing(path, with: program.work + "/slow"), at: ".git/hooks/post-commit")
        let done = try program.shell("exec 7>&1; git commit --quiet --allow-empty -m x 2>&1 7>&1 | cat; echo over")
        #expect(done.output.hasSuffix("over\n"))
        #expect(program.text("done") == nil)
        try program.shell("echo > go")
        try await program.until("it has gone on") { program.text("done") != nil }
    }

    @Test("without the program a hook is silent and only does what was there before")
    func programIsGone() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.script("#!/bin/sh\necho before >> '\(program.work)/log'\n", at: ".git/hooks/post-commit")
        #expect(try program("hooks", "install", "--check", "pre-commit").status == 0)
        for name in ["post-commit", "pre-commit", "post-checkout", "pre-push"] {
            let hook = try #require(program.text(".git/hooks/\(name)"))
            let path = try #require(hook.firstMatch(of: /taskdaemon='([^']*)'/)?.1)
            try program.script(hook.replacing(path, with: "/nosuch/taskdaemon"), at: ".git/hooks/\(name)")
        }
        let result = try program.git("commit", "--quiet", "--allow-empty", "-m", "one")
        #expect(result.status == 0)
        #expect(result.error.isEmpty && result.output.isEmpty)
        #expect(program.text("log") == "before\n")
        #expect(try program.git("checkout", "--quiet", "-b", "topic").error.isEmpty)
        #expect(try program.inbox().isEmpty)
    }

    @Test("no more events than a thousand wait for a daemon that never comes")
    func bound() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        #expect(try program("hooks", "install").status == 0)
        let head = try program.id("HEAD")
        let refs = (1...1000).map { "create refs/taskdaemon/inbox/\($0) \(head)" }.joined(separator: "\n")
        try program.write(refs + "\n", to: "work/refs")
        try program.shell("git update-ref --stdin < refs; git pack-refs --all")
        let hook = "'\(BuiltProgram.path)' hooks send post-commit --hook .git/hooks/post-commit"
        #expect(try program.shell(hook).status == 0)
        #expect(try program.git("for-each-ref", "refs/taskdaemon/inbox").output.split(separator: "\n").count == 1000)
        try program.git("update-ref", "-d", "refs/taskdaemon/inbox/7")
        #expect(try program.shell(hook).status == 0)
        #expect(try program.git("for-each-ref", "refs/taskdaemon/inbox").output.contains("\n") == true)
        #expect(try program.git("for-each-ref", "refs/taskdaemon/inbox").output.split(separator: "\n").count == 1000)
    }
}
