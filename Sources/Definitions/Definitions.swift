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
        let catalogs = builtIn.catalogs
        diagnostics += catalogs.schemaDiagnostics
        var schemas = catalogs.schemas
        let ownSchemas = files.files(in: "schemas/", ".json")
        if !ownSchemas.isEmpty { schemas.add(ownSchemas, reporting: &diagnostics) }
        let loops = loops(files, builtIn: builtIn, settings: settings, isStrict: isStrict, reporting: &diagnostics)

        let loader = PipelineLoader(
            PipelineFiles(
                own: files.files(in: "pipelines/", ".yml", ".yaml", ".json"), builtIn: builtIn, isStrict: isStrict),
            loops: loops, schemas: schemas, settings: settings)

        func read(_ files: [PipelineFile]) -> BuiltInReadings.Pipelines {
            var pipelines: [PipelineName: LoadedDefinitions.LoadedPipeline] = [:]
            var diagnostics: [Diagnostic] = []
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
            return .init(pipelines: pipelines, diagnostics: diagnostics)
        }
        let own = read(loader.files.own)
        let surroundings = files.surroundings(of: loader.files, settings, isStrict: isStrict)
        let shipped = surroundings.flatMap { builtIn.readings.pipelines(in: $0) } ?? read(loader.files.builtIn)
        if let surroundings { builtIn.readings.keep(shipped, in: surroundings) }
        diagnostics += own.diagnostics + shipped.diagnostics
        return LoadedDefinitions(
            settings: settings, pipelines: shipped.pipelines.merging(own.pipelines, uniquingKeysWith: { $1 }),
            agents: loops.agents.valid,
            // What is taken over from another file is found wrong there too.
            diagnostics: Array(Set(diagnostics)).sorted(), committed: committed,
            context: DefinitionContext(loops: loops.chains, agents: loops.agents, schemas: schemas))
    }

    private static func loops(
        _ files: DefinitionFiles, builtIn: BuiltInFiles, settings: Settings, isStrict: Bool,
        reporting diagnostics: inout [Diagnostic]
    ) -> LoopCatalog {
        let catalogs = builtIn.catalogs
        diagnostics += catalogs.diagnostics
        var agents = catalogs.agents
        agents.add(files.files(in: "agents/", ".yml", ".yaml"), reporting: &diagnostics)
        var prompts = catalogs.prompts
        let ownPrompts = files.files(in: "prompts/", ".md")
        prompts.add(ownPrompts, reporting: &diagnostics)
        var loops = LoopCatalog(agents: agents, prompts: prompts)
        var readings: [Reading] = []
        func shipped() -> [BuiltInReadings.Loop] {
            BuiltInFiles.paths(builtIn.loops, in: "loops").sorted(by: { $0.key < $1.key }).map { path, bytes in
                loop(bytes, path: path, prompts: prompts, isStrict: isStrict).known
            }
        }
        // They name prompts, which the workspace's may take the place of.
        let known = ownPrompts.isEmpty ? builtIn.readings.loops(isStrict: isStrict, shipped) : shipped()
        for loop in known {
            let entry = LoopCatalog.Entry(loop, isStrict: isStrict)
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
        if let node = fields.node("description") { _ = reading.text(node, as: "`description`") }
        if let node = fields.node("name"), let name = reading.plainName(node, as: "a loop type's name") {
            entry.name = LoopName(name)
            entry.position = node.position
        } else if fields.node("name") == nil {
            reading.checkFileName(stem(path), names: "loop type")
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

extension BuiltInFiles {
    /// Schemas, agents and prompts.
    fileprivate var catalogs: BuiltInReadings.Catalogs {
        readings.catalogs {
            var catalogs = BuiltInReadings.Catalogs()
            catalogs.schemas.add(Self.paths(schemas, in: "schemas"), reporting: &catalogs.schemaDiagnostics)
            catalogs.agents.add(Self.paths(agents, in: "agents"), reporting: &catalogs.diagnostics)
            catalogs.agents.add(
                Dictionary(
                    uniqueKeysWithValues: userAgents.map { ("~/.config/taskdaemon/agents/\($0.key)", $0.value) }),
                reporting: &catalogs.diagnostics)
            catalogs.prompts.add(Self.paths(prompts, in: "prompts"), reporting: &catalogs.diagnostics)
            return catalogs
        }
    }
}

extension DefinitionFiles {
    /// What the built-in pipelines are read with; `nil` where the workspace has anything that they may name.
    fileprivate func surroundings(
        of pipelines: PipelineFiles, _ settings: Settings, isStrict: Bool
    ) -> BuiltInReadings.Surroundings? {
        let folders = ["loops/", "agents/", "prompts/", "schemas/"]
        guard !files.keys.contains(where: { path in folders.contains { path.hasPrefix($0) } }) else { return nil }
        // They name each other alone.
        let shipped = Set(pipelines.builtIn.map(\.name))
        guard pipelines.own.allSatisfy({ !shipped.contains($0.name) }) else { return nil }
        return .init(
            branchPrefix: settings.branchPrefix, limits: Set(settings.limits.keys), agent: settings.agent,
            isStrict: isStrict)
    }
}

extension LoopCatalog.Entry {
    /// Takes what was read before.
    fileprivate init(_ loop: BuiltInReadings.Loop, isStrict: Bool) {
        self.init(
            name: loop.name, layer: loop.layer, extends: loop.extends,
            reading: Reading(source: loop.source, isStrict: isStrict, found: loop.diagnostics), position: loop.position)
    }

    /// What was read.
    fileprivate var known: BuiltInReadings.Loop {
        .init(
            source: reading.source, name: name, layer: layer, extends: extends, position: position,
            diagnostics: reading.diagnostics)
    }
}
