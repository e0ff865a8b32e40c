import Definitions
import Pipelines
import Templates
import Testing

@Suite("Settings")
struct SettingsLayersTests {
    private func effective(
        user: String? = nil, committed: String? = nil, _ environment: [String: String] = [:]
    ) -> SettingsLayers.Effective {
        SettingsLayers.effective(
            userConfig: user.map { Array($0.utf8) }, userConfigName: "user.yml",
            committed: committed.map { Array($0.utf8) }, environment: environment)
    }

    @Test("without any layer all are defaults")
    func defaults() {
        let effective = effective()
        #expect(effective.settings == Settings())
        #expect(Set(effective.origins.values) == ["default"])
        #expect(effective.origins.keys.sorted() == SettingsLayers.keys.sorted())
        #expect(effective.diagnostics == [])
    }

    @Test("the scaffold changes nothing")
    func scaffold() throws {
        let bytes = try #require(Templates.scaffold["config.yml"])
        let effective = SettingsLayers.effective(userConfig: nil, committed: bytes, environment: [:])
        #expect(effective.settings == Settings())
        #expect(effective.diagnostics == [])
    }

    @Test("a higher layer wins, and each value says where it came from")
    func layers() {
        let effective = effective(
            user: "max_parallel: 2\nkeep_days: 3\ntrust: workspace\nglobal_config: {workspace: /var/td}\nwatch: [a]",
            committed: "max_parallel: 4\nkeep_days: 5\ndocuments: {plan: docs/*.md}\nhooks: {start: true}",
            ["TASKDAEMON_MAX_PARALLEL": "8", "TASKDAEMON_WATCH": "main, rel/*", "TASKDAEMON_RUN": "x"])
        #expect(effective.diagnostics == [])
        var expected = Settings()
        expected.maxParallel = 8
        expected.keepDays = 5
        expected.trust = .workspace
        expected.machineDirectory = "/var/td"
        expected.watch = ["main", "rel/*"]
        expected.documents.plan = "docs/*.md"
        expected.startFromHooks = true
        #expect(effective.settings == expected)
        #expect(effective.origins["max_parallel"] == "TASKDAEMON_MAX_PARALLEL")
        #expect(effective.origins["keep_days"] == ".taskdaemon/config.yml")
        #expect(effective.origins["trust"] == "user.yml")
        #expect(effective.origins["durability"] == "default")
    }

    @Test("of a limit that several layers set the smallest number counts, and each layer may set others")
    func limits() {
        let all = effective(
            user: "limits: {llm: 2, deploy: 9}", committed: "limits:\n  llm: 4\n  deploy: 1\n",
            ["TASKDAEMON_LIMITS": "gpu=1, llm=3"])
        #expect(all.diagnostics == [])
        #expect(all.settings.limits == ["llm": 2, "deploy": 1, "gpu": 1])
        #expect(all.origins["limits"] == "user.yml, .taskdaemon/config.yml, TASKDAEMON_LIMITS")
        for wrong in ["4", "[llm]", "{llm: 0}", "{llm: many}", "{'Two Words': 1}"] {
            let effective = effective(committed: "limits: \(wrong)")
            #expect(effective.diagnostics.count == 1, "\(wrong)")
            #expect(effective.settings.limits == [:])
        }
        #expect(effective(["TASKDAEMON_LIMITS": "llm"]).diagnostics.count == 1)
    }

    @Test("what is secret is added up over the layers, so that none takes away what another keeps")
    func secrets() {
        let effective = effective(
            user: "secrets: [A, B]\nsecrets_allow: ['Tests/**']", committed: "secrets: [B, C]\nsecrets_allow: []",
            ["TASKDAEMON_SECRETS": "D"])
        #expect(effective.diagnostics == [])
        #expect(effective.settings.secrets.names == ["A", "B", "C", "D"])
        #expect(effective.settings.secrets.allow == ["Tests/**"])
    }

    @Test(
        "a secret is named, and its value is not written into a file", arguments: ["secrets: [A=1]", "secrets: ['']"])
    func secretValues(text: String) {
        let effective = effective(user: text, committed: "")
        #expect(effective.settings.secrets.names == [])
        #expect(effective.diagnostics.contains { $0.severity == .error })
    }

