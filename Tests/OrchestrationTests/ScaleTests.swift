import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What a whole run costs, against one of a tenth of its size.
@Suite(.serialized) struct ScaleTests {
    @Test("time and state grow with the number of instances, a thousand to ten thousand")
    func instances() throws {
        let (small, large) = try (Self.fanOut(of: 1000), Self.fanOut(of: 10_000))
        print("1000 instances: \(small)\n10000 instances: \(large)")
        #expect(large.turns > 10_000)
        #expect(large.time < small.time * 30)
        #expect(large.bytes < small.bytes * 20)
    }

    @Test("time and state grow with the length of a chain, a hundred stages to a thousand")
    func chain() throws {
        let (small, large) = try (Self.chain(of: 100), Self.chain(of: 1000))
        print("100 stages: \(small)\n1000 stages: \(large)")
        #expect(large.turns == 1000)
        #expect(large.time < small.time * 30)
        #expect(large.bytes < small.bytes * 20)
    }

    private static func fanOut(of count: Int) throws -> PlayedRun {
        let specs = (0..<count).map { $0 % 3 == 0 ? Sample.spec("s\($0)") : Sample.spec("s\($0)", "s\($0 - 1)") }
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 10)
        return try PlayedRun(Sample.created([stage], documents: specs))
    }

    /// Each stage is given what the one before it has made.
    private static func chain(of count: Int) throws -> PlayedRun {
        let stages = try (0..<count).map { number in
            guard number > 0 else { return try Sample.stage("stage0") }
            let before = StageName("stage\(number - 1)")
            let field = Mapping.Field(from: try Sample.expression("\(before).outputs.n"), to: "n")
            return try Sample.stage(
                StageName("stage\(number)"), [Sample.after(before)], inputs: Mapping(fields: [field]))
        }
        return try PlayedRun(Sample.created(stages))
    }
}

/// A run that was played from its start to its end, every attempt succeeding.
struct PlayedRun: CustomStringConvertible {
    let turns: Int
    let time: Duration
    /// How much its state is at the end, as it is written.
    let bytes: Int

    init(_ created: RunCreated, limit: Duration = .seconds(60)) throws {
        var run = Run.create(created).run
        var turns = 0
        let tree = try object("tree")
        let clock = ContinuousClock()
        let start = clock.now
        while run.end == nil, clock.now - start < limit {
            turns += 1
            let landed = run.pendingMoves.map(\.ref)
            let order = run.outstandingEffects.lazy.compactMap {
                if case .merge(let order) = $0 { order } else { nil }
            }.first
            let command: RunCommand
            if let order {
                command = .mergeTried(order.attempt, onto: order.onto, .merged(tree: tree, documents: []))
            } else {
                let attempt = try #require(run.runningAttempts.first)
                let base = run.instance(attempt.instance)?.running?.base ?? tree
                command = .attemptEnded(
                    attempt, AttemptReport(outcome: .finished(["n": 1]), tip: base, tree: tree, iterations: 1))
            }
            run = run.turn(at: created.at + .milliseconds(turns)).landing(landed).followed(by: command).run
        }
        time = clock.now - start
        bytes = try JSON(encoding: run).text.utf8.count
        #expect(run.end?.status == .succeeded)
        self.turns = turns
    }

    var description: String { "\(turns) turns in \(time), \(time / max(1, turns)) a turn, \(bytes / 1024) KiB" }
}
