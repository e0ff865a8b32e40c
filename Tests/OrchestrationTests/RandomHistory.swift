import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// One history: each step has dice of its own, so that one that is left out changes none of the others'.
struct RandomHistory {
    var dice: Dice
    var stand: RunStand
    private let seed: Int
    private var limits: [StageName: Int] = [:]
    /// What stood at some of the steps.
    var standings: [Standing] = []

    /// - Parameter interval: after how many turns all is checked.
    init(_ seed: Int, checkedEvery interval: Int = 1) throws {
        self.seed = seed
        var dice = Dice(seed)
        let created = try Self.created(&dice)
        stand = try RunStand(created, throughJSON: interval == 1 && seed % 4 == 0)
        stand.isRandom = true
        stand.interval = interval
        if dice.chance(50) {
            stand.slots = SlotTable(attempts: 1 + dice.below(4), limits: ["a": 1 + dice.below(2), "b": 1])
        }
        self.dice = dice
        for stage in created.pipeline.stages {
            if case .retry(let retry) = stage.errorHandling ?? created.pipeline.errorHandling {
                limits[stage.name] = retry.maxAttempts
            }
        }
    }

    /// The fewest of the steps, as far as leaving some out finds them, after which something is broken, or that holds;
    /// `nil` where all of them go well.
    static func shrunk(_ seed: Int, _ steps: [Int], until holds: (RunStand) -> Bool = { _ in false }) throws -> [Int]? {
        func fails(_ steps: [Int]) throws -> Bool {
            var history = try RandomHistory(seed)
            do {
                for step in steps {
                    try history.goOn([step])
                    if holds(history.stand) { return true }
                }
            } catch is Broken { return true }
            return false
        }
        guard try fails(steps) else { return nil }
        var fewest = steps
        var size = max(1, fewest.count / 2)
        while true {
            var start = 0
            var hasShrunk = false
            while start < fewest.count {
                var fewer = fewest
                fewer.removeSubrange(start..<min(start + size, fewest.count))
                if try fails(fewer) {
                    fewest = fewer
                    hasShrunk = true
                } else {
                    start += size
                }
            }
            if size == 1, !hasShrunk { return fewest }
            size = max(1, size / 2)
        }
    }

    /// Plays these steps.
    func play(_ steps: [Int]) throws {
        var history = self
        try history.goOn(steps)
    }

    mutating func goOn(_ steps: [Int]) throws {
        for step in steps {
            dice = Dice(seed &* 1_000_003 &+ step)
            try self.step()
        }
    }

    private mutating func step() throws {
        if dice.chance(10), let slots = stand.slots {
            // Other runs take slots, or give them back.
            var other = SlotTable(attempts: slots.most, limits: slots.mostOf)
            if dice.chance(50) {
                other.take(SlotNeed(attempts: 1 + dice.below(2), limits: dice.chance(50) ? ["a"] : []))
            }
            stand.slots = other
            try stand.decide(.proceed)
        }
        let before = stand.run
        if dice.chance(20) { standings.append(before.standing) }
        let wasEnded = before.end != nil
        let isResult = try act()
        guard stand.isChecked else { return }
        if wasEnded, isResult, stand.run != before, !stand.leaves { throw Broken("a finished run changed by a result") }
        for (stage, state) in stand.run.stages {
            for (name, instance) in state.instances {
                if let limit = limits[stage], instance.failures >= limit {
                    throw Broken("\(stage)/\(name) failed too often")
                }
            }
            let running = state.instances.values.count { $0.running != nil }
            if running > stand.run.creation.pipeline.stage(stage)?.parallelInstances ?? 0 {
                throw Broken("\(running) instances of \(stage) run")
            }
        }
        let numbers = stand.events.compactMap {
            if case .stageSucceeded(let done) = $0 { done.checkpoint } else { nil }
        }
        if numbers != Array(Set(numbers)).sorted() { throw Broken("checkpoint numbers repeat: \(numbers)") }
        for (name, stage) in stand.run.stages where stage.checkpoint != nil {
            if let below = stage.checkpoint?.integration,
                !stand.run.integrations.contains(where: { $0.commit == below })
            {
                throw Broken("the checkpoint of \(name) stands on what is gone")
            }
        }
    }

    /// An attempt that may not make another pass ends.
    mutating func hold(_ attempt: AttemptID) throws {
        let orders = stand.run.outstandingEffects.compactMap { if case .attempt(let order) = $0 { order } else { nil } }
        guard let order = orders.first(where: { $0.attempt == attempt }), !order.mayGoOn else { return }
        let held = Failure(.interrupted, "held between two iterations", blockedOn: .paused)
        let tip = try stand.fresh()
        try stand.decide(
            .attemptEnded(
                attempt, AttemptReport(outcome: .failed(held), tip: tip, tree: tip, iterations: order.ended)))
    }
}
