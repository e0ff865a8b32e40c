extension Scene {
    /// What a new user does: from a repository without a commit to a plan that is carried out, gone back from, carried
    /// out again, and accepted.
    static let firstDay = Scene(
        title: "the first day", start: { try StillWorkspace() },
        steps: [
            .shown("status-nothing", ["status"]), .shown("init", ["init"]), .shown("status-no-commit", ["status"]),
            .file("plans/hello.md", plan), .shown("validate-plan", ["validate"]), .commit("plan: hello"),
            .shown("why-not-yet", ["why-not", "HEAD"]), .shown("daemon-once", ["daemon", "--once"]),
            .shown("status-first", ["status"]), .shown("status-succeeded", ["status", "hello"]),
            .shown("show-succeeded", ["show", "hello"]),
            .shown("rollback-first", ["rollback", "hello", "--to", "planning"]),
            .shown("daemon-rolled-back", ["daemon", "--once"]), .shown("status-rolled-back", ["status", "hello"]),
            .shown("resume", ["resume", "hello"]), .shown("daemon-resumed", ["daemon", "--once"]),
            .shown("accept-checked", ["accept", "hello", "--check"]), .shown("accept", ["accept", "hello"]),
            .shown("accept-again", ["accept", "hello"]), .shown("daemon-accepted", ["daemon", "--once"]),
            .shown("run", ["run", "--plan", "plans/hello.md"]), .shown("daemon-run", ["daemon", "--once"]),
            .shown("gc", ["gc"]), .shown("hooks-uninstall", ["hooks", "uninstall"]),
            .shown("hooks-uninstall-again", ["hooks", "uninstall"]), .shown("hooks-install", ["hooks", "install"]),
            .file("object.schema.json", "{\"type\": \"object\"}"), .file("list.json", "[]"),
            .shown("schema-check", ["schema", "check", "object.schema.json", "object.schema.json"]),
            .shown("schema-check-bad", ["schema", "check", "object.schema.json", "list.json"]),
            .shown("hooks-install-check", ["hooks", "install", "--check", "pre-commit"]),
        ])

    /// A run as one commit, onto a branch that is not checked out.
    static let squashed = Scene(
        title: "one commit", start: { try StillWorkspace() },
        steps: [
            .file("plans/hello.md", plan), .commit("start"), .git(["branch", "release"]),
            .shown("init-template", ["init", "--template", "review-gate", "--no-hooks"]),
            .file("plans/hello.md", plan + "\n"), .git(["add", "plans"]), .git(["commit", "-qm", "plan: hello"]),
            .shown("daemon-changed", ["daemon", "--once"]),
            .shown("accept-conflict", ["accept", "@", "--into", "nosuch"]),
            .shown("accept-ff", ["accept", "@", "--into", "release", "--ff-only", "--check"]),
            .shown("accept-squash", ["accept", "@", "--into", "release", "--squash", "-m", "hello"]),
        ])

    /// What was asked for is taken back: a rollback, an accept, and the taking back.
    static let undone = Scene(
        title: "undone", start: { try StillWorkspace() },
        steps: [
            .file("README.md", "hello\n"), .commit("start"), .shown("init-undone", ["init", "--yes", "--no-hooks"]),
            .shown("op-log-nothing", ["op", "log"]), .shown("undo-nothing", ["undo"]),
            .file("plans/hello.md", plan), .commit("plan: hello"), .shown("daemon-undone", ["daemon", "--once"]),
            .shown("rollback-undone", ["rollback", "hello", "--to", "planning"]), .shown("undo-untaken", ["undo"]),
            .shown("daemon-undone-back", ["daemon", "--once"]), .shown("op-log", ["op", "log"]),
            .shown("op-show", ["op", "show", "1"]), .shown("undo-dry", ["undo", "--dry-run"]),
            .shown("undo", ["undo"]), .shown("daemon-undo", ["daemon", "--once"]),
            .shown("status-undone", ["status", "hello"]), .shown("log-undone", ["log", "hello", "-n", "4"]),
            .shown("undo-again", ["undo", "2"]), .shown("reject-undone", ["reject", "hello", "-m", "not this"]),
            .shown("daemon-undone-reject", ["daemon", "--once"]), .shown("undo-reject", ["undo"]),
            .shown("daemon-undo-reject", ["daemon", "--once"]), .shown("undo-undo-reject", ["undo", "--dry-run"]),
            .shown("accept-undone", ["accept", "hello"]),
            .shown("daemon-undone-accept", ["daemon", "--once"]), .shown("undo-accept-dry", ["undo", "--dry-run"]),
            .file("plans/hello.md", "changed\n"), .shown("undo-accept-changed", ["undo"]),
            .git(["checkout", "--quiet", "--", "."]), .shown("undo-accept", ["undo"]),
            .shown("daemon-undo-accept", ["daemon", "--once"]), .shown("status-unaccepted", ["status", "hello"]),
            .shown("redo-accept", ["undo"]), .shown("daemon-redo-accept", ["daemon", "--once"]),
            .git(["commit", "--quiet", "--allow-empty", "-m", "more"]), .shown("undo-accept-late", ["undo"]),
            .shown("op-log-people", ["op", "log", "--people"]),
            .shown("op-restore-dry", ["op", "restore", "7", "--dry-run"]),
            .shown("op-restore", ["op", "restore", "7"]),
            .shown("daemon-op-restore", ["daemon", "--once"]), .shown("op-show-none", ["op", "show", "77"]),
        ])

    /// The demonstration.
    static let demonstration = Scene(
        title: "a demonstration", start: { try StillWorkspace() },
        steps: [
            .outcome("demo", ["demo", "--directory", "demo"]), .shown("demo-again", ["demo", "--directory", "demo"]),
        ])

    /// A daemon in the background.
    static let background = Scene(
        title: "in the background", start: { try StillWorkspace() },
        steps: [
            .shown("stop-none", ["stop"]), .shown("start-untrusted", ["start"]), .shown("start-again", ["start"]),
            .shown("stop", ["stop"]), .shown("trust-nothing", ["trust"]), .shown("start", ["start"]),
            .shown("daemon-second", ["daemon"]), .shown("emit-taken", ["emit", "release.asked"]),
            .shown("stop-start", ["stop"]), .shown("start-systemd", ["start", "--systemd"]),
        ])

    /// What another machine has run.
    static let mirror = Scene(
        title: "a mirror", start: ThreeRuns.make,
        steps: [
            .git(["clone", "-q", ".", "../mirror"]),
            .git(["-C", "../mirror", "fetch", "-q", "origin", "refs/taskdaemon/*:refs/taskdaemon/*"]),
            .shown("status-mirror", ["-C", "../mirror", "status"]),
            .shown("pause-mirror", ["-C", "../mirror", "pause", "greeter"]),
            .shown("trust-asked", ["-C", "../mirror", "trust"]),
            .shown("init-asked", ["-C", "../mirror", "init", "--no-hooks"]),
            .shown("daemon-untrusted", ["-C", "../mirror", "daemon", "--once"]),
            .shown("adopt", ["-C", "../mirror", "adopt", "greeter"]),
            .shown("trust", ["-C", "../mirror", "trust", "--yes"]),
        ])

    /// Where there is no repository, or none with anything in it.
    static let outside = Scene(
        title: "outside", start: { try StillWorkspace() },
        steps: [
            .shown("outside", ["-C", "..", "status"]), .shown("outside-init", ["-C", "..", "init"]),
            .shown("outside-nowhere", ["-C", "nosuch", "status"]), .shown("show-nothing", ["show", "@"]),
            .shown("why-not-nothing", ["why-not", "HEAD"]), .shown("run-nothing", ["run"]),
            .file("plans/site.md", "# Plan: A site\n## Specs\n### Spec: Home\nMake the home page.\n"),
            .shown("validate-idle", ["validate"]), .commit("plan: a site"),
            .shown("run-idle", ["run", "--plan", "plans/site.md"]),
            .shown("daemon-idle", ["daemon", "--once"]), .shown("logs-idle", ["logs", "@/implementation"]),
        ])

    static let plan = """
        # Plan: Hello
        ## Summary
        Say hello.
        ## Specs
        ### Spec: Core
        **ID:** core
        #### Phase 1: Write it
        ```sh run
        echo hello > hello.txt
        ```

        """
}
