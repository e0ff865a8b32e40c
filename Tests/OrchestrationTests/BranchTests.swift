import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// The run branch: what is put onto it, and what its user does to it.
@Suite struct BranchTests {
    /// Two instances that started from the same tip; the first is integrated.
    static func twins() throws -> RunStand {
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 2, policy: FailureTests.thrice)
        var stand = try RunStand(Sample.created([stage], documents: [Sample.spec("a"), Sample.spec("b")]))
        try stand.finish("build", "a")
        return stand
    }

    @Test("each integration is one commit with the branch's tip and the result as parents, and trailers")
    func integration() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one"), Sample.stage("two", [Sample.after("one")])]))
        let base = stand.run.tip
        let events = try stand.finish("one")
        let result = try #require(stand.run.instance(InstanceID("one", .main))?.result)
        let commit = try #require(stand.run.integrations.first?.commit)
        let draft = try #require(stand.objects.first { $0.id == commit })
        let text = String(decoding: draft.content, as: UTF8.self)
        #expect(text.hasPrefix("tree \(result.tree)\nparent \(base)\nparent \(result.tip)\n"))
        #expect(
            text.hasSuffix(
                """
                one

                Taskdaemon-Run: \(stand.run.id)
                Taskdaemon-Stage: one
                Taskdaemon-Instance: main
                Taskdaemon-Attempt: 1
                Taskdaemon-Iteration: 1

                """))
        let moves = events.compactMap(\.move)
        #expect(moves.contains(RefMove(ref: stand.run.branch, old: base, new: commit)))
        let order = moves.map(\.ref)
        let branch = try #require(order.firstIndex(of: stand.run.branch))
        let tag = try #require(order.firstIndex(of: stand.run.checkpointTag("one", 1)))
        #expect(branch < tag)
        #expect(stand.run.refs[stand.run.workBranch(InstanceID("one", .main))] == nil)
        #expect(stand.lastTurn.keeps.contains(result.tip))
        let tagDraft = try #require(stand.objects.first { $0.kind == .tag })
        #expect(String(decoding: tagDraft.content, as: UTF8.self).contains("object \(commit)\ntype commit\n"))
    }

    @Test("a result whose base is not the tip is merged")
    func merge() throws {
        var stand = try Self.twins()
        try stand.finish("build", "b")
        let order = try #require(stand.mergeOrder)
        #expect(order.onto == stand.run.tip)
        #expect(stand.run.status == .running)
        try stand.decide(
            .mergeTried(order.attempt, onto: try object("elsewhere"), .merged(tree: order.tree, documents: [])))
        #expect(stand.mergeOrder == order)
        try stand.merge()
        #expect(stand.run.status == .succeeded)
        #expect(stand.run.integrations.map { "\($0.attempt.instance.name)" } == ["a", "b"])
    }

    @Test("a conflict is one new attempt on the tip that holds the integration lock, and then a person's")
    func conflict() throws {
        let stage = try Sample.stage("build", [Sample.specs()], parallel: 3)
        let specs = [Sample.spec("a"), Sample.spec("b"), Sample.spec("c")]
        var stand = try RunStand(Sample.created([stage], documents: specs))
        try stand.finish("build", "a")
        try stand.finish("build", "b")
        try stand.merge(.conflicts(["Makefile"]))
        #expect(try stand.attempt("build", "b").number == 2)
        #expect(stand.run.instance(InstanceID("build", "b"))?.running?.base == stand.run.tip)
        try stand.finish("build", "c")
        #expect(stand.mergeOrder == nil)
        #expect(stand.status("build", "c") == .running)
        let amended = try stand.fresh()
        try stand.decide(.branchMoved(to: amended, .ahead))
        try stand.finish("build", "b")
        try stand.merge(.conflicts(["Makefile"]))
        #expect(stand.blocked("build", "b") == .conflict)
        #expect(stand.detail("build", "b").contains("Makefile"))
        try stand.merge()
        #expect(stand.run.status == .waiting)
        try stand.ask(.retry(from: "build", instance: "b"))
        try stand.finish("build", "b")
        #expect(stand.run.status == .succeeded)
    }

    @Test("a merge that does not pass validation is tried again on the tip")
    func invalidMerge() throws {
        var stand = try Self.twins()
        try stand.finish("build", "b")
        try stand.merge(.invalid("make test exited 1"))
        #expect(try stand.attempt("build", "b").number == 2)
        try stand.finish("build", "b")
        #expect(stand.run.status == .succeeded)
    }

    @Test("a run branch that is checked out is not moved under its user, and says where")
    func checkedOut() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one")]))
        try stand.decide(.checkedOut(worktree: "/home/ada/work"))
        let tip = stand.run.tip
        try stand.finish("one")
        #expect(stand.run.tip == tip)
        #expect(stand.blocked("one") == .checkedOut)
        #expect(stand.detail("one").contains("/home/ada/work"))
        #expect(stand.run.status == .waiting)
        try stand.decide(.checkedOut(worktree: nil))
        #expect(stand.run.status == .succeeded)
    }

    @Test("a failed run ends although its branch is checked out")
    func failedWhileCheckedOut() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one"), Sample.stage("two", [Sample.after("one")])]))
        try stand.decide(.checkedOut(worktree: "/home/ada/work"))
        try stand.fail("one")
        #expect(stand.run.status == .failed)
    }

    @Test("a commit on top amends the run: what runs is merged onto it, what follows starts from it")
    func amended() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one"), Sample.stage("two", [Sample.after("one")])]))
        let mine = try stand.fresh()
        try stand.decide(.branchMoved(to: mine, .ahead))
        #expect(stand.run.tip == mine)
        try stand.finish("one")
        #expect(stand.mergeOrder?.onto == mine)
        try stand.merge()
        #expect(stand.run.integrations.first?.onto == mine)
        #expect(stand.run.instance(InstanceID("two", .main))?.running?.base == stand.run.tip)
    }

    @Test("a branch moved back is a rollback to exactly what is still in it")
    func movedBack() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        try stand.finish("two")
        let kept = try #require(stand.run.integrations.first?.commit)
        let abandoned = stand.run.tip
        let events = try stand.decide(.branchMoved(to: kept, .behind(kept: [kept])))
        #expect(stand.status("one") == .succeeded)
        #expect(stand.blocked("two") == .paused)
        #expect(!events.compactMap(\.move).map(\.ref).contains(stand.run.branch))
        #expect(stand.run.refs[stand.run.rollbackTag(1)] != nil)
        #expect(stand.lastTurn.keeps.contains(abandoned))
        try stand.ask(.resume)
        #expect(stand.running == ["two"])
        #expect(stand.run.instance(InstanceID("two", .main))?.running?.base == kept)
    }

    @Test("a branch outside the run's history pauses it; back again it goes on")
    func elsewhere() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        let tip = stand.run.tip
        let foreign = try stand.fresh()
        try stand.decide(.branchMoved(to: foreign, .elsewhere))
        try stand.finish("one")
        #expect(stand.run.blockedOn(stage: "two")?.reason == .branchMoved)
        #expect(stand.detail("two").contains(foreign.short))
        #expect(stand.run.tip == tip)
        try stand.decide(.branchMoved(to: tip, .elsewhere))
        #expect(stand.running == ["two"])
        #expect(stand.run.tip != tip)
    }

    @Test("resumed where the user put it, the run builds on that")
    func adopted() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        let foreign = try stand.fresh()
        try stand.decide(.branchMoved(to: foreign, .elsewhere))
        try stand.ask(.resume)
        #expect(stand.run.tip == foreign)
        try stand.decide(.branchMoved(to: nil, .elsewhere))
        try stand.ask(.resume)
        #expect(stand.run.pendingMoves.contains(RefMove(ref: stand.run.branch, old: nil, new: foreign)))
    }

    @Test("a branch that left and then came ahead goes on from there, also after a resume")
    func elsewhereThenAhead() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.decide(.branchMoved(to: try stand.fresh(), .elsewhere))
        let mine = try stand.fresh()
        try stand.decide(.branchMoved(to: mine, .ahead))
        #expect(stand.run.pause == nil)
        #expect(stand.run.tip == mine)
    }

    @Test("a rollback from a branch that is elsewhere states where it really is")
    func rollbackFromElsewhere() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let first = stand.run.tip
        let foreign = try stand.fresh()
        try stand.decide(.branchMoved(to: foreign, .elsewhere))
        let events = try stand.ask(.rollback(to: "one", resume: true))
        #expect(events.compactMap(\.move).contains(RefMove(ref: stand.run.branch, old: foreign, new: first)))
        #expect(stand.running == ["two"])
    }

    @Test("integrations that lost a race are done again on top of the user's commit")
    func raced() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let mine = try stand.fresh()
        let lost = stand.run.integrations.map(\.commit)
        try stand.decide(.branchMoved(to: mine, .raced(withdrawn: lost)), landing: false)
        #expect(stand.run.tip == mine)
        #expect(stand.run.integrations.isEmpty)
        #expect(stand.status("one") == .running)
        #expect(!stand.run.pendingMoves.contains { $0.ref == stand.run.branch })
        try stand.merge()
        #expect(stand.run.integrations.first?.onto == mine)
        #expect(stand.status("one") == .succeeded)
        #expect(stand.run.stages["one"]?.checkpoint?.number == 2)
    }

    @Test("the checkpoints of two stages that end in one turn stand on their own last results")
    func checkpointsApart() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one"), Sample.stage("two")]))
        try stand.decide(.checkedOut(worktree: "/work"))
        try stand.finish("one")
        var order = stand.mergeOrder
        #expect(order == nil)
        try stand.finish("two")
        try stand.decide(.checkedOut(worktree: nil))
        order = stand.mergeOrder
        #expect(order?.attempt.instance == InstanceID("two", .main))
        try stand.merge()
        #expect(stand.run.stages["one"]?.checkpoint?.commit == stand.run.integrations[0].commit)
        #expect(stand.run.stages["two"]?.checkpoint?.commit == stand.run.integrations[1].commit)
    }

    @Test("work branches and tags that somebody moved are put back, and what they held is kept")
    func projections() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let tag = stand.run.checkpointTag("one", 1)
        let stated = try #require(stand.run.refs[tag])
        try stand.decide(.projectionMoved(tag, to: nil))
        #expect(stand.run.pendingMoves.filter { $0.ref == tag } == [RefMove(ref: tag, old: nil, new: stated)])
        let foreign = try stand.fresh()
        let work = stand.run.workBranch(InstanceID("one", .main))
        #expect(try stand.decide(.projectionMoved(work, to: foreign)).filter { $0.move != nil } == [])
    }

    @Test("a work branch that shall go and that somebody moved goes all the same, its commits kept")
    func movedWhileDeleted() throws {
        var stand = try RunStand(Sample.created([Sample.stage("one")]))
        let work = stand.run.workBranch(InstanceID("one", .main))
        try stand.finish("one")
        #expect(stand.run.end != nil)
        let foreign = try stand.fresh()
        try stand.decide(.projectionMoved(work, to: foreign), landing: false)
        #expect(stand.run.pendingMoves.filter { $0.ref == work } == [RefMove(ref: work, old: foreign, new: nil)])
        #expect(stand.lastTurn.keeps.contains(foreign))
    }
}
