import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// The same numbers for the same seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: Int) { state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &self) }
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
    mutating func pick<Element>(_ list: [Element]) -> Element? { list.randomElement(using: &self) }
}

/// Random pipelines under random histories.
@Suite struct RandomRunsTests {
    /// Histories in a block; many more were played once.
    static let count = 8

    @Test("whatever happens to a run, its state is the fold of its events, and it is never stuck", arguments: 0..<8)
    func randomRuns(block: Int) throws {
        for seed in block * Self.count..<(block + 1) * Self.count {
            do { try RandomHistory(seed).play(steps: 60) } catch let broken as Broken {
                Issue.record("seed \(seed): \(broken.description.prefix(4000))")
                return
            }
        }
    }
}

/// One history.
struct RandomHistory {
    private var dice: Dice
    private var stand: RunStand
    private var limits: [StageName: Int] = [:]
    private var actual: ObjectID?

    init(_ seed: Int) throws {
        var dice = Dice(seed)
        let created = try Self.created(&dice)
        stand = try RunStand(created, throughJSON: seed % 4 == 0)
        self.dice = dice
        for stage in created.pipeline.stages {
            if case .retry(let retry) = stage.errorHandling ?? created.pipeline.errorHandling {
                limits[stage.name] = retry.maxAttempts
            }
        }
    }

    private static func policy(_ dice: inout Dice, _ stages: [StageName]) -> ErrorPolicy {
        switch dice.below(6) {
        case 0, 1: .fail
        case 2: .continue
        case 3 where !stages.isEmpty: .rollback(to: dice.pick(stages) ?? "stage0")
        default: .retry(Retry(maxAttempts: 1 + dice.below(4)))
        }
    }

    private static func specs(_ dice: inout Dice) -> [JSON] {
        let count = dice.below(6)
        let names = (0..<count).map { "s\($0)" } + ["unknown", "done", "draft"]
        return (0..<count).map { position in
            let needs = (0..<dice.below(3)).compactMap { _ in
                dice.chance(80) ? (position > 0 ? "s\(dice.below(position))" : nil) : dice.pick(names)
            }
            return Sample.spec("s\(position)", needs: needs, status: dice.chance(20) ? "Done" : "Draft")
        }
    }

