import Daemon
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

extension Workshop {
    /// Puts an agent on the daemon's search path.
    mutating func install(_ tool: FakeAgent.Tool, _ passes: [String: [FakeAgent.Step]]) throws -> FakeAgent {
        let agent = try FakeAgent(tool, in: repository.beside("agents"), passes)
        if environment["PATH"]?.hasPrefix(agent.directory) != true {
            environment["PATH"] = agent.directory + ":" + (environment["PATH"] ?? "")
        }
        return agent
    }

    /// The passes of every try, as the journal tells of them.
    func passes(of run: Run) throws -> [IterationEnded] {
        try JournalStore(try repository.open()).runEntries(run.id).flatMap(\.events).compactMap {
            if case .iterationEnded(let ended) = $0 { ended } else { nil }
        }
    }

    /// The kept output of an instance's last try.
    func log(of run: Run, _ stage: StageName, _ instance: InstanceName = .main) throws -> String {
        let past = try #require(run.instance(InstanceID(stage, instance))?.past.last)
        let blob = try #require(past.log)
        return String(decoding: try JournalStore(try repository.open()).log(run.id, blob: blob), as: UTF8.self)
    }
}

/// Agents through the real daemon: real processes, real work trees, real commits.
@Suite("Agents")
struct AgentTests {
    private static let goal = "# Plan: A greeter\n## Summary\nPrint a greeting.\n"

    @Test("with an agent in the config the built-in cascade is done by it, and what does not fit is handed back")
    func cascade() async throws {
        var workshop = try Workshop()
        let spec =
            "# Spec: Core\n\n**ID:** core\n**Dependencies:** None\n\n## Summary\n\nIt greets.\n\n## Implementation Phases\n\n### Phase 1: Write it\n"
        let agent = try workshop.install(
            .claude,
            [
                "planning.1": [
                    .output(["plan": ["id": "", "title": 3]]), .usage(input: 100, output: 10, micros: 1000),
                ],
                "planning.2": [
                    .output(["plan": ["id": "g", "title": "G", "specs": [["id": "core", "title": "Core"]]]]),
                    .usage(input: 200, output: 20, micros: 2000),
                ],
                "specification.1": [.output(["specs": [["id": "core", "title": "Core", "path": "specs/core.md"]]])],
                "specification.2": [
                    .run("mkdir -p specs && cat > specs/core.md <<'E'\n\(spec)E"),
                    .output([
                        "specs": [["id": "core", "title": "Core", "path": "specs/core.md", "dependencies": []]]
                    ]), .usage(input: 300, output: 30, micros: 3000),
                ],
                "implementation": [
                    .say("I write it."), .run("echo 'echo hello' > greet.sh"), .say("It greets."),
                    .usage(input: 400, cached: 100, output: 40, micros: 4000),
                ],
            ])
        _ = try workshop.repository.commit("config", [".taskdaemon/config.yml": "agent: claude\n"])
        try await workshop.baseline()
        try workshop.plan(Self.goal)
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(run.blockers) \(String(describing: run.lastFailure("planning")))")
        #expect(try workshop.file("greet.sh", of: run) == "echo hello")
        // The prompts say what there is, and what was wrong.
        #expect(try agent.prompt("planning.main.1.1").contains("Print a greeting."))
        #expect(try !agent.prompt("planning.main.1.1").contains("What was wrong"))
        #expect(try agent.prompt("planning.main.1.2").contains("plan_schema"))
        #expect(try agent.prompt("specification.main.1.2").contains("specs/core.md, which was not written"))
        let implementation = try agent.prompt("implementation.core.1.1")
        #expect(implementation.contains("It greets.") && implementation.contains("specs/core.md"))
        // What the phase gave is told by the daemon, in the same form.
        let outputs = run.instance(InstanceID("implementation", "core"))?.result?.outputs
        #expect(outputs?["implementation"]?["spec"] == "core")
        #expect(outputs?["implementation"]?["summary"] == "It greets.")
        // Usage adds up: what one pass did not say is known to be missing.
        #expect(run.usage?.input == 1000)
        #expect(run.usage?.cost == 10_000)
        #expect(run.usage?.isPartial(.cost) == true)
        #expect(run.stages["planning"]?.usage == Usage(input: 300, cached: 0, output: 30, cost: 3000, turns: 4))
        #expect(try workshop.log(of: run, "implementation", "core").contains("I write it.\n▸ Bash: echo"))
        #expect(try workshop.complaints() == "")
    }

