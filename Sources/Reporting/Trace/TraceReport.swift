import Expressions
public import JSONValues
public import Journaling
public import Orchestration
import OrderedCollections
import Pipelines

/// What mappings and transforms did with the data of attempts: what `trace --json` gives.
public struct TraceReport: Codable, Hashable, Sendable {
    /// The run.
    public var run: String
    /// Each instance that was asked for, its newest attempt.
    public var instances: [Instance]

    /// One instance.
    public struct Instance: Codable, Hashable, Sendable {
        /// The stage.
        public var stage: String
        /// The instance.
        public var instance: String
        /// The attempt; `null` where there was none, and the run as it is now is told of.
        @OrNull public var attempt: Int?
        /// The input mapping, step by step.
        public var input: [Step]
        /// Why there is no input.
        @OrNull public var inputProblem: String?
        /// What the loop gave, before its output mapping; `null` before the attempt has ended, and where it failed by
        /// itself.
        @OrNull public var given: JSON?
        /// The output mapping, step by step.
        public var output: [Step]
        /// Why there are no outputs.
        @OrNull public var outputProblem: String?

        private enum CodingKeys: String, CodingKey {
            case stage, instance, attempt, input, given, output
            case inputProblem = "input_problem"
            case outputProblem = "output_problem"
        }
    }

    /// One field or transform.
    public struct Step: Codable, Hashable, Sendable {
        /// `field` or `transform`.
        public var kind: String
        /// Where the value goes.
        public var to: String
        /// The expression.
        public var expression: String
        /// What the expression read, by path.
        public var read: [String: JSON]
        /// What stood at the target before.
        @OrNull public var before: JSON?
        /// What stands there afterwards.
        @OrNull public var after: JSON?
        /// Why the expression gave nothing.
        @OrNull public var problem: String?
    }

    /// Tells of a part of a run from its whole journal.
    public init(_ run: Run, _ part: RunPart, _ entries: [JournalEntry<RunEvent>]) {
        self.run = run.id.rawValue
        let wanted: [InstanceID] =
            switch part {
            case .run: run.stages.flatMap { stage, state in state.instances.keys.map { InstanceID(stage, $0) } }
            case .stage(let stage): (run.stages[stage]?.instances.keys).map { $0.map { InstanceID(stage, $0) } } ?? []
            case .instance(let id): [id]
            }
        var found: [InstanceID: Instance] = [:]
        var state: Run?
        for event in entries.flatMap(\.events) {
            if case .attemptStarted(let started) = event, wanted.contains(started.attempt.instance), let state {
                let (steps, result) = state.inputSteps(of: started.attempt.instance)
                found[started.attempt.instance] = Instance(
                    started.attempt.instance, started.attempt.number, steps, result)
            }
            if case .attemptEnded(let ended) = event,
                let stage = run.creation.pipeline.stage(ended.attempt.instance.stage)
            {
                found[ended.attempt.instance]?.end(ended, stage.outputMapping)
            }
            if case .created(let created) = event { state = Run(created) } else { try? state?.apply(event) }
        }
        instances = wanted.map { id in
            if let instance = found[id] { return instance }
            let (steps, result) = run.inputSteps(of: id)
            return Instance(id, nil, steps, result)
        }
    }

    /// Each instance with its steps: the expression, what stood there before, what stands there now.
    public func page() -> Page {
        var page = Page()
        for instance in instances {
            page.gap()
            let attempt = instance.attempt.map { "attempt \($0)" } ?? "not started; as the run is now"
            page.add(
                StyledText("\(instance.stage)/\(instance.instance)", .heading) + StyledText("  \(attempt)", .faint))
            Self.add("input", instance.input, instance.inputProblem, to: &page)
            if let given = instance.given {
                page.add(StyledText("gave ", .faint) + StyledText(Self.shown(given)), level: 1)
            }
            Self.add("output", instance.output, instance.outputProblem, to: &page)
        }
        return page
    }

    private static func add(_ title: String, _ steps: [Step], _ problem: String?, to page: inout Page) {
        for step in steps {
            page.add(
                StyledText("\(title) ", .faint) + StyledText(step.to, .name) + " = " + StyledText(step.expression)
                    + StyledText(step.kind == "transform" ? "  (transform)" : "", .faint), level: 1)
            var rows = step.read.sorted { $0.key < $1.key }.filter { $0.key != step.expression || step.after == nil }
                .map {
                    [StyledText("read", .faint), StyledText("\($0.key) is \(Self.shown($0.value))")]
                }
            if let before = step.before { rows.append([StyledText("before", .faint), StyledText(Self.shown(before))]) }
            if let after = step.after {
                rows.append([StyledText("after", .faint), StyledText(Self.shown(after), .good)])
            }
            if let problem = step.problem { rows.append([StyledText("error", .bad), StyledText(problem)]) }
            page.add(rows: rows, level: 2)
        }
        if steps.isEmpty { page.add(StyledText("\(title): no mapping", .faint), level: 1) }
        if let problem { page.add(StyledText("\(title) failed: ", .bad) + StyledText(problem), level: 1) }
    }

    private static func shown(_ value: JSON) -> String {
        let text = value.text
        return text.count > 200 ? text.prefix(200) + "…" : text
    }
}

extension TraceReport.Instance {
    fileprivate init(_ id: InstanceID, _ attempt: Int?, _ steps: [MappingStep], _ result: MappingResult) {
        stage = id.stage.rawValue
        instance = id.name.rawValue
        self.attempt = attempt
        input = steps.map { TraceReport.Step($0) }
        switch result {
        case .mapped: inputProblem = nil
        case .missing(let what), .invalid(let what): inputProblem = what
        }
        given = nil
        output = []
        outputProblem = nil
    }

    fileprivate mutating func end(_ ended: AttemptEnded, _ mapping: Mapping) {
        given = ended.given
        switch ended.outcome {
        case .failed(let failure): outputProblem = failure.message
        case .succeeded(let outputs): given = given ?? outputs
        }
        if let given { output = mapping.outputSteps(from: given).steps.map { TraceReport.Step($0) } }
    }
}

extension TraceReport.Step {
    fileprivate init(_ step: MappingStep) {
        self.init(
            kind: step.kind.rawValue, to: step.to, expression: step.expression, read: step.read, before: step.before,
            after: step.after, problem: step.problem)
    }
}
