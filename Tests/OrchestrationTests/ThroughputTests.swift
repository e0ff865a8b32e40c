import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What a turn costs when there is much to do.
@Suite(.serialized) struct ThroughputTests {
    @Test("a thousand specs, ten at a time, cost a few milliseconds a turn", arguments: [250, 1000])
    func thousand(count: Int) throws {
        let specs = (0..<count).map { $0 % 3 == 0 ? Sample.spec("s\($0)") : Sample.spec("s\($0)", "s\($0 - 1)") }
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 10)
        let created = try Sample.created([stage], documents: specs)
        let clock = ContinuousClock()
        var turns = 0
        var run = Run.create(created).run
        let step = min(count, 40)
        let tree = try object("tree")
        let time = clock.measure {
            while run.end == nil, turns < 2 * step {
                turns += 1
                let landed = run.pendingMoves.map(\.ref)
                let now = created.at + .milliseconds(turns)
                let order = run.outstandingEffects.lazy.compactMap {
                    if case .merge(let order) = $0 { order } else { nil }
                }.first
                let command: RunCommand
                if let order {
                    command = .mergeTried(order.attempt, onto: order.onto, .merged(tree: tree, documents: []))
                } else if let attempt = run.runningAttempts.first {
                    let base = run.instance(attempt.instance)?.running?.base ?? tree
                    command = .attemptEnded(
                        attempt, AttemptReport(outcome: .finished(["n": 1]), tip: base, tree: tree, iterations: 1))
                } else {
                    return
                }
                run = run.turn(at: now).landing(landed).followed(by: command).run
            }
        }
        let done = run.stages["build"]?.instances.values.count { $0.result != nil } ?? 0
        print("\(count) instances: \(time / turns) a turn, \(done) done after \(turns) turns")
        #expect(done > 0)
        let reasons = clock.measure { _ = run.blockedOn(in: "build") }
        print("\(count) instances: all reasons in \(reasons)")
    }
}
