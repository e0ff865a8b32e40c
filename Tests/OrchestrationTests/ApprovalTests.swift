import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

/// Stages that a person must let go.
@Suite struct ApprovalTests {
    private static let gate = Trigger.manual(approvalRequired: true)

    private func gated() throws -> RunStand {
        var stand = try RunStand(
            Sample.created([try Sample.stage("build"), try Sample.stage("deploy", [Sample.after("build"), Self.gate])]))
        #expect(stand.blocked("deploy") == .waitingForStage, "what is to be approved is not there yet")
        try stand.finish("build")
        return stand
    }

    private func approve(_ stand: inout RunStand, _ stage: StageName = "deploy", _ name: InstanceName? = nil) throws {
        let tree = try object("tree of \(stand.run.tip)")
        try stand.ask(.approve(stage, name, tree: tree, tip: stand.run.tip, actual: tree))
    }

    @Test("a stage that needs an approval starts with it, and says so until then")
    func approved() throws {
        var stand = try gated()
        #expect(stand.running == [])
        #expect(stand.blocked("deploy") == .approval)
        #expect(stand.run.status == .waiting)
        try approve(&stand)
        #expect(stand.running == ["deploy"])
        try stand.finish("deploy")
        #expect(stand.run.status == .succeeded)
    }

    @Test("what waits for something else cannot be approved yet, nor what runs or is not there")
    func tooEarly() throws {
        var stand = try RunStand(
            Sample.created([try Sample.stage("build"), try Sample.stage("deploy", [Sample.after("build"), Self.gate])]))
        try approve(&stand)
        #expect(stand.refusal?.contains("waiting_for_stage") == true)
        try approve(&stand, "build")
        #expect(stand.refusal?.contains("does not wait for an approval") == true)
        try approve(&stand, "nowhere")
        #expect(stand.refusal == "there is no stage nowhere")
        #expect(stand.running == ["build"])
    }

    /// Results that change what is protected, one for each of two specs.
    private func withheld() throws -> RunStand {
        var stand = try RunStand(Sample.created(try Sample.cascade(policy: .fail)))
        try stand.finish("planning")
        let specs: JSON = ["specs": [Sample.spec("a"), Sample.spec("b")]]
        try stand.finish("specification", giving: specs)
        for name: InstanceName in ["a", "b"] {
            let report = AttemptReport(
                outcome: .finished([:]), tip: try stand.fresh(), tree: try stand.fresh(), iterations: 1,
                breaches: ["Tests/\(name).txt"])
            try stand.decide(.attemptEnded(try stand.attempt("implementation", name), report))
        }
        return stand
    }

