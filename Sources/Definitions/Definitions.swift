public import Pipelines

/// From the bytes of definition files to pipelines, loop types and settings.
public enum Definitions {
    /// Reads all definitions; a file with an error breaks only itself and what names it.
    ///
    /// A file of the workspace replaces what is built in under the same name, also when it is broken.
    ///
    /// - Parameters:
    ///   - files: the workspace's files.
    ///   - builtIn: what comes with the program.
    ///   - settings: the workspace's settings after all layers, where the caller knows them; they decide what
    ///     `git_branch_prefix` is right and which agent the built-in loop types call. Otherwise those of `config.yml`.
    ///   - isStrict: whether to warn too about what can be run and is probably not meant.
    public static func load(
        _ files: DefinitionFiles, builtIn: BuiltInFiles, settings: Settings? = nil,
        isStrict: Bool = false
    ) -> LoadedDefinitions {
        let committed = SettingsLayers.effective(
            userConfig: nil, committed: files.files["config.yml"], environment: [:])
        var diagnostics = committed.diagnostics
        let settings = settings ?? committed.settings
        var schemas = SchemaCatalog()
        schemas.add(BuiltInFiles.paths(builtIn.schemas, in: "schemas"), reporting: &diagnostics)
        schemas.add(files.files(in: "schemas/", ".json"), reporting: &diagnostics)
        let loops = loops(files, builtIn: builtIn, settings: settings, isStrict: isStrict, reporting: &diagnostics)

        let loader = PipelineLoader(
            PipelineFiles(
                own: files.files(in: "pipelines/", ".yml", ".yaml", ".json"),
                builtIn: BuiltInFiles.paths(builtIn.pipelines, in: "pipelines"), isStrict: isStrict),
            loops: loops, schemas: schemas, settings: settings)

        func read(_ files: [PipelineFile]) -> [PipelineName: LoadedDefinitions.LoadedPipeline] {
            var pipelines: [PipelineName: LoadedDefinitions.LoadedPipeline] = [:]
            for file in files {
                let loaded = loader.load(file)
                let name = loaded.name
                if let other = pipelines[name] {
                    file.reading.error(
                        .duplicateName, "the pipeline \(name.rawValue.quoted) is defined in \(other.file) too",
                        at: loaded.position)
                } else {
                    let invalid = InvalidDefinition(diagnostics: file.reading.diagnostics.sorted())
                    pipelines[name] = .init(
                        file: file.path, result: loaded.pipeline.map { .success($0) } ?? .failure(invalid),
                        source: loaded.source)
                }
                diagnostics += file.reading.diagnostics
            }
            return pipelines
        }
        let own = read(loader.files.own)
        let shipped = read(loader.files.builtIn)
        return LoadedDefinitions(
            settings: settings, pipelines: shipped.merging(own, uniquingKeysWith: { $1 }),
            agents: loops.agents.valid,
            // What is taken over from another file is found wrong there too.
            diagnostics: Array(Set(diagnostics)).sorted(),
            context: DefinitionContext(loops: loops.chains, agents: loops.agents, schemas: schemas))
    }

    private static func loops(
        _ files: DefinitionFiles, builtIn: BuiltInFiles, settings: Settings, isStrict: Bool,
        reporting diagnostics: inout [Diagnostic]
    ) -> LoopCatalog {
        var agents = AgentCatalog()
        agents.add(BuiltInFiles.paths(builtIn.agents, in: "agents"), reporting: &diagnostics)
        agents.add(
            Dictionary(
                uniqueKeysWithValues: builtIn.userAgents.map { ("~/.config/taskdaemon/agents/\($0.key)", $0.value) }),
            reporting: &diagnostics)
        agents.add(files.files(in: "agents/", ".yml", ".yaml"), reporting: &diagnostics)
        var prompts = PromptCatalog()
        prompts.add(BuiltInFiles.paths(builtIn.prompts, in: "prompts"), reporting: &diagnostics)
        prompts.add(files.files(in: "prompts/", ".md"), reporting: &diagnostics)
        var loops = LoopCatalog(agents: agents, prompts: prompts)
        var readings: [Reading] = []
        for (path, bytes) in BuiltInFiles.paths(builtIn.loops, in: "loops").sorted(by: { $0.key < $1.key }) {
            let entry = loop(bytes, path: path, prompts: prompts, isStrict: isStrict)
            readings.append(entry.reading)
            loops.addBuiltIn(entry)
        }
        for (path, bytes) in files.files(in: "loops/", ".yml", ".yaml", ".json").sorted(by: { $0.key < $1.key }) {
            let entry = loop(bytes, path: path, prompts: prompts, isStrict: isStrict)
            readings.append(entry.reading)
            loops.add(entry)
        }
        if let agent = settings.agent {
            var layer = LoopLayer()
            layer.agent = AgentReference(name: agent)
            loops.agent = layer
        }
        loops.checkAgents()
        loops.checkExtensions()
        diagnostics += readings.flatMap(\.diagnostics)
        return loops
    }

    /// One loop file; what cannot be read leaves an empty layer and errors in its reading.
    private static func loop(
        _ bytes: [UInt8], path: String, prompts: PromptCatalog, isStrict: Bool
    ) -> LoopCatalog.Entry {
        let reading = Reading(file: path, bytes: bytes, isStrict: isStrict)
        var entry = LoopCatalog.Entry(
            name: LoopName(stem(path)), layer: LoopLayer(), reading: reading, position: .start)
        guard let root = YAMLNode.compose(bytes, in: reading) else {
            if !reading.hasErrors { reading.error(.emptyFile, "the file is empty", at: .start) }
            return entry
        }
        guard var fields = Fields(root, title: "a loop type", in: reading) else { return entry }
        defer { fields.finish() }
        fields.refuse(notYet: "uses", "matrix", "templates", "success")
        _ = fields.node("description")
        if let node = fields.node("name"), let name = reading.plainName(node, as: "a loop type's name") {
            entry.name = LoopName(name)
            entry.position = node.position
        }
        if let node = fields.node("extends"), let name = reading.text(node, as: "`extends`") {
            entry.extends = (LoopName(name), node.position)
        }
        entry.layer = reading.loopLayer(&fields, prompts: prompts)
        return entry
    }

    /// A path's last part without what stands behind its last dot.
    static func stem(_ path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return file.lastIndex(of: ".").map { String(file[..<$0]) } ?? String(file)
    }
}

extension Reading {
    /// A reading of these bytes; what is not UTF-8 in them is shown as replaced.
    convenience init(file: String, bytes: [UInt8], isStrict: Bool = false) {
        let text = bytes.count <= HostileText.maxSize ? String(decoding: bytes, as: UTF8.self) : ""
        self.init(source: SourceText(file: file, text: text), isStrict: isStrict)
    }
}