    private static func created(_ dice: inout Dice) throws -> RunCreated {
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
            default: break
            }
            stages.append(
                try Sample.stage(
                    name, triggers, parallel: 1 + dice.below(4), policy: dice.chance(50) ? policy(&dice, before) : nil,
                    forEach: forEach, when: dice.chance(15) ? dice.pick(["false", "true", "nothing.there"]) : nil))
            if dice.chance(20) { stages[position].budget = Budget(cost: 200_000, iterations: 3, time: .seconds(200)) }
        }
        return try Sample.created(
            stages, policy: policy(&dice, []), timeout: dice.chance(10) ? .seconds(300) : nil, documents: specs(&dice),
            known: ["done": "Complete", "draft": "Draft"], untrusted: dice.chance(5) ? ["make"] : [],
            after: dice.chance(5) ? ["other-1234567"] : [])
    }

    func play(steps: Int) throws {
        var history = self
        for _ in 0..<steps { try history.step() }
    }

    private mutating func step() throws {
        let before = stand.run
        let wasEnded = before.end != nil
        let isResult = try act()
        if wasEnded, isResult, stand.run != before { throw Broken("a finished run changed by a result") }
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
    private mutating func hold(_ attempt: AttemptID) throws {
        let orders = stand.run.outstandingEffects.compactMap { if case .attempt(let order) = $0 { order } else { nil } }
        guard let order = orders.first(where: { $0.attempt == attempt }), !order.mayGoOn else { return }
        let held = Failure(.interrupted, "held between two iterations", blockedOn: .paused)
        let tip = try stand.fresh()
        try stand.decide(
            .attemptEnded(
                attempt, AttemptReport(outcome: .failed(held), tip: tip, tree: tip, iterations: order.ended)))
    }

    /// Does something; says whether it was an attempt's result.
    private mutating func act() throws -> Bool {
        let landing = dice.chance(80)
        let roll = dice.below(100)
        switch roll {
        case ..<50:
            if let order = stand.mergeOrder, dice.chance(60) {
                let report: MergeReport =
                    switch dice.below(5) {
                    case 0: .conflicts(["a.txt"])
                    case 1: .invalid("make test exited 1")
                    default: .merged(tree: try stand.fresh(), documents: [])
                    }
                try stand.decide(.mergeTried(order.attempt, onto: order.onto, report), landing: landing)
                return true
            }
            guard let attempt = dice.pick(stand.run.runningAttempts) else { return try wait() }
            try stand.decide(.attemptEnded(attempt, try report()), landing: landing)
            return true
        case ..<60:
            guard let (id, last) = stand.run.attemptNumbers.sorted(by: { $0.key < $1.key }).first else {
                return try wait()
            }
            let stale = AttemptID(id, last - dice.below(2))
            let isCurrent = stand.run.runningAttempts.contains(stale)
            let before = stand.run
            try stand.decide(.attemptEnded(stale, try report()), landing: false)
            if !isCurrent, stand.run != before, before.nextWake == nil {
                throw Broken("\(stale) is old, and changed the run")
            }
            return true
        case ..<66:
            guard let attempt = dice.pick(stand.run.runningAttempts) else { return try wait() }
            let number = (stand.run.instance(attempt.instance)?.running?.iterations ?? 0) + 1
            let usage = dice.chance(50) ? Usage(input: 10, output: 1, cost: dice.chance(80) ? 100_000 : nil) : nil
            try stand.decide(
                .iterationEnded(
                    attempt, iteration: number, tip: try stand.fresh(), verdict: "exited 1", usage: usage),
                after: .seconds(dice.below(100)))
            try hold(attempt)
            return true
        case ..<67:
            let until = stand.now + .seconds(1 + dice.below(1000))
            try stand.decide(.dayUsedUp(detail: "all of it", until: until), landing: landing)
        case ..<70:
            try stand.decide(.interrupted(stand.run.runningAttempts), landing: landing)
        case ..<84: try request(landing)
        case ..<93: try moveBranch(landing)
        case ..<95:
            try stand.decide(.checkedOut(worktree: stand.run.checkedOutIn == nil || dice.chance(30) ? "/work" : nil))
        case ..<97:
            guard let ref = dice.pick(stand.run.refs.keys.sorted()), ref != stand.run.branch else { return try wait() }
            try stand.decide(.projectionMoved(ref, to: dice.chance(50) ? try stand.fresh() : nil), landing: landing)
        default:
            let checks = stand.run.outstandingEffects.compactMap {
                if case .compareApproval(let check) = $0 { check } else { nil }
            }
            if let check = dice.pick(checks), dice.chance(70) {
                try stand.decide(.approvalCompared(check, changed: dice.chance(50) ? ["a.txt"] : []))
                return false
            }
            let command: RunCommand? = dice.pick([
                .trusted(by: "Ada"), .predecessorEnded("other-1234567"), .superseded(by: "newer-1234567"),
                .journalMoved(detail: "somebody moved it"),
            ])
            try stand.decide(command ?? .proceed)
        }
        return false
    }

    private mutating func wait() throws -> Bool {
        try stand.decide(.proceed, after: .seconds(dice.below(90)))
        return false
    }

    private mutating func report() throws -> AttemptReport {
        var outcome = AttemptReport.Outcome.finished(["specs": .array(Self.specs(&dice)), "n": 1])
        if dice.chance(40) {
            outcome = .failed(
                Failure(dice.pick(ErrorClass.allCases) ?? .failed, "it failed", exitCode: 1, cancelled: dice.chance(5)))
        }
        return AttemptReport(
            outcome: outcome, tip: try stand.fresh(), tree: try stand.fresh(), iterations: dice.below(3),
            lastVerdict: "exited 1")
    }

    private mutating func request(_ landing: Bool) throws {
        let stage = dice.pick(Array(stand.run.stages.keys)) ?? "stage0"
        let instance = dice.pick(Array(stand.run.stages[stage]?.instances.keys ?? []))
        let requests: [ControlRequest] = [
            .pause, .pauseAfter(stage), .resume, .resume, .resume, .cancel, .skip(stage, instance, message: "no"),
            .skip(stage, nil, message: ""), .retry(from: nil, instance: nil),
            .retry(from: stage, instance: nil),
            .retry(from: stage, instance: instance), .rollback(to: stage, resume: true),
            .rollback(to: stage, resume: false),
            .approve(stage, instance, tree: stand.run.tip, tip: stand.run.tip, actual: stand.run.tip),
            .approve(stage, nil, tree: stand.run.tip, tip: stand.run.tip, actual: stand.run.tip),
            .reject(stage, instance, message: "no"),
            .accepted(branch: "main", commit: stand.run.tip, how: "merge", keepsTags: dice.chance(50)),
        ]
        let ulid = "U\(dice.next())"
        let asked = dice.pick(requests) ?? .resume
        try stand.decide(.requested(ulid: ulid, by: "Ada", asked), landing: landing)
        let before = stand.run
        try stand.decide(.requested(ulid: ulid, by: "Ada", asked), landing: false)
        if stand.run != before { throw Broken("a request was taken twice") }
    }

    private mutating func moveBranch(_ landing: Bool) throws {
        let run = stand.run
        switch dice.below(6) {
        case 0, 1: try stand.decide(.branchMoved(to: try stand.fresh(), .ahead), landing: landing)
        case 2, 3:
            let kept = run.integrations.prefix(dice.below(run.integrations.count + 1)).map(\.commit)
            try stand.decide(
                .branchMoved(to: kept.last ?? run.creation.request.commit, .behind(kept: kept)), landing: landing)
        case 4:
            try stand.decide(.branchMoved(to: dice.chance(70) ? try stand.fresh() : nil, .elsewhere), landing: landing)
            if dice.chance(50) { try stand.decide(.branchMoved(to: run.tip, .elsewhere), landing: false) }
        default:
            let unlanded = Set(run.pendingMoves.filter { $0.ref == run.branch }.compactMap(\.new))
            let withdrawn = run.integrations.map(\.commit).filter { unlanded.contains($0) }
            guard !withdrawn.isEmpty else { return }
            try stand.decide(.branchMoved(to: try stand.fresh(), .raced(withdrawn: withdrawn)), landing: false)
        }
    }
}
