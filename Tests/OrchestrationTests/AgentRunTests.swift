import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What an agent's attempts mean for a run.
@Suite struct AgentRunTests {
    private static func stage(_ name: StageName, policy: ErrorPolicy? = nil) throws -> Stage {
        var stage = try Sample.stage(name, policy: policy)
        stage.loop = LoopType(
            name: "work", work: .agent(AgentWork(Agent(name: "robot", arguments: ["robot-cli"]))), prompt: "go")
        return stage
    }

    private func end(
        _ stand: inout RunStand, _ stage: StageName, _ failure: Failure?, usage: Usage? = nil, iterations: Int = 1
    ) throws -> ObjectID {
        let tip = try stand.fresh()
        let report = AttemptReport(
            outcome: failure.map { .failed($0) } ?? .finished([:]), tip: tip, tree: try stand.fresh(),
            iterations: iterations, lastVerdict: "a verdict", lastUsage: usage)
        try stand.decide(.attemptEnded(try stand.attempt(stage), report))
        return tip
    }

    @Test("a rate limit puts an attempt off until it ends, uncounted, and the next goes on where it was")
    func rateLimit() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build", policy: .fail)]))
        let until = stand.now + .seconds(3600)
        let tip = try end(&stand, "build", Failure(.transient, "limited", notBefore: until))
        let blocked = try #require(stand.run.blockedOn(InstanceID("build", .main)))
        #expect(blocked.reason == .rateLimit)
        #expect(blocked.until == until)
        try stand.decide(.proceed, after: .seconds(3599))
        #expect(stand.running == [])
        try stand.decide(.proceed, after: .seconds(1))
        let running = try #require(stand.run.instance(InstanceID("build", .main))?.running)
        #expect(running.from == tip)
        #expect(running.base == stand.run.tip)
        #expect(stand.run.refs[stand.run.workBranch(InstanceID("build", .main))] == tip)
        // What fails by its own fault begins anew.
        _ = try end(&stand, "build", nil)
        #expect(stand.run.status == .succeeded)
    }

    @Test("an attempt after a failure of the work begins at the base, and is told of it")
    func afresh() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build", policy: FailureTests.thrice)]))
        _ = try end(&stand, "build", Failure(.failed, "validation exited 1", exitCode: 1))
        try stand.decide(.proceed, after: .seconds(60))
        let order = stand.run.outstandingEffects.compactMap { if case .attempt(let order) = $0 { order } else { nil } }
        #expect(order.first?.from == stand.run.tip)
        #expect(order.first?.previous?.message == "validation exited 1")
    }

    @Test("what waits for an agent waits without a wake, goes on once it is found, and fails nothing else")
    func missing() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build"), try Self.stage("test")]))
        let failure = Failure(.config, "'robot-cli' is not found on PATH", missingAgent: "robot")
        _ = try end(&stand, "build", failure)
        #expect(stand.blocked("build") == .agentMissing)
        #expect(stand.run.missingAgents == ["robot"])
        #expect(stand.run.program(of: "robot") == "robot-cli")
        _ = try end(&stand, "test", nil)
        #expect(stand.run.status == .waiting)
        #expect(stand.run.nextWake == nil)
        try stand.decide(.agentFound("another"), after: .seconds(600))
        #expect(stand.running == [])
        try stand.decide(.agentFound("robot"))
        _ = try end(&stand, "build", nil)
        #expect(stand.run.status == .succeeded)
        #expect(stand.run.instance(InstanceID("build", .main))?.failures == 0)
    }

    @Test("a person's retry looks for a missing agent again at once")
    func retry() throws {
        var stand = try RunStand(Sample.created([try Self.stage("build")]))
        let failure = Failure(.config, "'robot-cli' is not found on PATH", missingAgent: "robot")
        _ = try end(&stand, "build", failure)
        try stand.decide(.requested(ulid: "01", by: "ada", .retry(from: nil, instance: nil)))
        #expect(try stand.attempt("build").number == 2)
    }

    @Test("usage adds up over passes, attempts and stages, and going back does not take it away")
    func usage() throws {
        var stand = try RunStand(
            Sample.created([
                try Self.stage("build", policy: FailureTests.thrice), try Sample.stage("test", [Sample.after("build")]),
            ]))
        let one = Usage(input: 10, output: 1, cost: 5)
        try stand.decide(
            .iterationEnded(
                try stand.attempt("build"), iteration: 1, tip: try stand.fresh(), verdict: "exited 0", usage: one))
        _ = try end(&stand, "build", Failure(.failed, "no"), usage: Usage(input: 1), iterations: 2)
        try stand.decide(.proceed, after: .seconds(60))
        _ = try end(&stand, "build", nil, usage: one)
        let total = one + Usage(input: 1) + one
        #expect(stand.run.usage == total)
        #expect(stand.run.stages["build"]?.usage == total)
        #expect(stand.run.instance(InstanceID("build", .main))?.usage == total)
        #expect(stand.run.stages["test"]?.usage == nil)
        #expect(total.input == 21 && total.cost == 10 && total.isPartial(.cost))
        try stand.decide(.requested(ulid: "01", by: "ada", .retry(from: "build", instance: nil)))
        #expect(stand.run.usage == total)
    }
}
