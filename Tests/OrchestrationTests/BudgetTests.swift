import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What may be used before a person is asked.
@Suite struct BudgetTests {
    private static func stage(_ name: StageName, _ budget: Budget? = nil, after: StageName? = nil) throws -> Stage {
        var stage = try Sample.stage(name, after.map { [Sample.after($0)] } ?? [], policy: FailureTests.thrice)
        stage.loop.maxIterations = 20
        stage.budget = budget
        return stage
    }

    /// A pass ends that wants another one; then, where it may not have one, the attempt ends.
    private func pass(
        _ stand: inout RunStand, _ stage: StageName, _ usage: Usage? = nil, took: Duration = .seconds(60)
    ) throws {
        let attempt = try stand.attempt(stage)
        let number = try #require(stand.run.instance(attempt.instance)?.running?.iterations) + 1
        let tip = try stand.fresh()
        try stand.decide(
            .iterationEnded(attempt, iteration: number, tip: tip, verdict: "exited 1", usage: usage), after: took)
        guard let order = order(stand, stage), !order.mayGoOn else { return }
        #expect(order.ended == number)
        let held = Failure(.interrupted, "held between two iterations", blockedOn: .paused)
        let report = AttemptReport(outcome: .failed(held), tip: tip, tree: try stand.fresh(), iterations: number)
        try stand.decide(.attemptEnded(attempt, report))
    }

    private func order(_ stand: RunStand, _ stage: StageName) -> AttemptOrder? {
        stand.run.outstandingEffects.lazy.compactMap { if case .attempt(let order) = $0 { order } else { nil } }
            .first { $0.attempt.instance.stage == stage }
    }

