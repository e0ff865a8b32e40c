import Expressions
import JSONValues
import Pipelines

@testable import Definitions

/// Pipelines that a definition can say, made up from a seed: every key comes up, with texts that YAML has trouble with.
struct RandomPipeline {
    var random: FuzzTests.Random
    /// Loop types and agents that can be named.
    let context: DefinitionContext

    mutating func pipeline() -> Pipeline {
        var pipeline = Pipeline(name: "p", stages: [])
        pipeline.description = maybe { $0.text() } ?? ""
        pipeline.startOn = list { random in
            StartTrigger(event: random.pick(["plan.committed", "x.y", "hook.post-commit"]), filter: random.condition())
        }
        pipeline.concurrency = maybe {
            Concurrency(group: $0.cel(["event.type", "'a: #b'"]), onConflict: $0.pick(Concurrency.OnConflict.allCases))
        }
        pipeline.timeout = maybe { $0.duration() }
        pipeline.budget = maybe { $0.budget() }
        for index in 0..<Int.random(in: 1...4, using: &random) {
            pipeline.stages.append(stage(StageName("s\(index)"), after: pipeline.stages))
        }
        pipeline.errorHandling = policy([])
        pipeline.success = maybe { $0.cel(["s0.status == 'succeeded'", "true || false"]) }
        return pipeline
    }

    private mutating func stage(_ name: StageName, after others: [Stage]) -> Stage {
        let names = others.map(\.name)
        var stage = Stage(name: name, loop: loop())
        stage.triggers = list { $0.trigger(names, depth: 0) }
        if stage.triggers.contains(where: { $0.onEvent != nil }) || Bool.random(using: &random) {
            stage.forEach = nil
        } else {
            stage.forEach = cel(["[1, 2]", "[{'id': 'a: b'}]"])
        }
        stage.when = condition()
        stage.inputMapping = mapping("input")
        stage.outputMapping = mapping("outputs.x")
        stage.success = maybe { $0.cel(["size(outputs) >= 0"]) }
        stage.parallelInstances = pick([1, 1, 3, 10_000])
        stage.timeout = maybe { $0.duration() }
        stage.budget = maybe { $0.budget() }
        let sources = stage.triggers.flatMap { trigger in
            if case .onCompletion(let source, _) = trigger { [source] } else { [] as [StageName] }
        }
        stage.errorHandling = maybe { $0.policy(sources) }
        return stage
    }

    /// A loop type with keys of a stage's own over it.
    private mutating func loop() -> LoopType {
        while true {
            let name = pick(context.loops.keys.sorted())
            var own = LoopLayer()
            switch Int.random(in: 0..<4, using: &random) {
            case 0: own.work = .command(command())
            case 1: own.work = .builtin(pick(BuiltinLoop.allCases))
            case 2:
                own.agent = AgentReference(name: pick(context.agents.names))
                own.permissions = maybe { $0.pick(Agent.Permissions.allCases) }
            default: own.agent = maybe { _ in .some(nil) } ?? nil
            }
            own.prompt = key { $0.text().replacing("{", with: "") + "." }
            own.validate = key { $0.command() }
            own.maxIterations = maybe { $0.pick([1, 7, 20]) }
            own.iterationTimeout = key { $0.duration() }
            own.idleTimeout = key { $0.duration() }
            own.environment = maybe { $0.pick([[], ["A", "_B2"], ["HOME"]]) }
            own.protect = maybe { $0.pick([[], ["Tests/**", "a b"], ["*", "!x", "# no"]]) }
            own.integrity = maybe { $0.pick(LoopType.Integrity.allCases) }
            own.setup = key { $0.command() }
            own.copy = maybe { $0.pick([[], [".env"]]) }
            own.keep = maybe { $0.pick([[], ["build/", "[a-z]/"]]) }
            own.artifacts = maybe { $0.pick([[], ["dist/*.whl"]]) }
            if let loop = context.loops[name]?.resolved(with: own, name: name, agents: context.agents) { return loop }
        }
    }

    private mutating func trigger(_ names: [StageName], depth: Int) -> Trigger {
        switch Int.random(in: 0..<6, using: &random) {
        case 0 where !names.isEmpty: .onCompletion(sourceStage: pick(names), successOnly: Bool.random(using: &random))
        case 1: .onEvent(eventType: pick(["a.b", "hook.x"]), filter: condition())
        case 2: .onCondition(expression: cel(["true && 'x: #' != ''"]), variables: pick([[], ["a", "yes"]]))
        case 3 where depth < 2:
            .any([trigger(names, depth: depth + 1), trigger(names, depth: depth + 1)])
        default: .manual(approvalRequired: Bool.random(using: &random))
        }
    }

