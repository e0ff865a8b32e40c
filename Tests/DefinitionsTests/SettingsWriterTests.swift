import JSONValues
import Pipelines
import Schemas
import Templates
import Testing

@testable import Definitions

/// Settings and agents as they are written.
@Suite("Settings and agents that are written") struct SettingsWriterTests {
    /// Everything set, and nothing to its default.
    private static let everything = """
        git_branch_prefix: bots/
        watch: [main, "rel/*"]
        documents: {plan: "p/*.md", spec: "s/*.md", phase: "h/*.md"}
        trust: signed
        allowed_signers: keys
        allowed_pgp_keys: keys.gpg
        durability: power
        max_parallel: 3
        limits: {llm: 4, "12": 1}
        keep_runs: 3
        keep_days: 0
        transient_limit: 90m
        secrets: [A, B_C]
        secrets_allow: ["x/**"]
        disk_floor: 3MiB
        daily_budget: {usd: 2.5, tokens: 10, iterations: 3, time: 1h}
        hooks: {start: true}
        agent: claude
        global_config: {workspace: /var/x}
        """

    private static func effective(user: String) -> SettingsLayers.Effective {
        SettingsLayers.effective(userConfig: Array(user.utf8), committed: nil, environment: [:])
    }

    @Test("are what was read, every key of them") func settings() throws {
        let settings = Self.effective(user: Self.everything).settings
        for key in SettingsLayers.keys {
            #expect(settings.value(of: key) != Settings().value(of: key), "\(key)")
        }
        let written = WrittenDefinition(settings.node(isUser: true).withoutDefaults)
        let again = Self.effective(user: written.yaml)
        #expect(again.diagnostics == [])
        #expect(again.settings == settings, "\(written.yaml)")
        for key in SettingsLayers.keys {
            var node: JSON? = written.json
            for part in key.split(separator: ".") { node = node?[String(part)] }
            #expect(node != nil, "\(key)")
        }
        #expect(WrittenDefinition(Settings().node(isUser: true).withoutDefaults).json == [:])
    }

    @Test("of the committed file are those alone that it says, with the keys that nothing knows")
    func committed() throws {
        let text = """
            # Ours.
            team: {name: x}
            watch: main, dev
            max_parallel: 64
            documents:
              plan: docs/*.md
              drawing: d/*
            trust: workspace
            global_config: {git_branch_prefix: bots/}
            """
        let files = ["config.yml": Array(text.utf8)]
        var settings = Settings()
        settings.keepDays = 7
        let loaded = Definitions.load(DefinitionFiles(files: files), builtIn: shipped, settings: settings)
        let written = loaded.writtenSettings
        #expect(
            written.json == [
                "team": ["name": "x"], "watch": ["main", "dev"], "documents": ["plan": "docs/*.md", "drawing": "d/*"],
                "git_branch_prefix": "bots/",
            ])
        let again = Definitions.load(
            DefinitionFiles(files: ["config.yml": Array(written.yaml.utf8)]), builtIn: shipped, settings: settings)
        #expect(again.committed.settings == loaded.committed.settings)
        #expect(again.writtenSettings == written)
        let format = try Schema.compile(try JSON(parsing: try #require(Templates.formats["config"])))
        #expect(format.validate(written.json).isEmpty)
        #expect(Definitions.load(DefinitionFiles(), builtIn: shipped).writtenSettings.json == [:])
    }

    /// Every key of an agent's file, and what each shipped one says.
    private static let agents: [String: String] = {
        var agents = [
            "mine": """
            name: mine
            description: A tool of ours.
            run: [my-agent, "", "{permissions}", --file, "{prompt}"]
            prompt: file
            parser: claude-json
            permissions: {safe: [--ask], bypass: []}
            env: [KEY]
            set: {A: "1", B: x y}
            owner: Ada
            usage: {events: [result], sum: true, input: [a.b, c.*], cost: total, lines: ["in {input}"], note: n}
            rate_limit: {event: error, when: {code: "429"}, until: reset, texts: [try later], wait: 90s}
            idle_timeout: 3m
            install: npm i
            """
        ]
        for (name, bytes) in Templates.agents {
            agents[String(name.dropLast(4))] = String(decoding: bytes, as: UTF8.self)
        }
        return agents
    }()

    @Test(
        "are the agents that were read, with what describes them and the keys that nothing knows",
        arguments: agents.keys.sorted())
    func agent(name: String) throws {
        let path = "agents/\(name).yml"
        let loaded = Definitions.load(
            DefinitionFiles(files: [path: Array((Self.agents[name] ?? "").utf8)]), builtIn: shipped)
        let written = try #require(loaded.writtenAgent(name), "\(loaded.diagnostics)")
        let again = Definitions.load(DefinitionFiles(files: [path: Array(written.yaml.utf8)]), builtIn: shipped)
        #expect(again.agents == loaded.agents, "\(written.yaml)")
        #expect(again.writtenAgent(name) == written)
        let format = try Schema.compile(try JSON(parsing: try #require(Templates.formats["agent"])))
        #expect(format.validate(written.json).isEmpty, "\(written.yaml)")
        let bytes = Array((Self.agents[name] ?? "").utf8)
        let source = try #require(YAMLNode.compose(bytes, in: Reading(file: path, bytes: bytes))?.json)
        #expect(written.json["description"] == source["description"])
        if name == "mine" {
            #expect(written.json["owner"] == "Ada" && written.json["usage"]?["note"] == "n")
            let described = try Schema.compile(try JSON(parsing: try #require(Templates.formats["agent"])))
            #expect(described.validate(source).isEmpty)
        }
    }
}
