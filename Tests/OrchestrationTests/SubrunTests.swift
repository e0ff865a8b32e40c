import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// Tries that are runs of other pipelines.
@Suite struct SubrunTests {
    /// A stage whose tries are runs of a pipeline with the stages `lint` and `test`.
    private static func checks(
        policy: ErrorPolicy? = nil, timeout: Duration? = nil, outputs: Mapping = Mapping()
    ) throws -> Stage {
        var inner = Pipeline(
            name: "checks", timeout: .seconds(600), stages: [try Sample.stage("lint"), try Sample.stage("test")])
        inner.stages[1].triggers = [Sample.after("lint")]
        var stage = try Sample.stage("checks", timeout: timeout)
        stage.loop.work = .pipeline(inner)
        stage.errorHandling = policy
        stage.outputMapping = outputs
        return stage
    }

    private func order(_ stand: RunStand) throws -> SubrunOrder {
        try #require(stand.run.subrunOrders.first)
    }

    /// The run that a try is, carried through by a daemon as it would.
    private func child(of stand: RunStand) throws -> RunStand {
        let order = try order(stand)
        let requested = RunRequested(id: order.request.runID(), request: order.request, at: stand.now)
        return try RunStand(try #require(stand.run.creation(of: requested)))
    }

    private func report(_ child: RunStand) throws -> AttemptReport {
        try #require(child.run.reportToParent(tree: try object("tree of the child")))
    }

    @Test("a try is a run of the pipeline, from the same commit and about the same documents, and gives its outputs")
    func succeeds() throws {
        let mapping = Mapping(fields: [
            Mapping.Field(from: try Sample.expression("stages.test.outputs.passed"), to: "outputs.passed")
        ])
        var stand = try RunStand(Sample.created([try Self.checks(outputs: mapping)]))
        #expect(stand.run.outstandingEffects.contains(.subrun(try order(stand))))
        #expect(!stand.run.outstandingEffects.contains { if case .attempt = $0 { true } else { false } })
        #expect(stand.run.interruptibleAttempts.isEmpty)

        var inner = try child(of: stand)
        #expect(inner.run.id.rawValue.hasPrefix("checks-"))
        #expect(inner.run.creation.request.parent?.path == "\(stand.run.id)/checks")
        #expect(inner.run.creation.request.commit == stand.run.tip)
        #expect(inner.run.creation.documents == stand.run.creation.documents)
        try inner.finish("lint")
        try inner.finish("test", giving: ["passed": 3])
        #expect(inner.run.status == .succeeded)
        try stand.decide(.attemptEnded(try order(stand).attempt, try report(inner)))
        #expect(stand.status("checks") == .succeeded)
        #expect(stand.run.stages["checks"]?.checkpoint?.outputs == ["passed": 3])
        #expect(stand.run.tip == inner.run.tip || stand.run.integrations.count == 1)
        #expect(stand.run.status == .succeeded)
        #expect(stand.run.account.total.iterations == inner.run.account.total.iterations)
    }

    @Test("a run that fails is a failed try, and the next try is another run")
    func retried() throws {
        let policy = ErrorPolicy.retry(
            Retry(maxAttempts: 2, backoff: Backoff(initial: .seconds(1), factor: 1, max: .seconds(1), jitter: 0)))
        var stand = try RunStand(Sample.created([try Self.checks(policy: policy)]))
        var inner = try child(of: stand)
        let first = inner.run.id
        try inner.fail("lint")
        try stand.decide(.attemptEnded(try order(stand).attempt, try report(inner)))
        #expect(stand.run.subrunOrders.isEmpty)
        try stand.decide(.proceed, after: .seconds(2))
        let second = try child(of: stand)
        #expect(second.run.id != first)
        #expect(stand.run.instance(InstanceID("checks", .main))?.past.first?.failure?.message.contains("lint") == true)
    }

    @Test("a run that somebody cancelled is not tried again")
    func cancelledChild() throws {
        let policy = ErrorPolicy.retry(Retry(maxAttempts: 5, backoff: Backoff()))
        var stand = try RunStand(Sample.created([try Self.checks(policy: policy)]))
        var inner = try child(of: stand)
        try inner.ask(.cancel)
        for attempt in inner.run.runningAttempts { try inner.decide(.interrupted([attempt])) }
        try stand.decide(.attemptEnded(try order(stand).attempt, try report(inner)))
        #expect(stand.status("checks") == .failed)
        #expect(stand.run.end?.status == .failed)
    }

    @Test("while a run is paused nothing more starts in its parts, and what was paused by hand stays paused")
    func paused() throws {
        var stand = try RunStand(Sample.created([try Self.checks()]))
        var inner = try child(of: stand)
        try stand.ask(.pause)
        #expect(try order(stand).mayGoOn == false)
        try inner.decide(.parentMayGoOn(false))
        #expect(inner.run.pause?.cause == .parent)
        try inner.finish("lint")
        #expect(inner.running.isEmpty)
        try inner.decide(.parentMayGoOn(true))
        #expect(inner.running == ["test"])
        try inner.ask(.pause)
        try inner.decide(.parentMayGoOn(false))
        try inner.decide(.parentMayGoOn(true))
        #expect(inner.run.pause?.cause == .requested)
    }

    @Test("a run that nobody waits for any more is cancelled")
    func left() throws {
        let stand = try RunStand(Sample.created([try Self.checks()]))
        var inner = try child(of: stand)
        try inner.decide(.parentLeft(isFinal: false))
        #expect(inner.run.cancel?.by == "run \(stand.run.id)")
        var alone = try RunStand(Sample.created([try Sample.stage("build")]))
        try alone.decide(.parentLeft(isFinal: false))
        #expect(alone.run.cancel == nil)
    }

    @Test("a stage's timeout bounds the run, and events it leads to cannot start its parents' pipelines")
    func bounds() throws {
        let stand = try RunStand(Sample.created([try Self.checks(timeout: .seconds(60))]))
        let inner = try child(of: stand)
        #expect(inner.run.creation.pipeline.timeout == .seconds(60))
        let pipeline = stand.run.creation.pipeline.name
        #expect(inner.run.outcomes().allSatisfy { $0.chain == [pipeline, "checks"] })
        #expect(inner.run.creation.request.chain == [pipeline, "checks"])
    }

    @Test("the commands of the pipeline are among those that a person is shown")
    func commands() throws {
        #expect(try Self.checks().loop.commands.count == 2)
    }
}
