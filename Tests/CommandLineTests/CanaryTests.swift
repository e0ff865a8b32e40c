import Foundation
import TaskDaemonTesting
import Testing

/// A secret that stages print and give in every way is in nothing that the program shows.
@Suite(.serialized) struct CanaryTests {
    private static let canary = Canary("cAnary/+value~of the?day")

    private static let pipeline = """
        name: taskdaemon
        start_on: [{event: plan.committed}]
        error_handling: fail
        stages:
          - name: talk
            loop_type: shell
            env: [MY_TOKEN, QUIET]
            run: |
              printf '%s\\n' "$MY_TOKEN" "at the end: $QUIET"; printf '%s' "$MY_TOKEN" | base64 -w0 >&2; echo
              printf '%s' "$MY_TOKEN" | sed 's,/,%2F,g;s,+,%2B,g;s, ,%20,g;s,?,%3F,g'; echo
              printf '{"said": "it is %s", "quiet": "%s", "list": ["%s"], "%s": 1}' \\
                "$MY_TOKEN" "$QUIET" "$(printf '%s' "$QUIET" | base64 -w0)" "$MY_TOKEN" > "$TASKDAEMON_OUTPUT"
              echo fine > out.txt
            validate: 'echo "validating $QUIET"'
            output_mapping:
              mappings: [{from: said, to: outputs.said}, {from: quiet, to: outputs.quiet}, {from: list, to: outputs.list}]
          - name: each
            loop_type: shell
            env: [QUIET]
            for_each: talk.outputs.list
            run: 'cat "$TASKDAEMON_INPUT"; echo "$QUIET" >&2'
            triggers: [{on_completion: {source_stage: talk}}]
            input_mapping: {mappings: [{from: item, to: item}, {from: talk.outputs.said, to: said}]}
          - name: fails
            loop_type: shell
            env: [MY_TOKEN]
            run: 'exec "/nowhere/$MY_TOKEN"'
            triggers: [{on_completion: {source_stage: talk}}]
          - name: asks
            loop_type: shell
            run: echo asked
            triggers:
              - on_completion: {source_stage: talk}
              - manual: {approval_required: true}
            input_mapping: {mappings: [{from: talk.outputs.quiet, to: quiet}]}
        """

    /// Arguments for every subcommand that has `--json`; `-` is what the last ones are asked of themselves.
    private static let reading: [[String]] = [
        ["status"], ["status", "@"], ["status", "--all"], ["show", "@"], ["show", "@/talk"], ["show", "@/talk/main"],
        ["show", "@/each"], ["show", "@/fails/main"], ["show", "@/asks"], ["log", "@"], ["diff", "@"],
        ["diff", "@/talk", "--iteration", "1"], ["why", "@/talk"], ["why", "@/each"], ["why", "@/fails"],
        ["why", "@/asks"], ["why-not", "HEAD"], ["simulate"], ["trace", "@"], ["trace", "@/talk"], ["trace", "@/each"],
        ["trace", "@/asks"], ["graph", "@", "--format", "json"], ["approve", "@/asks", "--dry-run"],
        ["accept", "@", "--check"], ["accept", "@", "--check", "--unfinished"],
        ["rollback", "@", "--to", "talk", "--dry-run"], ["validate"], ["templates"], ["config"], ["doctor"],
        ["gc", "--dry-run"], ["hooks", "status"], ["expr", "eval", "1"], ["expr", "check", "1"],
        ["expr", "explain", "1"],
        ["schedules"], ["stats"], ["op", "log"],
        ["op", "show", "1"], ["op", "restore", "2", "--dry-run"], ["undo", "--dry-run"],
        ["schema", "check", "any.json", "any.json"],
    ]

    /// What is only text.
    private static let talking: [[String]] = [
        ["logs", "@"], ["logs", "@/talk"], ["logs", "@/talk", "-f"], ["logs", "@/fails", "--attempt", "1"],
        ["graph", "@"], ["graph", "@", "--format", "mermaid"], ["status", "@", "--watch"],
        ["approve", "@/asks"], ["retry", "@/fails"], ["daemon", "--once"], ["logs", "@"], ["status", "@"],
        ["log", "@"], ["show", "@", "--trace"], ["metrics"], ["validate", "--print", "taskdaemon"],
    ]

    @Test("no report holds its value, its base64, or its form in a URL") func reports() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let secrets = ["MY_TOKEN": Self.canary.value, "QUIET": "qu1et:" + Self.canary.value]
        func run(_ arguments: [String]) throws {
            let result = try program.run(arguments, environment: secrets)
            #expect(Self.canary.leaks(in: result.output.utf8) == [], "\(arguments)")
            #expect(Self.canary.leaks(in: result.error.utf8) == [], "\(arguments)")
            #expect(!result.output.isEmpty || !result.error.isEmpty, "\(arguments)")
        }
        try program.git("init", "--quiet")
        try program.write(Self.pipeline, to: "work/.taskdaemon/pipelines/taskdaemon.yml")
        try program.write("secrets: [QUIET]\n", to: "work/.taskdaemon/config.yml")
        try program.write("{}", to: "work/any.json")
        try run(["init", "--yes"])
        try program.write("# Plan: A\n", to: "work/plans/a.md")
        try program.git("add", "--all")
        try program.git("commit", "--quiet", "-m", "plan")
        try run(["daemon", "--once"])
        // It was told, and it did come out.
        let told = try program("logs", "@/talk").output
        #expect(told.contains("[secret MY_TOKEN]") && told.contains("[secret QUIET]"), "\(told)")
        let shown = try program("show", "@", "--json").output
        #expect(shown.contains("[secret QUIET]"), "\(shown)")
        for arguments in Self.reading {
            let words = arguments.first == "graph" ? arguments : arguments + ["--json"]
            try run(words)
            try run(arguments)
        }
        for arguments in Self.talking { try run(arguments) }
        for path in try CommandTree.paths(with: "json") {
            #expect(
                Self.reading.contains { $0.starts(with: path) }, "add '\(path.joined(separator: " "))' to `reading`")
        }
    }
}