    @Test("a result that changes what is protected waits, and each is looked at by itself")
    func results() throws {
        var stand = try withheld()
        #expect(stand.blocked("implementation", "a") == .approval)
        #expect(stand.detail("implementation", "a").contains("Tests/a.txt"))
        #expect(stand.run.status == .waiting && stand.mergeOrder == nil)
        let results = stand.run.withheldResults(in: "implementation")
        #expect(results.count == 2 && stand.run.subjectOfApproval(in: "implementation") == nil)
        let first = try #require(results[InstanceID("implementation", "a")])
        try stand.ask(.approve("implementation", nil, tree: first.tree, tip: first.tip, actual: first.tree))
        #expect(stand.refusal?.contains("name one of implementation/a, implementation/b") == true)
        try stand.ask(.approve("implementation", "a", tree: first.tree, tip: first.tip, actual: first.tree))
        #expect(stand.status("implementation", "a") == .succeeded)
        #expect(stand.blocked("implementation", "b") == .approval)
        try stand.ask(.reject("implementation", "b", message: "the tests stay"))
        #expect(stand.status("implementation", "b") == .failed)
        #expect(stand.run.status == .failed)
        // It is asked for again: that is a new attempt, and what it changes is a new question.
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.running == ["implementation/b"])
    }

    @Test("a run that is cancelled or rolled back asks about no result any more")
    func abandonedResults() throws {
        var stand = try withheld()
        var other = stand
        try stand.ask(.cancel)
        #expect(stand.run.status == .cancelled)
        try other.ask(.rollback(to: "planning", resume: false))
        #expect(other.run.stagesAwaitingApproval.isEmpty)
    }

    @Test("an approval of another tree than the branch has is refused")
    func staleTree() throws {
        var stand = try gated()
        let (seen, actual) = (try object("seen"), try object("actual"))
        try stand.ask(.approve("deploy", nil, tree: seen, tip: stand.run.tip, actual: actual))
        #expect(stand.refusal == "the tree is \(actual.short) now, and \(seen.short) was looked at")
        #expect(stand.running == [])
    }

    @Test("a changed tree voids an approval and names the files; other commits with the same tree do not")
    func voided() throws {
        // Approved while something else is in the way of the start.
        var stand = try RunStand(
            Sample.created([
                try Sample.stage("list", forEach: "['a', 'b']"),
                try Sample.stage("each", [Sample.after("list"), Self.gate], parallel: 1, forEach: "['x', 'y']"),
            ]))
        try stand.finish("list", "a")
        try stand.merge(unlessNothing: true)
        try stand.finish("list", "b")
        try stand.merge(unlessNothing: true)
        #expect(stand.blocked("each", "x") == .approval)
        try approve(&stand, "each")
        #expect(stand.running == ["each/x"])
        #expect(stand.blocked("each", "y") == .slot)
        try stand.decide(.branchMoved(to: try stand.fresh(), .ahead))
        #expect(stand.blocked("each", "y") == .approval)
        let check = try #require(comparison(stand))
        try stand.decide(.approvalCompared(check, changed: []))
        #expect(stand.blocked("each", "y") == .slot, "the tree is the same")
        try stand.decide(.branchMoved(to: try stand.fresh(), .ahead))
        try stand.decide(.approvalCompared(check, changed: []))
        #expect(stand.blocked("each", "y") == .approval, "that was a comparison with an older tip")
        try stand.decide(.approvalCompared(try #require(comparison(stand)), changed: ["src/pay.c"]))
        #expect(stand.detail("each", "y").contains("src/pay.c"))
        #expect(comparison(stand) == nil)
        try stand.fail("each", "x")
        #expect(stand.running == [])
    }

    @Test("a new attempt needs a new approval")
    func newAttempt() throws {
        var stand = try gated()
        try approve(&stand)
        try stand.fail("deploy", .main, .interrupted)
        #expect(stand.running == [])
        #expect(stand.blocked("deploy") == .approval)
        try approve(&stand)
        #expect(stand.running == ["deploy"])
        try stand.fail("deploy")
        #expect(stand.run.status == .failed)
        try stand.ask(.retry(from: nil, instance: nil))
        #expect(stand.blocked("deploy") == .approval)
    }

    @Test("one instance of a fan-out can be approved, and another rejected with a message")
    func oneInstance() throws {
        var stand = try RunStand(
            Sample.created([try Sample.stage("each", [Self.gate], parallel: 5, forEach: "['x', 'y']")]))
        try approve(&stand, "each", "y")
        #expect(stand.running == ["each/y"])
        try stand.ask(.reject("each", "x", message: "too early"))
        #expect(stand.status("each", "x") == .failed)
        try stand.finish("each", "y")
        #expect(stand.run.end?.reason == "stage each failed")
        let failures = stand.events.compactMap {
            if case .instanceFailed(let failed) = $0 { failed.failure.message } else { nil }
        }
        #expect(failures == ["rejected by Ada: too early"])
    }

    @Test("a stage whose condition is false is skipped without asking anybody")
    func skipped() throws {
        let stand = try RunStand(Sample.created([try Sample.stage("deploy", [Self.gate], when: "false")]))
        #expect(stand.status("deploy") == .skipped)
    }

    @Test("an accepted run says onto what, and its tags leave the user's names")
    func accepted() throws {
        var stand = try RunStand(Sample.created([try Sample.stage("build")]))
        let commit = try object("merge")
        try stand.finish("build")
        try stand.ask(Self.accepted(commit))
        #expect(stand.run.acceptance?.commit == commit)
        #expect(stand.lastTurn.keeps.contains(commit))
        #expect(tags(stand) == ["refs/taskdaemon/tags/taskdaemon/\(stand.run.id)/build.1"])
        #expect(stand.run.status == .succeeded)
    }

    @Test("a run that is accepted before its end keeps its tags until it is accepted at its end")
    func acceptedTwice() throws {
        var stand = try RunStand(
            Sample.created([
                try Sample.stage("build"),
                try Sample.stage("deploy", [.onCompletion(sourceStage: "build", successOnly: true)]),
            ]))
        try stand.finish("build")
        try stand.ask(Self.accepted(object("first")))
        #expect(stand.refusal == nil)
        #expect(stand.run.acceptance?.commit == (try object("first")))
        #expect(tags(stand) == ["refs/tags/taskdaemon/\(stand.run.id)/build.1"])
        try stand.finish("deploy")
        #expect(stand.run.status == .succeeded)
        try stand.ask(Self.accepted(object("second")))
        #expect(stand.run.acceptance?.commit == (try object("second")))
        #expect(
            tags(stand) == [
                "refs/taskdaemon/tags/taskdaemon/\(stand.run.id)/build.1",
                "refs/taskdaemon/tags/taskdaemon/\(stand.run.id)/deploy.2",
            ])
    }

    private static func accepted(_ commit: ObjectID) throws -> ControlRequest {
        .accepted(
            AcceptedWork(
                branch: "main", onto: try object("main"), commit: commit, how: "merge", keepsTags: false))
    }

    private func tags(_ stand: RunStand) -> [String] {
        stand.run.refs.keys.map(\.text).filter { $0.contains("tags/") }.sorted()
    }

    private func comparison(_ stand: RunStand) -> ApprovalCheck? {
        stand.run.outstandingEffects.lazy.compactMap { if case .compareApproval(let check) = $0 { check } else { nil } }
            .first
    }
}

extension RunStand {
    fileprivate mutating func merge(unlessNothing: Bool) throws { if mergeOrder != nil { try merge() } }
}
