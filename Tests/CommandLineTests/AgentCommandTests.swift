import Foundation
import JSONValues
import TaskDaemonTesting
import Testing

/// An agent by way of the built program, as a user sees it.
@Suite struct AgentCommandTests {
    @Test("an agent's run is trusted by what it may do, followed by what it says, and accounted for") func run() throws
    {
        let program = try BuiltProgram()
        defer { program.remove() }
        let agent = try FakeAgent(
            .claude, in: program.directory + "/agents",
            [
                "1": [.say("I draft."), .run("echo draft > text"), .usage(input: 1000, output: 100, micros: 10_000)],
                "default": [
                    .say("I finish."), .run("echo done > text"), .usage(input: 500, output: 50, micros: 20_000),
                ],
            ])
        let environment = ["PATH": agent.directory + ":/usr/local/bin:/usr/bin:/bin"]
        try program.git("init", "-q")
        try program.write(
            """
            name: taskdaemon
            start_on: [{event: plan.committed}]
            stages:
              - name: work
                loop_type: phase
                agent: claude
                permissions: bypass
                prompt: "{{document.title}}: {{progress}}"
                validate: grep -q done text
            """, to: "work/.taskdaemon/pipelines/taskdaemon.yml")
        try program.git("add", ".")
        try program.git("commit", "-q", "-m", "definitions")
        let trust = try program("init", "--yes", environment: environment)
        #expect(trust.output.contains("--dangerously-skip-permissions  (permissions: bypass)"))
        try program.write("# Plan: A story\n", to: "work/plans/story.md")
        try program.git("add", ".")
        try program.git("commit", "-q", "-m", "plan")
        let daemon = try program("daemon", "--once", environment: environment)
        #expect(daemon.status == 0, "\(daemon.error)")
        let status = try JSON(parsing: try program("status", "--json").output.utf8)
        let run = try #require(status["runs"]?.arrayValue?.first)
        let id = try #require(run["id"]?.stringValue)
        #expect(run["usage"]?["cost_usd"] == .double(0.03))
        #expect(run["usage"]?["input_tokens"] == 1500)
        #expect(try program("status", id).output.contains("1.5k in, 150 out, $0.03, 4 turns"))
        #expect(
            try program("logs", "\(id)/work").output == """
                I draft.
                ▸ Bash: echo draft > text
                taskdaemon: validates the result
                I finish.
                ▸ Bash: echo done > text
                taskdaemon: validates the result

                """)
        #expect(try program("diff", "\(id)/work", "--iteration", "2").output.contains("-draft\n+done"))
        #expect(try program("diff", "\(id)/work", "--iteration", "3").status == 3)
        let log = try program("log", id).output
        #expect(log.contains("iteration 1: exited 0; validation exited 1 (1k in"))
        let show = try program("show", "\(id)/work").output
        #expect(show.contains("agent: claude") == false && show.contains("iteration 2"))
        #expect(try agent.prompt("work.main.1.2").hasPrefix("A story: Iteration 1: exited 0; validation exited 1."))
    }

    @Test("doctor holds each agent's options against its help, and runs nothing else") func doctor() throws {
        let program = try BuiltProgram()
        defer { program.remove() }
        let agent = try FakeAgent(.codex, in: program.directory + "/agents", [:])
        try program.write(
            "Usage: codex exec [OPTIONS] [PROMPT]\n  --json\n  --ephemeral\n  -s, --sandbox <MODE>\n  --skip-git-repo-check\n",
            to: "agents/help")
        // `codex exec --help`: the word before the option is the tool's own.
        let path = agent.directory + "/codex"
        let script = try String(contentsOfFile: path, encoding: .utf8).replacingOccurrences(
            of: "test \"$1\" = --help", with: "test \"$1 $2\" = 'exec --help'")
        try script.write(toFile: path, atomically: false, encoding: .utf8)
        try program.git("init", "-q")
        let environment = ["PATH": agent.directory + ":/usr/local/bin:/usr/bin:/bin"]
        let report = try JSON(
            parsing: try program("doctor", "--agents", "--json", environment: environment).output.utf8)
        let checks = try #require(report["checks"]?.arrayValue)
        let codex = try #require(checks.first { $0["name"] == "agent codex" })
        #expect(codex["outcome"] == "doubtful")
        #expect(
            codex["detail"] == .string("\(path): its help does not name --dangerously-bypass-approvals-and-sandbox"))
        let claude = try #require(checks.first { $0["name"] == "agent claude" })
        #expect(claude["detail"] == "not found on PATH")
        #expect(checks.count { $0["name"]?.stringValue?.hasPrefix("agent ") == true } == 7)
        #expect(!FileManager.default.fileExists(atPath: agent.directory + "/arguments"))
    }
}
