import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// How work flows from stage to stage.
@Suite struct CascadeTests {
    @Test("plan, specs and implementation follow each other, and the run succeeds")
    func cascade() throws {
        var stand = try RunStand(Sample.created(Sample.cascade()))
        #expect(stand.running == ["planning"])
        #expect(stand.blocked("specification") == .waitingForStage)
        #expect(stand.run.blockedOn(stage: "implementation")?.reason == .waitingForStage)
        try stand.finish("planning")
        #expect(stand.running == ["specification"])
        try stand.finish("specification", giving: ["specs": [Sample.spec("core"), Sample.spec("cli", "core")]])
        #expect(stand.running == ["implementation/core"])
        #expect(stand.blocked("implementation", "cli") == .triggerFalse)
        #expect(stand.detail("implementation", "cli").contains("core (running)"))
        try stand.finish("implementation", "core", giving: ["implementation": 1])
        #expect(stand.running == ["implementation/cli"])
        try stand.finish("implementation", "cli", giving: ["implementation": 2])
        #expect(stand.run.status == .succeeded)
        #expect(stand.run.stages["implementation"]?.checkpoint?.outputs == ["implementation": [1, 2]])
        #expect(stand.run.stages.values.map { $0.checkpoint?.number } == [1, 2, 3])
        #expect(stand.run.pendingMoves.map(\.ref) == stand.lastTurn.events.compactMap(\.move).map(\.ref))
    }

