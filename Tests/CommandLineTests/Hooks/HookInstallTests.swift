import Foundation
import JSONValues
import Testing

/// Installing beside what others have put there, and taking it away again.
@Suite struct HookInstallTests {
    @Test("installed twice is once; uninstalled, all is as it was, byte for byte and mode for mode")
    func roundTrip() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.script("#!/bin/sh\necho one\n", at: ".git/hooks/post-commit", mode: 0o700)
        try program.script("not executable, not text \u{1}", at: ".git/hooks/post-merge", mode: 0o640)
        try program.script("#!/bin/bash\nexit 3\n", at: ".git/hooks/pre-commit", mode: 0o755)
        try program.shell("ln -s ../../elsewhere .git/hooks/post-checkout; ln -s /nosuch .git/hooks/pre-receive")
        let before = try program.picture(".git/hooks")
        #expect(try program("hooks", "install", "--check", "pre-commit", "--check", "pre-receive").status == 0)
        let installed = try program.picture(".git/hooks")
        #expect(installed != before)
        let again = try program("hooks", "install", "--check", "pre-commit")
        #expect(again.status == 0)
        #expect(!again.output.contains("wrote"))
        #expect(try program.picture(".git/hooks") == installed)
        let status = try JSON(parsing: try program("hooks", "status", "--json").output.utf8)
        #expect(status["hooks"]?.arrayValue?.allSatisfy { $0["state"] == "installed" } == true)
        let gone = try program("hooks", "uninstall")
        #expect(gone.status == 0)
        #expect(try program.picture(".git/hooks") == before)
        #expect(try program("hooks", "uninstall").output.hasPrefix("no hook of ours"))
        // Sent elsewhere since, git has left ours behind.
        #expect(try program("hooks", "install").status == 0)
        try program.git("config", "core.hooksPath", "hooks")
        #expect(try program("hooks", "uninstall").status == 0)
        #expect(try program.picture(".git/hooks") == before)
        try program.git("config", "--unset", "core.hooksPath")
        let left = try JSON(parsing: try program("hooks", "status", "--json").output.utf8)
        #expect(
            left["hooks"]?.arrayValue?.first { $0["name"] == "post-commit" }?["state"] == "other")
    }

    @Test("a directory that was made for the hooks goes with the last of them; one that was there stays")
    func directory() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.shell("rm -r .git/hooks")
        #expect(try program("hooks", "install").status == 0)
        #expect(try program.git("commit", "--quiet", "--allow-empty", "-m", "x").status == 0)
        #expect(try program("hooks", "uninstall").status == 0)
        #expect(!FileManager.default.fileExists(atPath: program.work + "/.git/hooks"))
        try program.shell("mkdir .git/hooks")
        #expect(try program("hooks", "install").status == 0)
        #expect(try program("hooks", "uninstall").status == 0)
        #expect(FileManager.default.fileExists(atPath: program.work + "/.git/hooks"))
    }

    @Test("a hook that was there gets its arguments, input and name, and its exit status counts")
    func chained() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        let log = program.work + "/log"
        try program.script(
            "#!/bin/sh\necho \"$(basename \"$0\") $*\" >> '\(log)'\ncat >> '\(log)'\nexit 0\n",
            at: ".git/hooks/post-rewrite")
        try program.script(
            "#!/usr/bin/perl\nopen(L, '>>', '\(log)');\nprint L \"@ARGV \", <STDIN>;\n"
                + "exit($ARGV[0] eq 'refused' ? 1 : 0);\n", at: ".git/hooks/pre-push")
        try program.script(
            "#!/bin/bash\n[[ $3 == 1 ]] && echo \"switched $1 $2\" >> '\(log)'\nexit 7\n",
            at: ".git/hooks/post-checkout")
        #expect(try program("hooks", "install").status == 0)

        let draft = try program.id("HEAD")
        try program.git("commit", "--quiet", "--amend", "--allow-empty", "-m", "again")
        let head = try program.id("HEAD")
        #expect(program.text("log") == "post-rewrite amend\n\(draft) \(head)\n")
        _ = try await program.event("hook.post-rewrite")

        try program.shell("rm log")
        #expect(try program.git("checkout", "--quiet", "-b", "topic").status != 0)
        #expect(program.text("log") == "switched \(head) \(head)\n")
        _ = try await program.event("hook.post-checkout")
        #expect(try program.shell(".git/hooks/post-checkout \(head) \(head) 0").status == 7)
        _ = try await program.event("hook.post-checkout")

        try program.shell("rm log")
        for name in ["taken", "refused"] {
            try program.git("init", "--quiet", "--bare", "../\(name).git")
            try program.git("remote", "add", name, "../\(name).git")
        }
        #expect(try program.git("push", "--quiet", "refused", "topic").status != 0)
        let zero = String(repeating: "0", count: 40)
        let line = "refs/heads/topic \(head) refs/heads/topic \(zero)\n"
        #expect(program.text("log") == "refused ../refused.git \(line)")
        #expect(try program.inbox().isEmpty, "a push that was refused is none")
        #expect(try program.git("push", "--quiet", "taken", "topic").status == 0)
        #expect(try await program.event("hook.pre-push")["remote"] == "taken")
    }

    @Test("husky: core.hooksPath leads to a directory that is ignored, whose scripts find others by their own names")
    func husky() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.write("*", to: "work/.husky/_/.gitignore")
        let script = "#!/usr/bin/env sh\n. \"$(dirname \"$0\")/h\""
        try program.script(script, at: ".husky/_/post-commit")
        try program.script(
            "#!/usr/bin/env sh\nn=$(basename \"$0\")\ns=$(dirname \"$(dirname \"$0\")\")/$n\n[ ! -f \"$s\" ] && exit 0\n"
                + "sh -e \"$s\" \"$@\"\nc=$?\nexit $c\n", at: ".husky/_/h")
        try program.script("echo mine >> log\n", at: ".husky/post-commit", mode: 0o644)
        try program.git("config", "core.hooksPath", ".husky/_")
        let before = try program.picture(".husky")
        #expect(try program("hooks", "install").status == 0)
        #expect(try program.git("status", "--porcelain", "--", ".husky/_").output.isEmpty)
        try program.git("commit", "--quiet", "--allow-empty", "-m", "x")
        #expect(program.text("log") == "mine\n")
        #expect(try await program.event("hook.post-commit")["ref"] == "refs/heads/main")
        // It writes its scripts anew, over ours; installed again, both run.
        try program.script(script, at: ".husky/_/post-commit")
        #expect(try program("hooks", "install").output.contains("wrote  post-commit"))
        try program.git("commit", "--quiet", "--allow-empty", "-m", "y")
        #expect(program.text("log") == "mine\nmine\n")
        _ = try await program.event("hook.post-commit")
        #expect(try program("hooks", "uninstall").status == 0)
        #expect(try program.picture(".husky") == before)
    }

    @Test("lefthook and pre-commit: a script with its own name in it, or with its directory")
    func lefthookAndPreCommit() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.script(
            "#!/bin/sh\n\nif [ \"$LEFTHOOK_VERBOSE\" = 1 ]; then\n  set -x\nfi\ncall_lefthook()\n{\n  echo \"lefthook $*\" "
                + ">> log\n}\n\ncall_lefthook run \"post-commit\" \"$@\"\n", at: ".git/hooks/post-commit")
        try program.script(
            "#!/usr/bin/env bash\nARGS=(hook-impl --hook-type=pre-commit)\n"
                + "HERE=\"$(cd \"$(dirname \"$0\")\" && pwd)\"\nARGS+=(--hook-dir \"$HERE\" -- \"$@\")\n"
                + "echo \"${ARGS[@]}\" >> log\n[ ! -e refuse ]\n", at: ".git/hooks/pre-commit")
        #expect(try program("hooks", "install", "--check", "pre-commit").status == 0)
        try program.git("commit", "--quiet", "--allow-empty", "-m", "x")
        #expect(
            program.text("log")
                == "hook-impl --hook-type=pre-commit --hook-dir \(program.work)/.git/hooks --\nlefthook run post-commit\n"
        )
        _ = try await program.event("hook.post-commit")
        try program.shell(": > refuse")
        #expect(try program.git("commit", "--quiet", "--allow-empty", "-m", "y").status != 0)
    }

    @Test("where hooks are committed, shared by all repositories, or off, nothing is touched and the reason is said")
    func refused() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        let config = try #require(program.text(".git/config"))
        try program.script("#!/bin/sh\n", at: "hooks/pre-commit")
        try program.git("config", "core.hooksPath", "hooks")
        let before = try program.picture("hooks")
        let committed = try program("hooks", "install")
        #expect(committed.status == 4)
        #expect(committed.error.contains("is a part of the work tree and could be committed"))
        try program.git("add", "hooks")
        try program.git("commit", "--quiet", "-m", "hooks")
        #expect(try program("hooks", "install").status == 4)
        #expect(try program.picture("hooks") == before)
        let made = try program("init")
        #expect(made.status == 0)
        #expect(made.output.contains("no hooks: git takes its hooks from"))

        try program.git("config", "core.hooksPath", "/dev/null")
        #expect(try program("hooks", "install").error.contains("which is no directory"))
        try program.git("config", "--unset", "core.hooksPath")
        try program.git("config", "--global", "core.hooksPath", "~/everywhere")
        let shared = try program("hooks", "install")
        #expect(shared.status == 4)
        #expect(shared.error.contains("sends every repository to"))
        #expect(!FileManager.default.fileExists(atPath: program.directory + "/everywhere"))
        // No config of anybody's was written.
        #expect(program.text(".git/config") == config)
    }

    @Test("a directory outside, named in the repository's own config, tells of this repository alone")
    func outside() async throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        try program.git("init", "--quiet", "../other")
        for place in [".", "../other"] { try program.git("-C", place, "config", "core.hooksPath", "~/shared") }
        #expect(try program("hooks", "install").status == 0)
        try program.git("-C", "../other", "commit", "--quiet", "--allow-empty", "-m", "x")
        try program.git("commit", "--quiet", "--allow-empty", "-m", "y")
        #expect(try await program.event("hook.post-commit")["new"] == .string(try program.id("HEAD")))
        #expect(try program.inbox("../other").isEmpty)
        #expect(try program("hooks", "uninstall").status == 0)
    }

    @Test("init installs them, unless told not to, and doctor says so")
    func initInstalls() throws {
        let program = try BuiltProgram.withRepository()
        defer { program.remove() }
        #expect(try program("init", "--no-hooks").output.contains("no hooks\n"))
        #expect(!FileManager.default.fileExists(atPath: program.work + "/.git/hooks/post-commit"))
        #expect(try program("doctor").output.contains("taskdaemon hooks install"))
        #expect(try program("init").output.contains("hooks  \(program.work)/.git/hooks"))
        #expect(FileManager.default.fileExists(atPath: program.work + "/.git/hooks/post-commit"))
        #expect(!FileManager.default.fileExists(atPath: program.work + "/.git/hooks/pre-commit"))
        #expect(try program("doctor").output.contains("installed in \(program.work)/.git/hooks"))
    }
}