    @Test("what is the user's alone is ignored in a committed file, with a warning at its place")
    func userOnly() {
        let effective = effective(
            committed: "trust: workspace\nglobal_config:\n  workspace: /tmp\n  git_branch_prefix: bots/")
        #expect(effective.settings.trust == .local)
        #expect(effective.settings.machineDirectory == nil)
        #expect(effective.settings.branchPrefix == "bots/")
        #expect(
            effective.diagnostics == [
                Diagnostic(
                    .warning, .ignoredKey, file: ".taskdaemon/config.yml", line: 1, column: 1,
                    message: "`trust` is ignored in a committed file", suggestion: "set it in your own config"),
                Diagnostic(
                    .warning, .ignoredKey, file: ".taskdaemon/config.yml", line: 3, column: 3,
                    message: "`global_config.workspace` is ignored in a committed file",
                    suggestion: "set it in your own config"),
            ])
    }

    @Test(
        "a value that is none leaves the layer below in force",
        arguments: [
            ("max_parallel: ▸0", "`max_parallel` is from 1 to 10000, not 0"),
            (
                "git_branch_prefix: ▸bots",
                "`git_branch_prefix` is the beginning of a branch name and ends in a slash, not `bots`"
            ),
            (
                "git_branch_prefix: ▸a..b/",
                "`git_branch_prefix` is the beginning of a branch name and ends in a slash, not `a..b/`"
            ),
            (
                "trust: ▸everything",
                "`trust` is one of `local`, `workspace`, `signed`, `content`, not `everything`"
            ),
            ("allowed_signers: ▸[a]", "`allowed_signers` is text, not a list"),
            ("allowed_pgp_keys: ▸[a]", "`allowed_pgp_keys` is text, not a list"),
            ("durability: ▸disk", "`durability` is one of `process`, `power`, not `disk`"),
            (
                "agent: ▸Claude Code",
                "an agent's name is `a-z`, `0-9`, `_` and `-`, at most 40 characters, not `Claude Code`"
            ),
            ("documents: {plan: ▸../x}", "`documents.plan` is a glob of paths in the workspace, not `../x`"),
            ("global_config: {workspace: ▸x}", "`global_config.workspace` is an absolute path, not `x`"),
            ("hooks: {start: ▸maybe}", "`hooks.start` is true or false, not `maybe`"),
            ("transient_limit: ▸9", "`transient_limit` is a duration, not `9`"),
            ("▸- a", "the settings are a mapping, not a list"),
        ])
    func bad(yaml: String, message: String) {
        let marked = Marked(yaml)
        let effective = effective(user: marked.text)
        #expect(effective.settings == Settings())
        #expect(effective.diagnostics.map(\.message) == [message])
        #expect(effective.diagnostics.map(\.severity) == [.error])
        #expect(effective.diagnostics.map(\.line) == [marked.line])
        #expect(effective.diagnostics.map(\.column) == [marked.column])
    }

    @Test("an unknown setting is warned about, with what may be meant")
    func unknown() {
        let found = effective(committed: "documents:\n  plans: x").diagnostics
        #expect(
            found == [
                Diagnostic(
                    .warning, .unknownKey, file: ".taskdaemon/config.yml", line: 2, column: 3,
                    message: "unknown setting `documents.plans`", suggestion: "did you mean `documents.plan`?")
            ])
    }

    @Test("a bad variable is named")
    func variable() {
        let found = effective(["TASKDAEMON_DURABILITY": "x"]).diagnostics
        #expect(found.map(\.file) == ["TASKDAEMON_DURABILITY"])
    }

    @Test("the prefix that pipelines may repeat is the workspace's")
    func prefix() {
        let loaded = Definitions.load(
            files([
                "config.yml": "git_branch_prefix: bots/",
                "pipelines/p.yml": "global_config: {git_branch_prefix: bots/}\nstages: [{name: a, loop_type: plan}]",
            ]), builtIn: BuiltInFiles(loops: Templates.loops, prompts: Templates.prompts))
        #expect(loaded.diagnostics == [])
        #expect(loaded.settings.branchPrefix == "bots/")
    }
}