    @Test("instances run in the order of their specs, at most so many at once, and the others say their place")
    func slots() throws {
        let specs = (1...5).map { Sample.spec("s\($0)") }
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 2)
        var stand = try RunStand(Sample.created([stage], documents: specs))
        #expect(stand.running == ["build/s1", "build/s2"])
        #expect(stand.detail("build", "s3").contains("next in line"))
        #expect(stand.detail("build", "s5").contains("2 ahead in line"))
        #expect(stand.blocked("build", "s5") == .slot)
        try stand.finish("build", "s2")
        #expect(stand.running == ["build/s1", "build/s3"])
    }

    @Test("what depends on an unknown spec, on itself or on a cycle is blocked by name, and the others go on")
    func dependencies() throws {
        let specs = [
            Sample.spec("a"), Sample.spec("b", "nowhere"), Sample.spec("c", "c"), Sample.spec("d", "e"),
            Sample.spec("e", "d"),
            Sample.spec("f", "b"), Sample.spec("g", "finished"), Sample.spec("h", "drafted"), Sample.spec("i", "d"),
        ]
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 10)
        var stand = try RunStand(
            Sample.created([stage], documents: specs, known: ["finished": "Complete", "drafted": "Draft"]))
        #expect(stand.running == ["build/a", "build/g"])
        #expect(stand.blocked("build", "b") == .unknownDependency)
        #expect(stand.detail("build", "b").contains("nowhere"))
        #expect(stand.blocked("build", "c") == .dependencyCycle)
        #expect(stand.detail("build", "c").contains("c → c"))
        #expect(stand.detail("build", "d").contains("d → e → d"))
        #expect(stand.blocked("build", "f") == .upstreamFailed)
        #expect(stand.detail("build", "f").contains("b cannot start"))
        #expect(stand.blocked("build", "h") == .triggerFalse)
        #expect(stand.detail("build", "h").contains("drafted"))
        #expect(stand.blocked("build", "i") == .upstreamFailed)
        try stand.finish("build", "a")
        try stand.finish("build", "g")
        try stand.merge()
        #expect(stand.run.status == .waiting)
        #expect(stand.run.blockedOn(stage: "build")?.reason == .dependencyCycle)
    }

    @Test("dependents of a failed spec are blocked, the others go on, and then the stage fails")
    func failedDependency() throws {
        let specs = [Sample.spec("a"), Sample.spec("b", "a"), Sample.spec("c", "b"), Sample.spec("d")]
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 10)
        var stand = try RunStand(Sample.created([stage], documents: specs))
        try stand.fail("build", "a")
        #expect(stand.blocked("build", "b") == .upstreamFailed)
        #expect(stand.detail("build", "b").contains("a failed"))
        #expect(stand.blocked("build", "c") == .upstreamFailed)
        #expect(stand.running == ["build/d"])
        try stand.finish("build", "d")
        #expect(stand.run.status == .failed)
        #expect(stand.status("build") == .failed)
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.running == ["build/a"])
        try stand.finish("build", "a")
        #expect(stand.running == ["build/b"])
    }

    @Test("specs that a filter does not want are passed over, and the stage succeeds without them")
    func filteredOut() throws {
        let specs = [Sample.spec("a"), Sample.spec("b", needs: [], status: "Done")]
        let stage = try Sample.stage("build", [Sample.specs(filter: "spec.status == 'Draft'")])
        var stand = try RunStand(
            Sample.created([stage, Sample.stage("test", [Sample.after("build")])], documents: specs))
        try stand.finish("build", "a", giving: ["n": 1])
        #expect(stand.status("build") == .succeeded)
        #expect(stand.status("build", "b") == .skipped)
        #expect(stand.running == ["test"])
        try stand.finish("test")
        #expect(stand.run.status == .succeeded)
    }

    @Test("specs that two stages emit are taken once each, whichever ends first")
    func twoEmitters() throws {
        let stages = [
            try Sample.stage("first"), try Sample.stage("second"),
            try Sample.stage("build", [Sample.specs()], parallel: 9),
        ]
        var stand = try RunStand(Sample.created(stages))
        try stand.finish("second", giving: ["specs": [Sample.spec("x"), Sample.spec("y")]])
        try stand.merge(nil, unless: stand.mergeOrder == nil)
        #expect(stand.running == ["first", "build/x", "build/y"])
        try stand.finish("first", giving: ["specs": [Sample.spec("z")]])
        try stand.merge(nil, unless: stand.mergeOrder == nil)
        #expect(stand.run.stages["build"]?.instances.keys.map(\.rawValue) == ["x", "y", "z"])
    }

    @Test("for_each makes one instance for each item, and none when the list is empty")
    func forEach() throws {
        let list = try Sample.stage("build", parallel: 2, forEach: "['linux', 'mac', 'linux']")
        var stand = try RunStand(Sample.created([list]))
        #expect(stand.run.stages["build"]?.instances.keys.map(\.rawValue) == ["linux", "mac", "linux-2"])
        #expect(stand.running == ["build/linux", "build/mac"])
        stand = try RunStand(Sample.created([Sample.stage("build", forEach: "[]")]))
        #expect(stand.run.status == .succeeded)
    }

    @Test("a list that cannot be told blocks its stage with the error")
    func brokenList() throws {
        let stand = try RunStand(Sample.created([Sample.stage("build", forEach: "request.inputs.targets")]))
        #expect(stand.run.blockedOn(stage: "build")?.reason == .expressionError)
        #expect(stand.run.blockedOn(stage: "build")?.detail.contains("targets") == true)
        #expect(stand.run.status == .waiting)
    }

    @Test("when skips a stage, one that fans out too, and what follows goes on")
    func skipped() throws {
        let stages = [
            try Sample.stage("one", when: "run.id == ''"), try Sample.stage("two", forEach: "[1]", when: "false"),
            try Sample.stage("three", [Sample.specs()], when: "false"), try Sample.stage("four", [Sample.after("one")]),
        ]
        let stand = try RunStand(Sample.created(stages, documents: [Sample.spec("a")]))
        #expect(stand.status("one") == .skipped)
        #expect(stand.status("one", .main) == .skipped)
        #expect(stand.status("two") == .skipped)
        #expect(stand.status("three", "a") == .pending || stand.status("three", "a") == .skipped)
        #expect(stand.running == ["four"])
    }

    @Test("an error in a condition blocks with the reason and is never taken for false")
    func expressionErrors() throws {
        let condition = Trigger.onCondition(expression: try Sample.expression("request.inputs.size > 3"), variables: [])
        let stages = [
            try Sample.stage("one", [condition]), try Sample.stage("two", when: "request.inputs.size > 3"),
            try Sample.stage("three", [Sample.specs(filter: "spec.size > 3")]),
        ]
        let stand = try RunStand(Sample.created(stages, documents: [Sample.spec("a")]))
        #expect(stand.blocked("one") == .expressionError)
        #expect(stand.blocked("two") == .expressionError)
        #expect(stand.blocked("three", "a") == .expressionError)
        #expect(stand.detail("one").contains("size"))
        #expect(stand.run.end == nil)
    }

    @Test("a required input that is missing blocks the instance with the field's name")
    func missingInput() throws {
        let field = Mapping.Field(from: try Sample.expression("one.outputs.plan"), to: "plan")
        let stages = [
            try Sample.stage("one"), try Sample.stage("two", [Sample.after("one")], inputs: Mapping(fields: [field])),
        ]
        var stand = try RunStand(Sample.created(stages))
        try stand.finish("one", giving: ["other": 1])
        #expect(stand.blocked("two") == .missingInput)
        #expect(stand.detail("two").contains("plan"))
        #expect(stand.run.status == .waiting)
    }

    @Test("a stage that needs an approval waits for it")
    func approval() throws {
        let stand = try RunStand(Sample.created([Sample.stage("deploy", [.manual(approvalRequired: true)])]))
        #expect(stand.blocked("deploy") == .approval)
        #expect(stand.run.status == .waiting)
    }

    @Test("nothing runs before its commands are trusted, and before the runs of its group have ended")
    func held() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one")], untrusted: ["make"]))
        #expect(stand.blocked("one") == .untrusted)
        try stand.decide(.trusted(by: "Ada"))
        #expect(stand.running == ["one"])
        stand = try RunStand(Sample.created([Sample.stage("one")], after: ["other-1", "other-2"]))
        #expect(stand.blocked("one") == .concurrency)
        #expect(stand.run.status == .queued)
        try stand.decide(.predecessorEnded("other-1"))
        #expect(stand.run.status == .queued)
        try stand.decide(.predecessorEnded("other-2"))
        #expect(stand.running == ["one"])
    }
}

extension RunEvent {
    /// The move that it states, if it states one.
    var move: RefMove? { if case .moved(let move) = self { move } else { nil } }
}