    @Test("each pass is a commit that says what its validation said, and the next one is told")
    func loop() async throws {
        var workshop = try Workshop()
        let agent = try workshop.install(
            .codex,
            [
                "1": [.say("A first try."), .run("echo draft > greeting"), .usage(input: 10, cached: 5, output: 1)],
                "2": [.say("Nothing to do."), .usage(input: 10, output: 1)],
                "default": [.say("Now."), .run("echo hello > greeting"), .usage(input: 10, output: 1)],
            ])
        try await workshop.define(
            """
              - name: work
                loop_type: phase
                agent: codex
                prompt: |
                  pass {{iteration}}
                  {{#last_failure}}failed: {{message}} ({{exit_code}})
                  {{output}}{{/last_failure}}
                  {{progress}}
                  {{git.log}}
                  {{git.diff}}
                validate: 'cat greeting; echo "expected hello"; grep -q hello greeting'
            """)
        try workshop.plan()
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(String(describing: run.lastFailure("work")))")
        let result = try #require(run.instance(InstanceID("work", .main))?.result)
        #expect(result.iterations == 3)
        let log = try workshop.repository.git("log", "--reverse", "--format=%s: %b", "\(result.base)..\(result.tip)")
        #expect(log.contains("work: iteration 1: exited 0; validation exited 1\n"))
        #expect(log.contains("iteration 2: exited 0; validation exited 1; nothing changed\n"))
        #expect(log.contains("iteration 3: exited 0; validation passed\n"))
        let second = try agent.prompt("work.main.1.2")
        #expect(second.contains("failed: validation exited 1 (1)\ndraft\nexpected hello"))
        #expect(second.contains("Iteration 1: exited 0; validation exited 1.\n> A first try."))
        #expect(second.contains("+draft"))
        #expect(second.contains("work: iteration 1"))
        let third = try agent.prompt("work.main.1.3")
        #expect(third.contains("Iteration 2: exited 0; validation exited 1; nothing changed."))
        // Every pass can be read as a diff.
        let passes = try workshop.passes(of: run)
        #expect(passes.map(\.iteration) == [1, 2, 3])
        var before = result.base
        for (pass, words) in zip(passes, ["+draft", "", "+hello"]) {
            let diff = try workshop.repository.git("diff", before.hex, pass.tip.hex)
            #expect(words.isEmpty ? diff.isEmpty : diff.contains(words))
            before = pass.tip
        }
        #expect(run.usage == Usage.total(passes.map(\.usage)))
        #expect(run.usage?.cost == nil)
        #expect(try workshop.complaints() == "")
    }

    @Test("every tool is spoken to in its way and understood", arguments: FakeAgent.Tool.allCases)
    func tools(tool: FakeAgent.Tool) async throws {
        var workshop = try Workshop()
        let agent = try workshop.install(
            tool,
            [
                "default": [
                    .say("I begin."), .run("cat \"$TASKDAEMON_PROMPT\" > seen"), .raw("{\"type\":\"news\"}"),
                    .usage(input: 1312, cached: 1000, output: 250, micros: 42_100), .say("It's done."),
                ]
            ])
        try await workshop.define(
            """
              - {name: work, loop_type: phase, agent: \(tool.rawValue), permissions: bypass, prompt: "do 'it' {{iteration}}"}
            """)
        try workshop.plan()
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(run.blockers) \(String(describing: run.lastFailure("work")))")
        #expect(try workshop.file("seen", of: run) == "do 'it' 1")
        #expect(try agent.prompt("work.main.1.1") == "do 'it' 1")
        let usage: Usage =
            switch tool {
            case .claude: Usage(input: 1312, cached: 1000, output: 250, cost: 42_100, turns: 2)
            case .codex, .gemini: Usage(input: 1312, cached: 1000, output: 250)
            case .opencode: Usage(input: 1312, cached: 1000, output: 250, cost: 42_100, turns: 1)
            case .aider: Usage(input: 1312, output: 250, cost: 42_100)
            case .goose, .copilot: Usage()
            }
        #expect(run.usage == usage)
        let log = try workshop.log(of: run, "work")
        #expect(log.contains("I begin.\n") && log.contains("It's done.\n"))
        #expect(tool == .aider || !log.contains("\"type\""), "\(log)")
    }