    private mutating func mapping(_ target: String) -> Mapping {
        var mapping = Mapping()
        mapping.fields = list { random in
            Mapping.Field(
                from: random.cel(["{'a': [1, 2]}", "'text: #'", "[]", "\"multi\\nline\""]), to: "",
                required: Bool.random(using: &random.random), fallback: random.maybe { $0.json(depth: 0) })
        }
        for index in mapping.fields.indices { mapping.fields[index].to = "\(target)\(index)" }
        mapping.transforms = list {
            Mapping.Transform(to: "\(target).t", expression: $0.cel(["1 + 1", "'a' + \"b\""]))
        }
        if mapping.transforms.count > 1 { mapping.transforms.removeLast(mapping.transforms.count - 1) }
        mapping.validation = maybe { random in
            let schema = random.pick(random.context.schemas.names)
            if Bool.random(using: &random.random), case .valid(let value) = random.context.schemas.schema(named: schema)
            {
                return Mapping.Validation(name: schema, schema: value)
            }
            let inline: JSON = [
                "type": "object", "properties": ["a": ["const": random.json(depth: 0)], "b": ["$ref": "plan_schema"]],
            ]
            return Mapping.Validation(name: "inline schema", schema: random.context.schemas.bundled(inline))
        }
        return mapping
    }

    /// - Parameter names: stages that may be gone back to.
    private mutating func policy(_ names: [StageName]) -> ErrorPolicy {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: .continue
        case 1 where !names.isEmpty: .rollback(to: pick(names))
        case 2, 3:
            .retry(
                Retry(
                    maxAttempts: pick([1, 3, 1000]),
                    backoff: maybe { random in
                        Backoff(
                            initial: random.duration(), factor: random.pick([1, 2, 1.5, 1000]), max: random.duration(),
                            jitter: random.pick([0, 0.2, 0.333, 1]))
                    } ?? Backoff(),
                    retryOn: maybe { $0.cel(["error.class == 'timeout' && error.message.contains(': #')"]) }))
        default: .fail
        }
    }

    private mutating func budget() -> Budget {
        let budget = Budget(
            cost: maybe { Int64.random(in: 1...1_000_000_000_000, using: &$0.random) },
            tokens: maybe { Int64.random(in: 1...1_000_000_000_000, using: &$0.random) },
            iterations: maybe { $0.pick([1, 50]) }, time: maybe { $0.duration() })
        return budget.isEmpty ? Budget(cost: pick([1, 100, 10_000_000])) : budget
    }

    private mutating func condition() -> Expression? {
        maybe {
            $0.cel(["true", "event.type != 'a: b'", "1 < 2 ? true : false", "\"x\" == 'y' || !false", "[1][0] == 1"])
        }
    }

    private mutating func command() -> CommandLine {
        Bool.random(using: &random)
            ? .shell(text()) : .arguments(["prog"] + list { random in random.pick(["", random.text()]) })
    }

    private mutating func duration() -> Duration {
        .milliseconds(pick([1, 500, 1000, 61_000, 3_600_000, 86_400_000]) * Int64.random(in: 1...30, using: &random))
    }

    /// A text as people write it, or as YAML hates it; never one that a prompt cannot be.
    mutating func text() -> String {
        let words = [
            "make", "test", "yes", "no", "~", "null", "12", "1e3", "0x1F", ": ", " #", "#", "- ", "?", "'", "\"", "\\",
            "[a",
            "]", "{", "}", ", ", "&a", "*b", "!c", "|", ">", "%", "@", "`", "=", "<<", "---", "...", "é", "😀",
            "\u{2028}",
            "\u{7F}", "\u{1B}", "x\u{FEFF}", "\u{A0}", "\t", "\n", "\n\n", "\n  ", " ", "  ", "\r\n", "a b", "$X",
        ]
        var text = ""
        for _ in 0..<Int.random(in: 1...9, using: &random) { text += pick(words) }
        return text
    }

    mutating func json(depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth < 3 ? 8 : 6), using: &random) {
        case 0: .null
        case 1: .bool(Bool.random(using: &random))
        case 2: .int(pick([0, -1, .max, .min, 42]))
        case 3: .double(pick([0.5, -2, 1e300, 1e-300, 1e21, 0.1]))
        case 4, 5: .string(pick(["", text(), text()]))
        case 6: .array(list { $0.json(depth: depth + 1) })
        default:
            .object(
                Dictionary(
                    list { ($0.text(), $0.json(depth: depth + 1)) }, uniquingKeysWith: { $1 }))
        }
    }

    private mutating func cel(_ sources: [String]) -> Expression {
        let source = pick(sources)
        guard let expression = try? Expression(parsing: source) else { preconditionFailure("no expression: \(source)") }
        return expression
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &random)]
    }

    private mutating func maybe<Value>(_ make: (inout RandomPipeline) -> Value) -> Value? {
        Bool.random(using: &random) ? make(&self) : nil
    }

    private mutating func key<Value>(_ make: (inout RandomPipeline) -> Value) -> Value?? {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: nil
        case 1: .some(nil)
        default: .some(make(&self))
        }
    }

    private mutating func list<Value>(_ make: (inout RandomPipeline) -> Value) -> [Value] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in make(&self) }
    }
}
