import Expressions
import Pipelines

/// The reading of one pipeline's stages: what all of them need to know.
struct StageReader {
    let reading: Reading
    let names: StageNames
    let loops: LoopCatalog
    let schemas: SchemaCatalog
    let limits: Set<LimitName>
    let loader: PipelineLoader
    /// The file that the stages are in.
    let file: PipelineFile

    /// One element of `stages`; `nil` where it has no usable name.
    ///
    /// What else is wrong in it is reported, and the draft holds what could be read.
    ///
    /// - Parameter closing: the list that it is in, where that closes a run.
    func draft(_ node: YAMLNode, in closing: Stage.Closing? = nil) -> StageDraft? {
        guard var fields = Fields(node, title: "a stage", in: reading) else { return nil }
        defer { fields.finish() }
        let nameNode = fields.required("name")
        let name = nameNode.flatMap(reading.stageName)
        var draft = StageDraft(
            stage: Stage(name: name ?? "", closing: closing, loop: LoopType(name: "", work: .command(.shell("false")))),
            position: nameNode?.position ?? node.position, waits: [], isUncertain: false, expressions: [])
        if let loop = pipeline(&fields) ?? loop(&fields) { draft.stage.loop = loop }
        readTriggers(&fields, into: &draft)
        readMappings(&fields, into: &draft)
        readLimits(&fields, into: &draft)
        return name == nil ? nil : draft
    }

    private func readTriggers(_ fields: inout Fields, into draft: inout StageDraft) {
        if let node = fields.node("triggers") {
            if case .mapping = node.content {
                reading.error(
                    .wrongType, "`triggers` is a list, not a mapping", at: node.position,
                    suggestion: "begin it with `- `")
                draft.isUncertain = true
            } else {
                for element in reading.list(node, as: "`triggers`") {
                    guard let (trigger, wait, expressions) = reading.trigger(element, in: names) else {
                        draft.isUncertain = true
                        continue
                    }
                    if let closing = draft.stage.closing, !trigger.isOfCompletion {
                        reading.error(
                            .closingStage, "a stage of `\(closing.rawValue)` waits for nothing but others of that list",
                            at: element.position,
                            suggestion: "leave the trigger out, or use `on_completion`; `when` says whether it runs")
                    }
                    if trigger.goesAroundApproval {
                        reading.lint(
                            .approvalGoneAround, "the approval can be gone around: in `any` another trigger is enough",
                            at: element.position,
                            suggestion: "make the approval an element of `triggers` of its own; all of those must hold")
                    }
                    draft.stage.triggers.append(trigger)
                    draft.waits.append(wait)
                    draft.expressions += expressions
                }
            }
        }
        draft.stage.forEach = expression("for_each", of: &fields, into: &draft)
        draft.stage.when = expression("when", of: &fields, into: &draft)
        // Where a trigger could not be read, nothing says that it would not have made the stage fan out.
        let seesInstances = draft.stage.fansOut || draft.isUncertain
        draft.stage.success = expression(
            "success", of: &fields, into: &draft, alsoSees: seesInstances ? ["outputs", "instances"] : ["outputs"])
    }

    private func expression(
        _ key: String, of fields: inout Fields, into draft: inout StageDraft, alsoSees: Set<String> = []
    ) -> Expression? {
        guard var written = fields.node(key).flatMap({ reading.expression($0, as: "`\(key)`") }) else { return nil }
        written.alsoSees = alsoSees
        draft.expressions.append(written)
        return written.expression
    }

    private func readMappings(_ fields: inout Fields, into draft: inout StageDraft) {
        if let node = fields.node("input_mapping") {
            let (mapping, expressions) = reading.mapping(node, .input, schemas: schemas)
            draft.stage.inputMapping = mapping
            draft.expressions += expressions
        }
        if let node = fields.node("output_mapping") {
            let (mapping, expressions) = reading.mapping(node, .output, schemas: schemas)
            draft.stage.outputMapping = mapping
            if let given = draft.stage.loop.given {
                for expression in expressions { reading.check(expression, given: given) }
            }
        }
    }

    private func readLimits(_ fields: inout Fields, into draft: inout StageDraft) {
        if let node = fields.node("parallel_instances"),
            let count = reading.integer(node, as: "`parallel_instances`", in: 1...10_000)
        {
            draft.stage.parallelInstances = count
            if count > 1, !draft.stage.fansOut, !draft.isUncertain {
                reading.lint(
                    .uselessParallelism, "`parallel_instances` does nothing: `\(draft.stage.name)` has one instance",
                    at: node.position,
                    suggestion: "`for_each` or an `on_event` trigger makes several")
            }
        }
        if draft.stage.takesSlot, let node = fields.node("uses_limit") {
            draft.stage.limits = reading.usedLimits(node, among: limits)
        }
        let timeout = fields.node("timeout")
        draft.stage.timeout = timeout.flatMap { reading.duration($0, as: "`timeout`") }
        draft.timeoutPosition = timeout?.position
        draft.stage.budget = fields.node("budget").flatMap(reading.budget)
        if let (onReject, source) = fields.node("on_reject").flatMap(reading.onReject) {
            draft.stage.onReject = onReject == .fail ? nil : onReject
            draft.sentBackTo = source
        }
        if let (policy, rollback) = fields.node("error_handling").flatMap(reading.errorPolicy) {
            draft.stage.errorHandling = policy
            draft.rollback = rollback
            if let closing = draft.stage.closing, let rollback {
                reading.error(
                    .closingStage, "a stage of `\(closing.rawValue)` closes the run, which goes nowhere back then",
                    at: rollback.position)
                draft.rollback = nil
            }
        }
    }