    @Test("a rate limit is waited for until it ends: no attempt is used up, and others go on")
    func rateLimit() async throws {
        var workshop = try Workshop()
        let side = try workshop.side()
        let end = Int64(Date().timeIntervalSince1970) + 4
        _ = try workshop.install(
            .claude,
            [
                "limited.main.1.1": [.run("touch begun"), .rateLimit(secondsSince1970: end)],
                "limited": [.run("test -e begun && touch done"), .usage(input: 1, output: 1)],
            ])
        try await workshop.define(
            """
              - {name: limited, loop_type: phase, agent: claude, prompt: go}
              - {name: other, loop_type: shell, run: touch \(side)/other}
            """, more: "error_handling: {retry: {max_attempts: 1}}\n")
        try await workshop.watching {
            try workshop.plan()
            try await workshop.until("it waits for the limit while the other works") {
                guard let run = try workshop.runs().first else { return false }
                return run.blockedOn(InstanceID("limited", .main))?.reason == .rateLimit
                    && FileManager.default.fileExists(atPath: side + "/other")
            }
            let blocked = try #require(try workshop.run().blockedOn(InstanceID("limited", .main)))
            #expect(blocked.until == Instant(milliseconds: end * 1000))
            #expect(blocked.detail.contains("rate limit"))
            try await workshop.until(.succeeded)
        }
        let run = try workshop.run()
        #expect(run.instance(InstanceID("limited", .main))?.past.count == 2)
        // What was done before the limit was not lost.
        #expect(try workshop.file("begun", of: run) == "" && workshop.file("done", of: run) == "")
        #expect(run.updatedAt >= Instant(milliseconds: end * 1000))
    }

    @Test("an agent that is not installed is waited for, by name, and its stage goes on when it is there")
    func missing() async throws {
        var workshop = try Workshop()
        try await workshop.define(
            """
              - {name: work, loop_type: phase, agent: opencode, prompt: go}
              - {name: other, loop_type: shell, run: "true"}
            """)
        try workshop.plan()
        let outcome = try await workshop.once()
        #expect(!outcome.allSucceeded)
        var run = try workshop.run()
        #expect(run.status == .waiting)
        let blocked = try #require(run.blockedOn(InstanceID("work", .main)))
        #expect(blocked.reason == .agentMissing)
        #expect(blocked.detail.contains("'opencode' is not found on PATH") && blocked.detail.contains("opencode.ai"))
        #expect(run.status(of: "other") == .succeeded)
        // Looked at again when a daemon starts: nothing new happens while it is still missing.
        let tip = run.attemptNumbers
        _ = try await workshop.once()
        #expect(try workshop.run().attemptNumbers == tip)
        _ = try workshop.install(.opencode, ["default": [.run("touch done")]])
        let again = try await workshop.once()
        run = try workshop.run()
        #expect(again.allSucceeded, "\(run.blockers)")
        #expect(try workshop.file("done", of: run) == "")
    }

