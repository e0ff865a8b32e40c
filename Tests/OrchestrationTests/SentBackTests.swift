import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// A person rejects what waits for an approval.
@Suite struct SentBackTests {
    /// `build`, and `review`, which waits for an approval and does what is given when it is rejected.
    private static func stages(_ onReject: Stage.OnReject?) throws -> [Stage] {
        var review = try Sample.stage("review", [Sample.after("build"), .manual(approvalRequired: true)])
        review.onReject = onReject
        return [try Sample.stage("build"), review]
    }

    /// What the attempt under way is told of what went before.
    private func told(_ stand: RunStand) -> String? {
        stand.run.outstandingEffects.lazy.compactMap { effect -> Failure? in
            if case .attempt(let order) = effect { order.previous } else { nil }
        }.first?.message
    }

    @Test("by default the stage fails for good") func fails() throws {
        var stand = try RunStand(Sample.created(Self.stages(nil)))
        try stand.finish("build")
        try stand.ask(.reject("review", nil, message: "no"))
        #expect(stand.run.end?.status == .failed)
        // What a stage was told is not what the run is told, once.
        try stand.ask(.rejectRun(message: "not at all"))
        #expect(stand.run.end?.reason == "rejected by Ada: not at all")
        try stand.ask(.rejectRun(message: ""))
        #expect(stand.refusal == "the run is rejected by Ada: not at all")
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.run.rejection == nil)
    }

    @Test("the stage before is done again and told why, until it has succeeded") func earlier() throws {
        var stand = try RunStand(Sample.created(Self.stages(.retryFrom("build"))))
        try stand.finish("build")
        let rejected = stand.run.tip
        try stand.ask(.reject("review", nil, message: "the button is blue"))
        #expect(stand.running == ["build"])
        #expect(told(stand) == "rejected by Ada: the button is blue")
        #expect(stand.lastTurn.keeps.contains(rejected))
        try stand.finish("build")
        #expect(stand.blocked("review") == .approval)
        try stand.ask(.reject("review", nil, message: ""))
        #expect(told(stand) == "rejected by Ada")
        try stand.finish("build")
        try stand.ask(
            .approve("review", nil, tree: stand.run.tip, tip: stand.run.tip, actual: stand.run.tip))
        #expect(stand.running == ["review"])
        #expect(told(stand) == nil)
        try stand.finish("review")
        #expect(stand.run.status == .succeeded)
    }

    @Test("instances of a list that is made again are told too") func lists() throws {
        var stages = try Self.stages(.retryFrom("build"))
        stages[0].forEach = try Sample.expression("['a', 'b']")
        var stand = try RunStand(Sample.created(stages))
        try stand.finish("build", "a")
        try stand.finish("build", "b")
        try stand.ask(.reject("review", nil, message: "no"))
        #expect(stand.running == ["build/a"])
        #expect(told(stand) == "rejected by Ada: no")
    }

    @Test("the next attempt, once it is approved, is told; one that waits longer waits on") func start() throws {
        var stand = try RunStand(Sample.created(Self.stages(.retry)))
        try stand.finish("build")
        try stand.ask(.reject("review", nil, message: "with the staging key"))
        #expect(stand.run.end == nil)
        #expect(stand.blocked("review") == .approval)
        try stand.ask(
            .approve("review", nil, tree: stand.run.tip, tip: stand.run.tip, actual: stand.run.tip))
        #expect(told(stand) == "rejected by Ada: with the staging key")
    }

    @Test("a result that is rejected is made anew, and its commits stay reachable") func result() throws {
        var stage = try Sample.stage("build")
        stage.onReject = .retry
        var stand = try RunStand(Sample.created([stage]))
        let tip = try stand.fresh()
        let report = AttemptReport(
            outcome: .finished([:]), tip: tip, tree: try stand.fresh(), iterations: 1, breaches: ["Tests/a.swift"])
        try stand.decide(.attemptEnded(try stand.attempt("build"), report))
        #expect(stand.blocked("build") == .approval)
        try stand.ask(.reject("build", nil, message: "leave the tests alone"))
        #expect(try stand.attempt("build").number == 2)
        #expect(told(stand) == "rejected by Ada: leave the tests alone")
        #expect(stand.lastTurn.keeps.contains(tip))
        try stand.finish("build")
        #expect(stand.run.status == .succeeded)
    }
}

/// Which failures are tried again, and when conditions are looked at.
@Suite struct RetryOnTests {
    @Test(
        "only failures that `retry_on` names are tried again",
        arguments: [
            ("error.class == 'failed'", true), ("error.class == 'timeout'", false), ("error.exit_code == 1", true),
            ("error.exit_code in [2, 3]", false), ("error.message.contains('exited')", true),
            ("error.message.startsWith('nothing')", false),
        ])
    func retryOn(text: String, isRetried: Bool) throws {
        let policy = ErrorPolicy.retry(Retry(maxAttempts: 3, retryOn: try Sample.expression(text)))
        var stand = try RunStand(Sample.created([Sample.stage("one", policy: policy)]))
        try stand.fail("one")
        #expect((stand.blocked("one") == .backoff) == isRetried)
        #expect((stand.run.end?.status == .failed) == !isRetried)
    }

    @Test("a condition is looked at when what it reads changes, and nothing looks at it in between")
    func condition() throws {
        let trigger = Trigger.onCondition(
            expression: try Sample.expression("one.status == 'succeeded' && two.status == 'succeeded'"),
            variables: ["one.status", "two.status"])
        var stand = try RunStand(
            Sample.created([try Sample.stage("one"), try Sample.stage("two"), try Sample.stage("three", [trigger])]))
        #expect(stand.blocked("three") == .triggerFalse)
        let wakes = stand.run.outstandingEffects.filter { if case .wake = $0 { true } else { false } }
        #expect(wakes.isEmpty)
        try stand.finish("one")
        #expect(stand.blocked("three") == .triggerFalse)
        #expect(stand.running == ["two"])
        try stand.finish("two")
        try stand.merge(nil, unless: stand.mergeOrder == nil)
        #expect(stand.running == ["three"])
    }
}