    /// The pipeline that the stage uses, as what it does; `nil` where it uses none.
    private func pipeline(_ fields: inout Fields) -> LoopType? {
        guard let node = fields.node("uses") else { return nil }
        // What could not be read is reported, and nothing more is asked of it.
        var loop = LoopType(name: "uses", work: .command(.shell("false")), maxIterations: 1)
        for key in Composition.loopKeys.sorted() {
            guard let entry = fields.entry(key), !entry.value.isNull else { continue }
            reading.error(
                .conflictingKeys, "\(key.quoted) says how a loop works, and this stage uses a pipeline",
                at: entry.position)
        }
        guard let name = reading.text(node, as: "`uses`") else { return loop }
        switch loader.lookUp(name, from: file) {
        case .pipeline(let pipeline):
            loop.name = LoopName(name)
            loop.work = .pipeline(pipeline)
        case .broken(let file):
            reading.error(
                .invalidReference, "the pipeline \(name.quoted) is not valid, see \(file)", at: node.position)
        case .circle:
            reading.error(.circle, "pipelines use each other in a circle, by way of \(name.quoted)", at: node.position)
        case .unknown:
            reading.error(
                .unknownPipeline, "there is no pipeline \(name.quoted)", at: node.position,
                suggestion: Nearest.suggestion(for: name, among: loader.files.names))
        }
        return loop
    }

    /// The loop type that the stage names, with the stage's own keys over it.
    private func loop(_ fields: inout Fields) -> LoopType? {
        let own = reading.loopLayer(&fields, prompts: loops.prompts)
        let suggestion = own.work == nil ? nil : "a stage that runs one command is `loop_type: shell`"
        guard let node = fields.required("loop_type", suggestion: suggestion),
            let name = reading.text(node, as: "`loop_type`").map({ LoopName($0) })
        else { return nil }
        switch loops.lookUp(name) {
        case .unknown:
            reading.error(
                .unknownLoopType, "there is no loop type \(name.rawValue.quoted)", at: node.position,
                suggestion: Nearest.suggestion(for: name.rawValue, among: loops.names)
                    ?? "define it in .taskdaemon/loops/")
        case .broken(let file):
            reading.error(
                .invalidReference, "the loop type \(name.rawValue.quoted) is not valid, see \(file)", at: node.position)
        case .layers(let layers, let isShell):
            do throws(LoopLayer.Problem) {
                return try LoopLayer.resolve(
                    layers + [own], name: name, defaultIterations: isShell ? 1 : 20, agents: loops.agents)
            } catch {
                // A `run` that is wrong was told of.
                if case .nothingToRun = error, fields.node("run") != nil { return nil }
                report(error, of: name, own: own.agent ?? nil, at: node.position)
            }
        }
        return nil
    }

    /// Where the stage itself names the agent, that is the place; else the loop type that does.
    private func report(
        _ problem: LoopLayer.Problem, of loop: LoopName, own: AgentReference?, at position: Position
    ) {
        let place = own?.position ?? position
        let through = own == nil ? ", which the loop type \(loop.rawValue.quoted) calls" : ""
        switch problem {
        case .nothingToRun:
            reading.error(
                .nothingToRun, "nothing says what this stage runs: the loop type \(loop.rawValue.quoted) has no `run`",
                at: position, suggestion: "add `run:` with a command")
        case .unknownAgent(let agent): reading.unknownAgent(agent, among: loops.agents, at: place, through)
        case .brokenAgent(let agent, let file):
            reading.error(
                .invalidReference, "the agent \(agent.name.quoted)\(through) is not valid, see \(file)", at: place)
        case .noPrompt(let agent):
            reading.error(
                .nothingToRun,
                "nothing says what the agent \(agent.name.quoted) is to do: the loop type \(loop.rawValue.quoted) has no "
                    + "`prompt`", at: place, suggestion: "add `prompt:`")
        case .notPermitted(let agent, let permissions):
            reading.error(
                .notPermitted,
                "the agent \(agent.name.quoted)\(through) cannot work with `permissions: \(permissions.rawValue)`",
                at: place,
                suggestion: permissions == .safe
                    ? "`permissions: bypass` in the loop type lets it do everything without being asked" : nil)
        }
    }
}
