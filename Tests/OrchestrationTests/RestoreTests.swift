import GitNames
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// A run put back to what it was, and an accept taken back.
@Suite struct RestoreTests {
    private static func restoration(
        _ standing: Standing, undoing: Bool = true, expected: ObjectID? = nil, abandons: Bool = true
    ) throws -> ControlRequest {
        let entry = try object("entry")
        return .restore(
            Restoration(
                entry: entry, target: "before 3fa9c01", undoes: undoing ? entry : nil, expected: expected,
                standing: standing, abandons: abandons))
    }

    @Test("undoing a rollback: the same stages are done, at the same tip, and the run has ended as it had")
    func rollback() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        for stage: StageName in ["one", "two", "three"] { try stand.finish(stage) }
        let before = stand.run
        try stand.ask(.rollback(to: "one", resume: false))
        #expect(stand.run.status == .paused)
        #expect(stand.run.rollbacks == 1)
        let events = try stand.ask(
            Self.restoration(before.standing, expected: stand.run.tip, abandons: false))
        #expect(stand.run.status == .succeeded)
        #expect(stand.run.tip == before.tip)
        #expect(stand.run.integrations == before.integrations)
        #expect(stand.run.standing == before.standing)
        // Nothing is left behind, so nothing is tagged.
        #expect(stand.run.rollbacks == 1)
        #expect(
            events.compactMap(\.move) == [
                RefMove(ref: stand.run.branch, old: before.integrations[0].commit, new: before.tip)
            ])
        try stand.ask(Self.restoration(before.standing, expected: before.tip))
        #expect(stand.refusal == "it stands so already")
    }

    @Test("what ran then starts anew, with a number that no attempt had, and what runs now is stopped")
    func running() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let before = stand.run
        #expect(try stand.attempt("two").number == 1)
        try stand.ask(.retry(from: "one", instance: nil))
        #expect(stand.running == ["one"])
        try stand.ask(Self.restoration(before.standing, expected: stand.run.tip, abandons: false))
        #expect(stand.running == ["two"])
        #expect(try stand.attempt("two").number == 2)
        #expect(stand.run.attemptNumbers[InstanceID("one", .main)] == 2)
        #expect(stand.status("one") == .succeeded)
        try stand.finish("two")
        try stand.finish("three")
        #expect(stand.run.status == .succeeded)
    }

    @Test("an undo that would lose what came since is refused, and going back all the same tags it")
    func since() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        try stand.finish("two")
        let before = stand.run
        try stand.ask(.rollback(to: "one", resume: true))
        let after = stand.run.tip
        try stand.finish("two")
        let lost = stand.run.tip
        try stand.ask(Self.restoration(before.standing, expected: after))
        #expect(stand.refusal == "the run branch has moved since, which would be lost")
        #expect(stand.run.tip == lost)
        try stand.ask(Self.restoration(before.standing, undoing: false))
        #expect(stand.run.tip == before.tip)
        #expect(stand.lastTurn.keeps.contains(lost))
        let tag = try #require(stand.objects.last { $0.kind == .tag })
        #expect(String(decoding: tag.content, as: UTF8.self).hasPrefix("object \(lost)\n"))
        #expect(stand.run.refs[stand.run.rollbackTag(2)] == tag.id)
        #expect(stand.running == ["three"])
    }

    @Test("undoing a cancel: what was cancelled goes on")
    func cancel() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let before = stand.run
        try stand.ask(.cancel)
        try stand.decide(.interrupted(stand.run.runningAttempts))
        #expect(stand.run.status == .cancelled)
        try stand.ask(Self.restoration(before.standing, expected: before.tip, abandons: false))
        #expect(stand.running == ["two"])
    }

    @Test("a run branch that was put elsewhere by hand goes back, and where it was is kept")
    func elsewhere() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        let before = stand.run
        let foreign = try stand.fresh()
        try stand.decide(.branchMoved(to: foreign, .elsewhere))
        #expect(stand.run.status == .paused)
        try stand.ask(Self.restoration(before.standing, expected: before.tip))
        #expect(stand.run.tip == before.tip)
        #expect(stand.run.pause == nil)
        #expect(stand.lastTurn.keeps.contains(foreign))
        #expect(
            stand.run.pendingMoves.contains(RefMove(ref: stand.run.branch, old: foreign, new: before.tip)))
    }

    @Test("the work branch of what had failed is there again")
    func failed() throws {
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.finish("one")
        try stand.fail("two")
        let before = stand.run
        let work = stand.run.workBranch(InstanceID("two", .main))
        let tip = try #require(stand.run.refs[work])
        try stand.ask(.retry(from: nil, instance: nil))
        try stand.ask(Self.restoration(before.standing, expected: before.tip, abandons: false))
        #expect(stand.run.status == .failed)
        #expect(stand.status("two") == .failed)
        #expect(stand.run.refs[work] == tip)
    }

    @Test("a state of another run is refused")
    func other() throws {
        let other = try RunStand(Sample.created([Sample.stage("only")]))
        var stand = try RunStand(Sample.created(ControlTests.chain()))
        try stand.ask(Self.restoration(other.run.standing))
        #expect(stand.refusal?.hasSuffix("is of another run") == true)
    }

    @Test("an accept that is undone is no accept, the tags have their names again, and it can be accepted again")
    func accept() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")]))
        try stand.finish("build")
        let tags = stand.run.refs
        let (onto, commit) = (try object("main"), try object("merge"))
        let accepted = ControlRequest.accepted(
            AcceptedWork(branch: "main", onto: onto, commit: commit, how: "merge", keepsTags: false))
        try stand.ask(.acceptUndone(commit: commit))
        #expect(stand.refusal?.hasPrefix("it is not accepted as") == true)
        try stand.ask(accepted)
        #expect(stand.run.refs != tags)
        try stand.ask(accepted)
        #expect(stand.refusal == "main has it already, as \(commit.short)")
        try stand.ask(.acceptUndone(commit: commit))
        #expect(stand.run.acceptance == nil)
        #expect(stand.run.refs == tags)
        #expect(stand.lastTurn.keeps.contains(commit))
        try stand.ask(accepted)
        #expect(stand.run.acceptance?.commit == commit)
    }

    @Test("an accept that is undone leaves the one before it, with what reverted that")
    func earlier() throws {
        var stand = try RunStand(Sample.created([Sample.stage("build")]))
        try stand.finish("build")
        func accepted(_ onto: ObjectID, _ commit: ObjectID) -> ControlRequest {
            .accepted(AcceptedWork(branch: "main", onto: onto, commit: commit, how: "merge", keepsTags: false))
        }
        let (first, revert, second) = (try object("merge"), try object("revert"), try object("again"))
        try stand.ask(accepted(object("main"), first))
        try stand.decide(.acceptanceReverted(by: revert, holds: false))
        let before = stand.run
        try stand.ask(accepted(revert, second))
        #expect(stand.run.acceptance?.commit == second)
        try stand.ask(.acceptUndone(commit: second))
        #expect(stand.run.acceptance == before.acceptance)
        #expect(stand.run.acceptance?.revertedBy == revert)
        #expect(stand.run.refs == before.refs)
        #expect(stand.run.earlierAcceptances.isEmpty)
    }
}
