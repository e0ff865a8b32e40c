import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// The pipelines that histories are played on.
extension RandomHistory {
    static func policy(_ dice: inout Dice, _ stages: [StageName]) -> ErrorPolicy {
        switch dice.below(6) {
        case 0, 1: .fail
        case 2: .continue
        case 3 where !stages.isEmpty: .rollback(to: dice.pick(stages) ?? "stage0")
        default: .retry(Retry(maxAttempts: 1 + dice.below(4)))
        }
    }

    static func specs(_ dice: inout Dice) -> [JSON] {
        let count = dice.below(6)
        let names = (0..<count).map { "s\($0)" } + ["unknown", "done", "draft"]
        return (0..<count).map { position in
            let needs = (0..<dice.below(3)).compactMap { _ in
                dice.chance(80) ? (position > 0 ? "s\(dice.below(position))" : nil) : dice.pick(names)
            }
            return Sample.spec("s\(position)", needs: needs, status: dice.chance(20) ? "Done" : "Draft")
        }
    }

    static func created(_ dice: inout Dice) throws -> RunCreated {
        let names = (0..<1 + dice.below(6)).map { StageName("stage\($0)") }
        var stages: [Stage] = []
        for (position, name) in names.enumerated() {
            let before = Array(names[..<position])
            var triggers: [Trigger] = []
            var forEach: String?
            if let source = dice.pick(before), dice.chance(75) {
                triggers.append(.onCompletion(sourceStage: source, successOnly: dice.chance(75)))
            }
            switch dice.below(10) {
            case 0, 1, 2: triggers = [try Sample.specs()] + (dice.chance(20) ? triggers : [])
            case 3: triggers = [try Sample.specs(filter: "spec.status == 'Draft' && spec.dependencies_met")]
            case 4: forEach = dice.pick(["['a', 'b', 'c']", "[]", "request.inputs.absent", "[1, 2]"])
            case 5: triggers.append(.onCondition(expression: try Sample.expression("run.id != ''"), variables: []))
            case 6 where dice.chance(50): triggers.append(.manual(approvalRequired: true))
            case 6 where dice.chance(50):
                let condition = Trigger.onCondition(
                    expression: try Sample.expression(dice.chance(50) ? "run.id == ''" : "run.id != ''"), variables: [])
                let either = [condition, .manual(approvalRequired: true)]
                triggers.append(.any(dice.chance(50) ? either : either.reversed()))
            case 7 where dice.chance(50):
                let filter = dice.chance(50) ? try Sample.expression("event.n != 2") : nil
                triggers = [.onEvent(eventType: "thing.happened", filter: filter)] + triggers
            default: break
            }
            stages.append(
                try Sample.stage(
                    name, triggers, inputs: inputs(&dice, before), parallel: 1 + dice.below(4),
                    policy: dice.chance(50) ? policy(&dice, before) : nil, forEach: forEach,
                    when: dice.chance(15) ? dice.pick(["false", "true", "nothing.there"]) : nil))
            if dice.chance(20) { stages[position].limits = dice.chance(50) ? ["a"] : ["a", "b"] }
            if dice.chance(10) {
                stages[position].limits = []
                stages[position].loop.work = .pipeline(Pipeline(name: "inner", stages: [try Sample.stage("inside")]))
            }
            if dice.chance(40) {
                stages[position].onReject = dice.chance(50) ? .retry : dice.pick(before).map { .retryFrom($0) }
            }
            if dice.chance(20) { stages[position].budget = Budget(cost: 200_000, iterations: 3, time: .seconds(200)) }
        }
        stages += try closingStages(&dice)
        return try Sample.created(
            stages, policy: policy(&dice, []), timeout: dice.chance(10) ? .seconds(300) : nil, documents: specs(&dice),
            known: ["done": "Complete", "draft": "Draft"], untrusted: dice.chance(5) ? ["make"] : [],
            after: dice.chance(5) ? ["other-1234567"] : [])
    }

    /// What a stage is given, in some: what may be there, and what never is.
    private static func inputs(_ dice: inout Dice, _ before: [StageName]) throws -> Mapping {
        guard dice.chance(15) else { return Mapping() }
        let source = dice.pick(before).map { dice.chance(80) ? "\($0).outputs.n" : "\($0).outputs.absent" }
        let from = try Sample.expression(source ?? "request.inputs.absent")
        return Mapping(fields: [Mapping.Field(from: from, to: "n", required: dice.chance(70))])
    }

    /// What closes the run, in half of the pipelines.
    private static func closingStages(_ dice: inout Dice) throws -> [Stage] {
        guard dice.chance(50) else { return [] }
        var stages: [Stage] = []
        for list in Stage.Closing.allCases {
            for number in 0..<dice.below(3) {
                let before = stages.filter { $0.closing == list }.map(\.name)
                var triggers: [Trigger] = []
                if let source = dice.pick(before), dice.chance(50) {
                    triggers.append(.onCompletion(sourceStage: source, successOnly: dice.chance(50)))
                }
                var stage = try Sample.stage(
                    StageName("\(list.rawValue)\(number)"), triggers, parallel: 1 + dice.below(2),
                    policy: dice.chance(50) ? policy(&dice, []) : nil,
                    forEach: dice.chance(20) ? "['a', 'b']" : nil,
                    when: dice.chance(20) ? "run.status == 'failed' && error != null" : nil)
                stage.closing = list
                stages.append(stage)
            }
        }
        return stages
    }
}
