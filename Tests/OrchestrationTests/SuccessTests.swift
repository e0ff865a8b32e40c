import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// What `success` decides.
@Suite struct SuccessTests {
    private static let items = "[\"linux\", \"mac\", \"windows\"]"

    @Test("a stage whose success holds has succeeded, and what waits for it starts")
    func holds() throws {
        var stand = try RunStand(
            Sample.created([
                Sample.stage("test", success: "outputs.count > 2"), Sample.stage("ship", [Sample.after("test")]),
            ]))
        try stand.finish("test", giving: ["count": 3])
        #expect(stand.status("test") == .succeeded)
        #expect(stand.running == ["ship"])
    }

    @Test("a stage whose success is false has failed, although its instance has not, and says by which values")
    func fails() throws {
        var stand = try RunStand(
            Sample.created([
                Sample.stage("test", success: "outputs.count > 2"), Sample.stage("ship", [Sample.after("test")]),
            ]))
        try stand.finish("test", giving: ["count": 2])
        #expect(stand.status("test") == .failed)
        #expect(stand.status("test", .main) == .succeeded)
        #expect(stand.run.status == .failed)
        #expect(
            stand.run.successReport(of: "test")?.detail
                == "success is false: outputs.count > 2 (outputs.count = 2)")
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.refusal == "no instance has failed, but the success of test: retry from that stage")
        try stand.ask(.retry(from: "test", instance: nil))
        try stand.finish("test", giving: ["count": 3])
        try stand.finish("ship")
        #expect(stand.run.status == .succeeded)
    }

    @Test("an error of a stage's success is neither: the stage waits for a person, who may do it again")
    func undecided() throws {
        var stand = try RunStand(
            Sample.created([
                Sample.stage("test", success: "outputs.count > 2"), Sample.stage("ship", [Sample.after("test")]),
            ]))
        try stand.finish("test", giving: ["number": 3])
        #expect(stand.status("test") == .pending)
        #expect(stand.run.blockedOn(stage: "test")?.reason == .expressionError)
        #expect(stand.run.blockedOn(stage: "test")?.detail.contains("number") == true)
        #expect(stand.blocked("ship") == .waitingForStage)
        #expect(stand.run.status == .waiting)
        try stand.ask(.retry(from: "test", instance: nil))
        try stand.finish("test", giving: ["count": 3])
        #expect(stand.running == ["ship"])
    }

    @Test("one that failed is no failure of a fan-out whose success wants most of them")
    func most() throws {
        let most = "instances.filter(i, i.status == \"succeeded\").size() * 2 > instances.size()"
        var stand = try RunStand(
            Sample.created([Sample.stage("test", parallel: 3, forEach: Self.items, success: most)]))
        try stand.finish("test", "linux")
        try stand.fail("test", "mac")
        #expect(stand.status("test") == .running)
        try stand.finish("test", "windows")
        try stand.merge()
        #expect(stand.status("test") == .succeeded)
        #expect(stand.status("test", "mac") == .failed)
        #expect(stand.run.status == .succeeded)
    }

    @Test("a fan-out's success sees each instance's name and outputs, and the list of all values of an output")
    func fanOut() throws {
        let sees = "instances.map(i, i.name) == \(Self.items) && instances[1].outputs.n == 2 && outputs.n == [1, 2, 3]"
        var stand = try RunStand(
            Sample.created([Sample.stage("test", parallel: 3, forEach: Self.items, success: sees)]))
        for (name, number) in [("linux", 1), ("mac", 2), ("windows", 3)] {
            try stand.finish("test", InstanceName(name), giving: ["n": .int(Int64(number))])
            try stand.merge(nil, unless: stand.mergeOrder == nil)
        }
        #expect(stand.status("test") == .succeeded)
    }

    @Test("the one instance that failed fails its stage, whatever success says")
    func loneFailure() throws {
        var stand = try RunStand(Sample.created([Sample.stage("test", success: "outputs.count > 2")]))
        try stand.fail("test")
        #expect(stand.status("test") == .failed)
        #expect(stand.run.successReport(of: "test") == nil)
    }

    @Test("a run succeeds by its pipeline's success, although a stage failed")
    func runHolds() throws {
        var stand = try RunStand(
            Sample.created(
                [Sample.stage("build"), Sample.stage("lint", policy: .continue)],
                success: "build.status == \"succeeded\""))
        try stand.finish("build")
        try stand.fail("lint")
        #expect(stand.run.status == .succeeded)
        #expect(stand.run.end?.reason == "success holds: build.status == \"succeeded\"")
    }

    @Test("a run fails by its pipeline's success, although every stage succeeded")
    func runFails() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")], success: "build.outputs.count > 2"))
        try stand.finish("build", giving: ["count": 2])
        #expect(stand.status("build") == .succeeded)
        #expect(stand.run.status == .failed)
        #expect(
            stand.run.end?.reason == "success is false: build.outputs.count > 2 (build.outputs.count = 2)")
    }

    @Test("an error of the pipeline's success keeps the run from ending, and can be done again")
    func runUndecided() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")], success: "build.outputs.count > 2"))
        try stand.finish("build", giving: ["number": 2])
        #expect(stand.run.end == nil)
        #expect(stand.run.status == .waiting)
        #expect(stand.run.undecided?.reason == .expressionError)
        try stand.ask(.retry(from: "build", instance: nil))
        #expect(stand.run.undecided == nil)
        try stand.finish("build", giving: ["count": 3])
        #expect(stand.run.status == .succeeded)
    }

    @Test("a run whose success is an error can be cancelled")
    func cancelled() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")], success: "build.outputs.count > 2"))
        try stand.finish("build")
        try stand.ask(.cancel)
        #expect(stand.run.status == .cancelled)
    }
}