    @Test("what a pass has used that was stopped by a cancel counts")
    func cancelled() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build")]))
        let attempt = try stand.attempt("build")
        try stand.ask(.cancel)
        var report = AttemptReport(
            outcome: .failed(Failure(.interrupted, "the attempt was stopped", cancelled: true)), tip: try stand.fresh(),
            tree: try stand.fresh(), iterations: 1)
        report.lastUsage = Usage(input: 10, output: 1, cost: 300_000)
        try stand.decide(.attemptEnded(attempt, report))
        #expect(stand.run.status == .cancelled)
        #expect(stand.run.usage?.cost == 300_000)
    }

    @Test("what a pass has used that a rollback stopped counts, once, whatever has become of its instance")
    func rolledBack() throws {
        var stand = try RunStand(Sample.created(Sample.cascade()))
        try stand.finish("planning")
        try stand.finish("specification", giving: ["specs": [Sample.spec("a"), Sample.spec("b")]])
        let (one, two) = (try stand.attempt("implementation", "a"), try stand.attempt("implementation", "b"))
        let usage = Usage(input: 10, output: 1, cost: 300_000)
        try stand.decide(.iterationEnded(one, iteration: 1, tip: try stand.fresh(), verdict: "exited 1", usage: usage))
        // The first keeps its instance, the second's spec is to be written anew.
        try stand.ask(.rollback(to: "specification", resume: true))
        #expect(stand.running == ["implementation/a", "implementation/b"])
        try stand.ask(.rollback(to: "planning", resume: true))
        #expect(stand.run.instance(two.instance) == nil)
        #expect(stand.run.givenUp.count == 4)
        // A pass whose end and the rollback passed each other, and the one that was stopped.
        try stand.decide(
            .iterationEnded(one, iteration: 1, tip: try stand.fresh(), verdict: "exited 1", usage: usage),
            landing: false)
        #expect(stand.lastTurn.events.isEmpty)
        try stand.decide(.iterationEnded(one, iteration: 2, tip: try stand.fresh(), verdict: "exited 1", usage: usage))
        for attempt in [one, two, one, two] {
            var report = AttemptReport(
                outcome: .failed(Failure(.interrupted, "it was stopped", cancelled: true)), tip: try stand.fresh(),
                tree: try stand.fresh(), iterations: attempt == one ? 3 : 1, log: try stand.fresh())
            report.lastUsage = usage
            try stand.decide(.attemptEnded(attempt, report), landing: false)
        }
        #expect(stand.run.usage?.cost == 1_200_000)
        #expect(stand.run.stages["implementation"]?.usage?.cost == 1_200_000)
        #expect(stand.run.account.total.iterations == 4)
        #expect(stand.run.givenUp.count == 2)
        #expect(stand.running == ["specification"])
    }

    @Test("what a try leaves that was given up is known of it")
    func left() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build"), try Self.stage("next", after: "build")]))
        try stand.finish("build")
        let attempt = try stand.attempt("next")
        try stand.ask(.rollback(to: "build", resume: true))
        #expect(try stand.attempt("next").number == 2)
        let (tip, log) = (try stand.fresh(), try stand.fresh())
        let report = AttemptReport(
            outcome: .failed(Failure(.interrupted, "it was stopped", cancelled: true)), tip: tip,
            tree: tip, iterations: 1, lastUsage: Usage(input: 1, output: 1, cost: 5), log: log)
        try stand.decide(.attemptEnded(attempt, report), landing: false)
        #expect(stand.lastTurn.keeps == [tip])
        let past = try #require(stand.run.instance(attempt.instance)?.past.first)
        #expect(past.tip == tip)
        #expect(past.log == log)
        #expect(past.iterations == 1)
        #expect(past.usage?.cost == 5)
        #expect(stand.running == ["next"])
    }

    @Test("a stage that has used its budget is held between two passes, and goes on where it was when a person says so")
    func stageBudget() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build", Budget(cost: 5_000_000))]))
        try pass(&stand, "build", Usage(input: 10, output: 1, cost: 3_000_000))
        #expect(stand.running == ["build"])
        try pass(&stand, "build", Usage(input: 10, output: 1, cost: 2_100_000))
        #expect(stand.run.status == .paused)
        #expect(stand.running == [])
        #expect(stand.blocked("build") == .paused)
        #expect(stand.detail("build").contains("stage build has used $5.10 of $5.00"))
        let tip = try #require(stand.run.refs[stand.run.workBranch(InstanceID("build", .main))])
        try stand.decide(.proceed, after: .seconds(86_400))
        #expect(stand.running == [])
        try stand.ask(.resume)
        let order = try #require(self.order(stand, "build"))
        #expect(order.from == tip && order.before == 2 && order.ended == 2 && order.mayGoOn)
        // As much again, and what was used before is not forgotten.
        try pass(&stand, "build", Usage(input: 10, output: 1, cost: 4_900_000))
        #expect(stand.running == ["build"])
        try pass(&stand, "build", Usage(input: 10, output: 1, cost: 100_000))
        #expect(stand.run.status == .paused)
        #expect(stand.run.usage?.cost == 10_100_000)
        #expect(stand.run.instance(InstanceID("build", .main))?.iterations == 4)
        #expect(stand.run.instance(InstanceID("build", .main))?.interruptions == 0)
    }

    @Test("nobody is asked for what ends anyway")
    func lastPass() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build", Budget(iterations: 1))]))
        try stand.finish("build")
        #expect(stand.run.status == .succeeded)
    }

    @Test("a run's budget counts all its stages, and holds what has not started")
    func runBudget() throws {
        var created = try Sample.created([try Self.stage("build"), try Self.stage("test", after: "build")])
        created.pipeline.budget = Budget(tokens: 1000)
        var stand = try RunStand(created)
        try stand.decide(
            .attemptEnded(
                try stand.attempt("build"),
                AttemptReport(
                    outcome: .finished([:]), tip: try stand.fresh(), tree: try stand.fresh(), iterations: 1,
                    lastVerdict: "exited 0", lastUsage: Usage(input: 900, output: 100, cost: 1))))
        #expect(stand.status("build") == .succeeded)
        #expect(stand.running == [])
        #expect(stand.detail("test").contains("the run has used 1k of 1k tokens"))
        try stand.ask(.resume)
        #expect(stand.running == ["test"])
    }

    @Test("time counts while something runs, not while it waits, and passes count with or without an agent")
    func timeAndIterations() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build", Budget(iterations: 3, time: .seconds(300)))]))
        try pass(&stand, "build", took: .seconds(120))
        try stand.ask(.pause)
        try pass(&stand, "build", took: .seconds(120))
        #expect(stand.detail("build") == "paused by Ada")
        try stand.decide(.proceed, after: .seconds(7200))
        try stand.ask(.resume)
        #expect(stand.running == ["build"])
        try pass(&stand, "build", took: .seconds(1))
        #expect(stand.detail("build").contains("3 of 3 iterations"))
        try stand.ask(.resume)
        try pass(&stand, "build", took: .seconds(301))
        #expect(stand.detail("build").contains("5m 1s of 5m"))
    }

    @Test("where an agent does not say what it used the budget cannot be kept, which is asked once")
    func unknown() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build", Budget(cost: 1_000_000, iterations: 3))]))
        try pass(&stand, "build", Usage(input: 10, output: 1))
        #expect(stand.detail("build").contains("what the agent uses is unknown (cost)"))
        try stand.ask(.resume)
        for _ in 0..<2 { try pass(&stand, "build", Usage(input: 10, output: 1)) }
        #expect(stand.running == ["build"])
        try pass(&stand, "build", Usage(input: 10, output: 1))
        #expect(stand.detail("build").contains("3 of 3 iterations"))
    }

    @Test("the day's budget holds a run until the day is over, or a person lets it go on for the rest of it")
    func dayBudget() throws {
        let created = try Sample.created([try Self.stage("build"), try Self.stage("test", after: "build")])
        var stand = try RunStand(created)
        let midnight = stand.now + .seconds(3600)
        try stand.decide(.dayUsedUp(detail: "today's runs have used $20.00 of $20.00", until: midnight))
        #expect(stand.run.status == .paused)
        // What runs is let end.
        #expect(stand.running == ["build"])
        #expect(order(stand, "build")?.mayGoOn == false)
        try stand.finish("build")
        #expect(stand.running == [])
        #expect(stand.detail("test").contains("$20.00"))
        #expect(stand.run.blockedOn(InstanceID("test", .main))?.until == midnight)
        #expect(stand.run.outstandingEffects.contains(.wake(at: midnight)))
        var waived = stand
        try stand.decide(.proceed, after: .seconds(3600))
        #expect(stand.running == ["test"])
        try waived.ask(.resume)
        #expect(waived.running == ["test"])
        try waived.decide(.dayUsedUp(detail: "again", until: midnight))
        #expect(waived.running == ["test"] && waived.run.pause == nil)
        try waived.decide(.dayUsedUp(detail: "tomorrow", until: midnight + .seconds(86_400)), after: .seconds(7200))
        #expect(waived.run.status == .paused)
    }

    @Test("a run that is made when the day is used up starts nothing")
    func lateRun() throws {
        var created = try Sample.created([try Self.stage("build")])
        created.dayUsedUp = DayUsedUp(
            detail: "today's runs have used 9 of 9 iterations", until: created.at + .seconds(60), at: created.at)
        var stand = try RunStand(created)
        #expect(stand.running == [])
        #expect(stand.run.status == .paused)
        try stand.decide(.proceed, after: .seconds(60))
        #expect(stand.running == ["build"])
    }

    @Test("a pause holds a loop between two passes, and is no interruption, however often")
    func pause() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build")]))
        for _ in 0..<5 {
            try stand.ask(.pause)
            try pass(&stand, "build")
            #expect(stand.running == [])
            try stand.ask(.resume)
        }
        let running = try #require(stand.run.instance(InstanceID("build", .main))?.running)
        #expect(running.attempt == 6 && running.before == 5)
        #expect(stand.run.instance(InstanceID("build", .main))?.failures == 0)
    }
}
