import Expressions
import JSONValues
import Pipelines

/// The reading of one pipeline file.
struct PipelineReader {
    let reading: Reading
    let loops: LoopCatalog
    let schemas: SchemaCatalog
    /// The one that the workspace has.
    let branchPrefix: String
    /// Those that a config sets.
    let limits: Set<LimitName>
    /// All pipelines, of which stages may use others.
    let loader: PipelineLoader
    /// The file that is read.
    let file: PipelineFile

    /// No pipeline has more stages.
    static let maxStages = 256

    /// The pipeline's name, and the pipeline unless anything in the file is wrong.
    ///
    /// A pipeline without a name has that of its file.
    func read() -> PipelineLoader.Loaded {
        let stem = Definitions.stem(file.path)
        var composition = Composition(reading, files: loader.files)
        guard let root = composition.compose(file), var fields = Fields(root, title: "a pipeline", in: reading) else {
            return .init(name: PipelineName(stem), position: .start, pipeline: nil)
        }
        let nameNode = fields.node("name")
        if nameNode == nil { reading.checkFileName(stem, names: "pipeline") }
        let name = PipelineName(nameNode.flatMap { reading.plainName($0, as: "a pipeline's name") } ?? stem)
        var pipeline = Pipeline(name: name, stages: [])
        if let node = fields.node("description") {
            pipeline.description = reading.text(node, as: "`description`") ?? ""
        }
        pipeline.startOn =
            fields.node("start_on").map { reading.list($0, as: "`start_on`") }?
            .compactMap(StartTriggerReader(reading: reading).read) ?? []
        pipeline.concurrency = fields.node("concurrency").flatMap(concurrency)
        pipeline.priority =
            fields.node("priority").flatMap { reading.integer($0, as: "`priority`", in: Pipeline.priorities) } ?? 0
        pipeline.timeout = fields.node("timeout").flatMap { reading.duration($0, as: "`timeout`") }
        pipeline.budget = fields.node("budget").flatMap(reading.budget)
        readGlobalConfig(&fields)
        let errorHandling = fields.node("error_handling").flatMap(reading.errorPolicy)
        if let errorHandling { pipeline.errorHandling = errorHandling.policy }
        let success = fields.node("success").flatMap { reading.expression($0, as: "`success`") }
        pipeline.success = success?.expression
        pipeline.closingTimeout = fields.node("closing_timeout").flatMap {
            reading.duration($0, as: "`closing_timeout`")
        }
        let closing = Stage.Closing.allCases.compactMap { list in fields.node(list.rawValue).map { (list, $0) } }
        if let node = fields.required("stages") {
            pipeline.stages = stages(
                node, closing, of: pipeline, rollback: errorHandling?.rollback, success: success)
        }
        if pipeline.stageCount > Self.maxStages * 4 {
            reading.error(
                .outOfRange,
                "a pipeline has at most \(Self.maxStages * 4) stages with those of the pipelines that it uses, not "
                    + "\(pipeline.stageCount)", at: nameNode?.position ?? .start)
        }
        fields.finish()
        return .init(
            name: name, position: nameNode?.position ?? .start, pipeline: reading.hasErrors ? nil : pipeline,
            source: reading.hasErrors ? nil : DefinitionSource(root: root, unknownKeys: reading.unknownKeys))
    }

    private func concurrency(_ node: YAMLNode) -> Concurrency? {
        guard var fields = Fields(node, title: "`concurrency`", in: reading) else { return nil }
        defer { fields.finish() }
        let group = fields.required("group").flatMap { reading.expression($0, as: "`group`") }
        if let group { reading.check(group, in: .start) }
        let onConflict = fields.required("on_conflict").flatMap {
            reading.choice($0, as: "`on_conflict`", of: Concurrency.OnConflict.self)
        }
        guard let group, let onConflict else { return nil }
        return Concurrency(group: group.expression, onConflict: onConflict)
    }

    private func readGlobalConfig(_ fields: inout Fields) {
        guard let node = fields.node("global_config"),
            var config = Fields(node, title: "`global_config`", in: reading)
        else { return }
        defer { config.finish() }
        if let node = config.node("git_branch_prefix"),
            let prefix = reading.text(node, as: "`git_branch_prefix`"), prefix != branchPrefix
        {
            reading.error(
                .otherPrefix,
                "`git_branch_prefix` is the workspace's: it is \(branchPrefix.quoted), not \(prefix.quoted)",
                at: node.position, suggestion: "set it in .taskdaemon/config.yml, or leave it out")
        }
        if let entry = config.entry("workspace") {
            reading.warning(
                .ignoredKey, "`workspace` is ignored in a committed file", at: entry.position,
                suggestion: "set `global_config.workspace` in your own config")
        }
    }

    private func stages(
        _ node: YAMLNode, _ closing: [(list: Stage.Closing, node: YAMLNode)], of pipeline: Pipeline,
        rollback: StageReference?, success: WrittenExpression?
    ) -> [Stage] {
        let main = reading.list(node, as: "`stages`")
        guard case .sequence = node.content else { return [] }
        if main.isEmpty { reading.error(.emptyValue, "`stages` is empty", at: node.position) }
        var lists: [(list: Stage.Closing?, nodes: [YAMLNode])] = [(nil, main)]
        lists += closing.map { ($0.list, reading.list($0.node, as: "`\($0.list.rawValue)`")) }
        let nodes = lists.flatMap(\.nodes)
        guard nodes.count <= Self.maxStages else {
            reading.error(
                .outOfRange, "a pipeline has at most \(Self.maxStages) stages, not \(nodes.count)", at: node.position)
            return []
        }
        let reader = StageReader(
            reading: reading, names: names(nodes), loops: loops, schemas: schemas, limits: limits,
            loader: loader, file: file)
        var drafts: [StageDraft] = []
        var lines: [StageName: Int] = [:]
        for draft in lists.flatMap({ list, nodes in nodes.compactMap { reader.draft($0, in: list) } }) {
            if let line = lines[draft.stage.name] {
                reading.error(
                    .duplicateName, "there is a stage `\(draft.stage.name)` already, in line \(line)",
                    at: draft.position)
            } else {
                lines[draft.stage.name] = draft.position.line
                drafts.append(draft)
            }
        }
        let graph = StageGraph(drafts)
        if let rollback { graph.checkExists(rollback, in: reading) }
        graph.check(in: reading)
        if let success { graph.check(success: success, in: reading) }
        graph.checkTypes(success: success, in: reading)
        graph.lint(pipeline, success: success, in: reading)
        return drafts.map(\.stage).inFlowOrder
    }

    /// The stages' names, and which of them give specs, by a look that reports nothing.
    private func names(_ nodes: [YAMLNode]) -> StageNames {
        var names = StageNames()
        for node in nodes {
            let stage = node.json
            guard let name = stage["name"]?.stringValue else { continue }
            names.all.insert(name)
            let mapping = stage["output_mapping"]
            let targets = (mapping?["mappings"]?.arrayValue ?? []) + (mapping?["transforms"]?.arrayValue ?? [])
            if targets.contains(where: { $0["to"]?.stringValue?.belowOutputs == "specs" }) {
                names.givingSpecs.insert(StageName(name))
            }
        }
        return names
    }
}
