extension Scene {
    /// A run that has failed, and is being closed by stages of its own; one of them asks a person.
    static let closing = Scene(
        title: "a run that is closed", start: { try StillWorkspace() },
        steps: [
            .file(
                ".taskdaemon/pipelines/ship.yml",
                """
                name: ship
                start_on: [{event: plan.committed}]
                stages:
                  - {name: build, loop_type: shell, run: "echo no rule to make it >&2; exit 2"}
                  - {name: publish, loop_type: shell, triggers: [{on_completion: {source_stage: build}}], run: "true"}
                on_failure:
                  - {name: report, loop_type: shell, run: "echo build failed > report.txt"}
                finally:
                  - name: tidy
                    loop_type: shell
                    protect: ["*.lock"]
                    integrity: approval
                    run: echo tidy > build.lock

                """),
            .file(
                ".taskdaemon/pipelines/taskdaemon.yml",
                "name: taskdaemon\nstages: [{name: one, loop_type: shell, run: 'true'}]\n"),
            .commit("ship"), .shown("trust-closing", ["trust", "--yes"]),
            .shown("simulate-closing", ["simulate", "ship", "--fail", "build"]),
            .shown("graph-closing", ["graph", "ship"]),
            .shown("daemon-closing-first", ["daemon", "--once"]), .file("plans/hello.md", plan), .commit("plan: hello"),
            .shown("daemon-closing", ["daemon", "--once"]),
            .shown("status-closing", ["status", "@"]), .shown("graph-closing-run", ["graph", "@"]),
            .shown("why-closing", ["why", "@"]), .shown("show-closing", ["show", "@"]),
            .shown("log-closing", ["log", "@"]), .shown("approve-closing", ["approve", "@/tidy"]),
            .shown("daemon-closed", ["daemon", "--once"]), .shown("status-closed", ["status", "@"]),
        ])
}
