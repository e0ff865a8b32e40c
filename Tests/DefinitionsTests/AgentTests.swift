import Pipelines
import Testing

@testable import Definitions

@Suite("Agents and prompts in definitions")
struct AgentTests {
    private let mine = "name: mine\nrun: [my-agent, --go]\nparser: text"

    private func stage(_ loaded: LoadedDefinitions) throws -> AgentWork {
        guard case .agent(let work)? = loaded.pipeline("p")?.stages.first?.loop.work else {
            throw Missing(description: "\(loaded.diagnostics)")
        }
        return work
    }

    struct Missing: Error, CustomStringConvertible { let description: String }

    @Test("a user adds an agent by a file, and a loop type or a stage calls it by name")
    func own() throws {
        let files = ["agents/mine.yml": mine, "loops/l.yml": "agent: mine\nprompt: do it"]
        let loaded = load(pipeline: "stages: [{name: a, loop_type: l}]", files)
        #expect(loaded.diagnostics == [])
        #expect(try stage(loaded).agent.arguments == ["my-agent", "--go"])
        let direct = load(pipeline: "stages: [{name: a, loop_type: phase, agent: mine}]", files)
        #expect(try stage(direct).standsFor == .phase)
    }

    @Test("`agent: null` takes the agent of the settings away again")
    func none() {
        let loaded = load(
            pipeline: "stages: [{name: a, loop_type: phase, agent: null}]",
            ["config.yml": "agent: mine", "agents/mine.yml": mine])
        #expect(loaded.diagnostics == [])
        #expect(loaded.pipeline("p")?.stages.first?.loop.work == .builtin(.phase))
    }

    @Test("a workspace's agent is taken before the user's, and that before the one that comes with the program")
    func layers() throws {
        var builtIn = shipped
        builtIn.pipelines = [:]
        builtIn.userAgents = ["claude.yml": Array("run: [theirs]".utf8), "other.yml": Array("run: [other]".utf8)]
        let yaml = "stages: [{name: a, loop_type: phase, agent: claude}, {name: b, loop_type: phase, agent: other}]"
        let user = Definitions.load(files(["pipelines/p.yml": yaml]), builtIn: builtIn)
        #expect(try stage(user).agent.arguments == ["theirs"])
        let own = ["pipelines/p.yml": yaml, "agents/claude.yml": "run: [ours]"]
        #expect(try stage(Definitions.load(files(own), builtIn: builtIn)).agent.arguments == ["ours"])
    }

    @Test("bypassed permissions are asked for by name and shown to whoever is to trust them")
    func permissions() throws {
        let safe = load(pipeline: "stages: [{name: a, loop_type: phase, agent: claude}]")
        let text = try #require(safe.pipeline("p")?.stages.first?.loop.commands.first)
        #expect(text.contains("--permission-mode acceptEdits") && !text.contains("bypass"))
        let bypass = load(pipeline: "stages: [{name: a, loop_type: phase, agent: claude, permissions: bypass}]")
        let shown = try #require(bypass.pipeline("p")?.stages.first?.loop.commands.first)
        #expect(shown.contains("--dangerously-skip-permissions") && shown.hasSuffix("(permissions: bypass)"))
        let goose = load(pipeline: "stages: [{name: a, loop_type: phase, agent: goose}]")
        #expect(
            goose.diagnostics.map(\.message) == ["the agent `goose` cannot work with `permissions: safe`"])
    }

    @Test(
        "what is wrong with an agent or the naming of one is found, with its place",
        arguments: [
            (["agents/mine.yml": "run: [x]\nprompt: ▸mail"], "`prompt` is one of `stdin`, `file`, `arg`, not `mail`"),
            (["agents/mine.yml": "prompt: arg\nrun: ▸[x]"], "with `prompt: arg` one of the arguments is `{prompt}`"),
            (["agents/mine.yml": "run: ▸[x, \"{prompt}\"]"], "`{prompt}` has no meaning with `prompt: stdin`"),
            (["agents/mine.yml": "run: [x]\nset: {▸GIT_DIR: x}"], "`GIT_DIR` cannot be set"),
            (["agents/mine.yml": "run: [x]\nrate_limit: {wait: ▸soon}"], "`wait` is a duration, not `soon`"),
            (["agents/none.yml": "▸run: [x]"], "an agent cannot be named `none`: it stands for no agent"),
            (["loops/l.yml": "prompt: x\nagent: ▸cloude"], "there is no agent `cloude`"),
            (["loops/l.yml": "prompt: x\nrun: x\nagent: ▸claude"], "a loop runs a command or calls an agent, not both"),
            (["loops/l.yml": "run: x\nprompt: {file: ▸phase_promt.md}"], "there is no prompt `phase_promt.md`"),
            (["prompts/x.md": "# Do\n\n{{▸inputs.a}}"], "a prompt knows no `inputs`"),
            (["loops/l.yml": "run: x\nprompt: |\n\n  Do {{input.a}}\n  {{▸inputs.a}}"], "a prompt knows no `inputs`"),
            (["loops/l.yml": "run: x\nprompt: \"a {{▸inputs}}\""], "a prompt knows no `inputs`"),
            (
                ["loops/l.yml": "run: x\nprompt: |\n  {{#▸progress}}\n  x"],
                "in the prompt: the section progress is not closed"
            ),
        ])
    func wrong(own: [String: String], message: String) throws {
        let (file, text) = try #require(own.first)
        let marked = Marked(text)
        let loaded = load(pipeline: "stages: [{name: a, loop_type: plan}]", [file: marked.text])
        let found = try #require(loaded.diagnostics.first)
        #expect(loaded.diagnostics.count == 1, "\(loaded.diagnostics)")
        #expect(found.message == message)
        #expect((found.line, found.column) == (marked.line, marked.column), "\(found)")
        #expect(found.file == ".taskdaemon/" + file)
    }

    @Test("an agent that the settings name and there is not breaks what would call it")
    func unknownInSettings() {
        let loaded = load(
            pipeline: "stages: [{name: a, loop_type: phase}, {name: b, loop_type: shell, run: x}]",
            ["config.yml": "agent: cloude"])
        #expect(
            loaded.diagnostics.map(\.message) == ["there is no agent `cloude`, which the loop type `phase` calls"])
        #expect(loaded.diagnostics.first?.suggestion == "did you mean `claude`?")
    }

    @Test("an agent without a prompt has nothing to do")
    func noPrompt() {
        let loaded = load(
            pipeline: "stages: [{name: a, loop_type: l}]", ["loops/l.yml": "agent: claude"])
        #expect(loaded.diagnostics.first?.message.contains("has no `prompt`") == true)
    }
}
