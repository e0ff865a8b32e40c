import GitNames
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// To what a run can be taken back, and what a person's hand on its branch means.
@Suite struct RollbackTargetTests {
    /// Three specs, done one after the other, and a stage after them.
    private static func fanned() throws -> RunStand {
        let stages = [
            try Sample.stage("build", [Sample.specs()]), try Sample.stage("check", [Sample.after("build")]),
        ]
        var stand = try RunStand(
            Sample.created(stages, documents: [Sample.spec("a"), Sample.spec("b"), Sample.spec("c")]))
        for name: InstanceName in ["a", "b", "c"] { try stand.finish("build", name) }
        try stand.finish("check")
        return stand
    }

    @Test("before an instance: that one and everything after it are pending, what came before stays done")
    func instance() throws {
        var stand = try Self.fanned()
        #expect(stand.run.status == .succeeded)
        let integrations = stand.run.integrations
        try stand.ask(.rollback(to: .before(InstanceID("build", "b")), resume: false))
        #expect(stand.run.tip == integrations[1].onto)
        #expect(stand.run.integrations == [integrations[0]])
        #expect(stand.status("build", "a") == .succeeded)
        #expect(stand.status("build", "b") == .pending)
        #expect(stand.status("build", "c") == .pending)
        #expect(stand.status("check") == .pending)
        #expect(stand.lastTurn.keeps.contains(integrations[3].commit))
        try stand.ask(.resume)
        for name: InstanceName in ["b", "c"] { try stand.finish("build", name) }
        try stand.finish("check")
        #expect(stand.run.status == .succeeded)
    }

    @Test("a checkpoint by its number, as long as it is in the history")
    func checkpoint() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        for stage: StageName in ["one", "two", "three"] { try stand.finish(stage) }
        let first = stand.run.integrations[0].commit
        #expect(stand.run.openCheckpoints == ["one.1", "two.2", "three.3"])
        try stand.ask(.rollback(to: .checkpoint(1), resume: false))
        #expect(stand.run.tip == first)
        #expect(stand.run.openCheckpoints == ["one.1"])
        try stand.ask(.rollback(to: .checkpoint(2), resume: false))
        #expect(stand.refusal == "checkpoint two.2 is not in the run branch's history any more")
        try stand.ask(.rollback(to: .checkpoint(9), resume: false))
        #expect(stand.refusal == "there is no checkpoint 9")
        try stand.ask(.rollback(to: .before(InstanceID("two", .main)), resume: false))
        #expect(stand.refusal == "nothing of two is on the run branch")
    }

    @Test("an amended tip stands for what it was: the stage stays done, and going back to it finds the new commit")
    func replaced() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let old = stand.run.tip
        let new = try stand.fresh()
        try stand.decide(.branchMoved(to: new, .replaced))
        #expect(stand.run.tip == new)
        #expect(stand.run.pause == nil)
        #expect(stand.run.integrations.map(\.commit) == [new])
        #expect(stand.run.stages["one"]?.checkpoint?.commit == new)
        #expect(stand.lastTurn.keeps.contains(old))
        try stand.finish("two")
        try stand.merge()
        try stand.ask(.rollback(to: "one", resume: false))
        #expect(stand.run.tip == new)
        #expect(stand.status("one") == .succeeded)
    }

    @Test("a revert on top is an amendment that says so: what was done stays done")
    func reverted() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let done = stand.run.tip
        let new = try stand.fresh()
        let events = try stand.decide(.branchMoved(to: new, .reverting([done])))
        let amended = events.compactMap { if case .amended(let amended) = $0 { amended } else { nil } }
        #expect(amended.map(\.reverts) == [[done]])
        #expect(amended.map(\.from) == [done])
        #expect(stand.status("one") == .succeeded)
        #expect(stand.run.tip == new)
    }
}
