extension Scene {
    /// A repository of several parts: another one inside it, and files that git stores otherwise than people see them.
    static let parts = Scene(
        title: "many parts", start: { try StillWorkspace() },
        steps: [
            .file(".gitattributes", "*.png filter=lfs diff=lfs merge=lfs -text\n*.bat eol=crlf\n* text=auto\n"),
            .file("README.md", "parts\n"), .commit("start"),
            .git(["update-index", "--add", "--cacheinfo", "160000,\(String(repeating: "a", count: 40)),vendor/lib"]),
            .git(["commit", "-qm", "a submodule"]), .shown("doctor-parts", ["doctor"]),
        ])

    /// A detached HEAD, as jj leaves it, in a work tree whose path wants quotes.
    static let detached = Scene(
        title: "a detached HEAD", start: { try StillWorkspace() },
        steps: [
            .file("README.md", "detached\n"), .commit("start"), .git(["branch", "-q", "later"]),
            .git(["worktree", "add", "-q", "--detach", "../it's here"]),
            .shown("init-detached", ["-C", "../it's here", "init", "--no-hooks"]),
            .shown("why-not-before", ["-C", "../it's here", "why-not", "HEAD"]),
            .file(
                "../it's here/plans/a plan\nof two lines.md",
                plan.replacing("> hello.txt", with: "> \"$(printf 'a\\nb c')\"")),
            .git(["-C", "../it's here", "add", "plans"]), .git(["-C", "../it's here", "commit", "-qm", "plan"]),
            .shown("daemon-detached", ["-C", "../it's here", "daemon", "--once"]),
            .shown("diff-odd-names", ["diff", "@", "--name-only"]), .shown("diff-odd-stat", ["diff", "@", "--stat"]),
            .shown("diff-odd", ["diff", "@"]), .shown("diff-odd-json", ["diff", "@", "--json"]),
            .shown("status-detached", ["status"]), .shown("accept-detached", ["accept", "@"]),
            .git(["-C", "../it's here", "switch", "-q", "later"]),
            .shown("accept-elsewhere", ["accept", "@", "--into", "later"]),
            .shown("accept-undetached", ["accept", "@", "--into", "main"]),
        ])

    /// A bare repository that is pushed to.
    static let bare = Scene(
        title: "a bare repository", start: { try StillWorkspace() },
        steps: [
            .git(["init", "-q", "--bare", "../server.git"]), .shown("init-bare", ["-C", "../server.git", "init"]),
            .shown("validate-bare", ["-C", "../server.git", "validate"]),
            .shown("validate-print-bare", ["-C", "../server.git", "validate", "--print", "loops/spec"]),
            .shown(
                "expr-check-bare",
                [
                    "-C", "../server.git", "expr", "check", "--pipeline", "taskdaemon", "--for", "success",
                    "planning.status == 1",
                ]),
            .file("plans/hello.md", plan), .commit("plan: hello"),
            .git(["push", "-q", "../server.git", "main"]),
            .shown("daemon-bare", ["-C", "../server.git", "daemon", "--once"]),
            .shown("accept-bare", ["-C", "../server.git", "accept", "hello"]),
        ])

    /// A pipeline that starts by the clock.
    static let scheduled = Scene(
        title: "a schedule", start: { try StillWorkspace() },
        steps: [
            .file("README.md", "scheduled\n"), .commit("start"), .shown("schedules-none", ["schedules"]),
            .file(
                ".taskdaemon/pipelines/nightly.yml",
                """
                name: nightly
                start_on:
                  - {schedule: "0 3 * * mon-fri", timezone: Europe/Berlin}
                  - {schedule: "0 0 1 * *", filter: "event.late < 3600"}
                stages: [{name: build, loop_type: shell, run: "true"}]

                """), .commit("nightly"), .shown("schedules-unseen", ["schedules"]),
            .shown("daemon-scheduled", ["daemon", "--once"]), .shown("schedules", ["schedules", "nightly"]),
            .shown("schedules-json", ["schedules", "--json"]), .shown("status-scheduled", ["status"]),
            .shown("simulate-scheduled", ["simulate", "nightly"]), .shown("graph-scheduled", ["graph", "nightly"]),
            .shown("adopt-schedules", ["adopt", "--schedules"]),
        ])

    /// A pipeline whose stage uses another one.
    static let used = Scene(
        title: "a run in a run", start: { try StillWorkspace() },
        steps: [
            .file("README.md", "used\n"), .commit("start"), .shown("daemon-used-first", ["daemon", "--once"]),
            .file(
                ".taskdaemon/pipelines/taskdaemon.yml",
                """
                name: taskdaemon
                start_on: [{event: plan.committed}]
                stages:
                  - {name: build, loop_type: shell, run: "true"}
                  - {name: check, uses: checks, triggers: [{on_completion: {source_stage: build}}]}

                """),
            .file(
                ".taskdaemon/pipelines/checks.yml",
                """
                name: checks
                stages:
                  - {name: lint, loop_type: shell, run: "true", timeout: 5m}
                  - {name: test, loop_type: shell, run: "true", triggers: [{on_completion: {source_stage: lint}}]}

                """),
            .file("plans/hello.md", "# Plan: Hello\n"), .commit("plan: hello"),
            .shown("simulate-used", ["simulate", "--fail", "check/test", "--timeout", "check/lint:1"]),
            .shown("simulate-used-unknown", ["simulate", "--fail", "check/tset"]),
            .shown("trust-used", ["trust", "--yes"]),
            .shown("daemon-used", ["daemon", "--once"]), .shown("status-used", ["status", "hello"]),
            .shown("log-used", ["log", "hello"]), .shown("show-used", ["show", "hello/check"]),
            .shown("validate-print-agent", ["validate", "--print", "agents/aider"]),
            .shown("validate-print-config", ["validate", "--print", "config.yml"]),
        ])
}