    @Test("silence is idle only where nothing changes in the tree either")
    func idle() async throws {
        var workshop = try Workshop()
        _ = try workshop.install(
            .claude,
            [
                "busy": [
                    .run("for n in 1 2 3 4 5 6 7 8; do sleep 0.25; echo $n >> counted; done"),
                    .usage(input: 1, output: 1),
                ],
                "stuck": [.say("I think."), .run("touch begun"), .hang],
            ])
        try await workshop.define(
            """
              - {name: busy, loop_type: phase, agent: claude, prompt: go, idle_timeout: 700ms}
              - {name: stuck, loop_type: phase, agent: claude, prompt: go, idle_timeout: 700ms, max_iterations: 1}
            """, more: "error_handling: {retry: {max_attempts: 1}}\n")
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        #expect(run.status(of: "busy") == .succeeded)
        let failure = try #require(run.lastFailure("stuck"))
        #expect(failure.errorClass == .timeout)
        #expect(failure.message == "claude wrote nothing and changed nothing for too long")
        // What it had done is kept, and what it used is not known.
        let past = try #require(run.instance(InstanceID("stuck", .main))?.past.last)
        #expect(try workshop.repository.git("ls-tree", "--name-only", past.tip.hex).contains("begun"))
        #expect(past.usage == Usage())
    }

    @Test("an agent that commits by itself, floods, and reaches for the user's branches does no harm")
    func unruly() async throws {
        var workshop = try Workshop()
        let main = try workshop.repository.git("rev-parse", "main")
        _ = try workshop.install(
            .claude,
            [
                "default": [
                    .run("echo mine > mine && git add mine && git commit -q -m 'my own commit'"), .flood(8),
                    .run("git branch -f main HEAD; git checkout -q -b elsewhere; git config core.hooksPath /tmp; true"),
                    .run(
                        "git push -q origin HEAD:main 2>&1; cd .. && git -C tree update-ref refs/heads/main HEAD; true"),
                    .run("echo more > more"), .usage(input: 1, output: 1, micros: 1),
                ]
            ])
        try await workshop.define(
            """
              - {name: work, loop_type: phase, agent: claude, prompt: go, permissions: bypass}
            """)
        let before = try workshop.repository.git("rev-parse", "main")
        #expect(before != main)
        try workshop.plan()
        let user = try workshop.repository.git("for-each-ref", "refs/heads/main")
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(String(describing: run.lastFailure("work")))")
        #expect(try workshop.repository.git("for-each-ref", "refs/heads/main") == user)
        #expect(try workshop.file("mine", of: run) == "mine" && workshop.file("more", of: run) == "more")
        let result = try #require(run.instance(InstanceID("work", .main))?.result)
        #expect(try workshop.repository.git("log", "--format=%s", result.tip.hex).contains("my own commit"))
        #expect(try workshop.log(of: run, "work").utf8.count < 2 << 20)
        #expect(run.usage?.cost == 1)
        #expect(try workshop.complaints() == "")
    }

    @Test("a failure that an agent reports is one, and outputs that never fit are handed back twice")
    func failing() async throws {
        var workshop = try Workshop()
        _ = try workshop.install(
            .claude,
            [
                "broken": [.report("Invalid API key")], "wrong": [.output(["plan": 1]), .usage(input: 1, output: 1)],
                "not_json": [.run("echo '{' > \"$TASKDAEMON_OUTPUT\"")],
            ])
        let output = "output_mapping: {mappings: [{from: plan, to: outputs.plan}], validation: plan_schema}"
        try await workshop.define(
            """
              - {name: broken, loop_type: phase, agent: claude, prompt: go, max_iterations: 2}
              - {name: wrong, loop_type: plan, agent: claude, \(output)}
              - {name: not_json, loop_type: plan, agent: claude, \(output)}
            """, more: "error_handling: {retry: {max_attempts: 1}}\n")
        try workshop.plan()
        _ = try await workshop.once()
        let run = try workshop.run()
        let broken = try #require(run.lastFailure("broken"))
        #expect(broken.message == "claude exited 1: Invalid API key, in the last of 2 iterations")
        #expect(broken.exitCode == 1)
        for stage: StageName in ["wrong", "not_json"] {
            #expect(run.lastFailure(stage)?.errorClass == .invalidOutput)
            #expect(run.instance(InstanceID(stage, .main))?.past.last?.iterations == 3)
        }
    }
}
