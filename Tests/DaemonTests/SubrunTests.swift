import Daemon
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import Reporting
import Synchronization
import TaskDaemonTesting
import Testing

/// Stages that use whole pipelines, through the real daemon.
@Suite("Runs of runs")
struct SubrunTests {
    private static let checks = """
        stages:
          - {name: lint, loop_type: shell, run: 'echo "$TASKDAEMON_INPUT_WORD" > lint.txt'}
          - name: test
            loop_type: shell
            run: %RUN%
            triggers: [{on_completion: {source_stage: lint}}%MORE%]
            error_handling: fail

        """

    private static let stages = """
          - {name: build, loop_type: shell, run: date > built.txt}
          - name: checks
            uses: checks
            triggers: [{on_completion: {source_stage: build}}]
            input_mapping: {mappings: [{from: "'hello'", to: word}]}
            output_mapping: {mappings: [{from: stages.test.outputs.passed, to: outputs.passed}]}
            error_handling: fail
        """

    private func workshop(
        run: String = "'cat lint.txt built.txt > test.txt; echo ''{\"passed\": 3}'' > \"$TASKDAEMON_OUTPUT\"'",
        more: String = ""
    ) async throws -> Workshop {
        let workshop = try Workshop()
        _ = try workshop.repository.commit(
            "checks",
            [
                ".taskdaemon/pipelines/checks.yml": Self.checks.replacing("%RUN%", with: run)
                    .replacing("%MORE%", with: more)
                    .replacing("lint, loop_type: shell, run: 'echo \"$TASKDAEMON_INPUT_WORD\"", with: Self.lint)
            ])
        try await workshop.define(Self.stages)
        try workshop.plan()
        return workshop
    }

    /// What a sub-run is given, it has as `request.inputs`.
    private static let lint =
        "lint, loop_type: shell, input_mapping: {mappings: [{from: request.inputs.word, to: word}]}, "
        + "run: 'echo \"$TASKDAEMON_INPUT_WORD\""

    /// The run that starts by itself, and the one that is part of it.
    private func both(_ workshop: Workshop) throws -> (outer: Run, inner: Run) {
        let runs = try workshop.runs()
        try #require(runs.count == 2, "\(runs.map(\.id))")
        let inner = try #require(runs.first { $0.creation.request.parent != nil })
        return (try #require(runs.first { $0.id != inner.id }), inner)
    }

    @Test("a stage is carried out as a run of its own, on top of what was there, and its work and outputs come back")
    func whole() async throws {
        let workshop = try await workshop()
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        let (outer, inner) = try both(workshop)
        #expect(outer.status == .succeeded)
        #expect(inner.status == .succeeded)
        #expect(inner.id.rawValue.hasPrefix("checks-"))
        #expect(try workshop.file("test.txt", of: outer).hasPrefix("hello\n"))
        #expect(outer.stages["checks"]?.checkpoint?.outputs == ["passed": 3])
        #expect(inner.creation.request.branch == outer.creation.request.branch)
        // All that was done stands in the history of the run that asked for it.
        let isIn = try workshop.repository.tryGit(["merge-base", "--is-ancestor", inner.tip.hex, outer.tip.hex])
        #expect(isIn.status == 0)
        #expect(try workshop.complaints() == "")
        // What is there is not done again.
        _ = try await workshop.once()
        #expect(try workshop.runs().count == 2)
    }

    @Test("its trace hangs below the try that it is, with the same ids when it is asked for by itself")
    func trace() async throws {
        let workshop = try await workshop()
        #expect(try await workshop.once().allSucceeded)
        let (outer, inner) = try both(workshop)
        let reader = try WorkspaceReader(at: workshop.repository.path)
        func spans(_ run: Run) throws -> [JSON] {
            let trace = try reader.trace(of: run, version: "1")
            let scopes = trace["resourceSpans"]?.arrayValue?.first?["scopeSpans"]?.arrayValue
            return scopes?.first?["spans"]?.arrayValue ?? []
        }
        let (whole, part) = (try spans(outer), try spans(inner))
        let byName = Dictionary(whole.map { ($0["name"]?.stringValue ?? "", $0) }) { first, _ in first }
        let attempt = try #require(byName["checks attempt 1"])
        let root = try #require(byName["RUN checks"])
        #expect(root["parentSpanId"] == attempt["spanId"])
        #expect(byName["test"]?["parentSpanId"] == root["spanId"])
        #expect(Set(whole.map { $0["traceId"] }).count == 1)
        #expect(whole.contains { $0["name"] == "RUN taskdaemon" && $0["parentSpanId"] == nil })
        #expect(!part.isEmpty)
        #expect(part.allSatisfy(whole.contains))
    }

    @Test("what it had used is known to the run that a rollback took it from")
    func rolledBack() async throws {
        let workshop = try await workshop(more: ", {manual: {approval_required: true}}")
        _ = try await workshop.once()
        let before = try both(workshop)
        #expect(before.inner.account.total.iterations == 1)
        try workshop.ask("rollback", of: before.outer.id, stage: "build")
        _ = try await workshop.once()
        let (outer, inner) = try both(workshop)
        #expect(inner.status == .cancelled)
        #expect(outer.status == .paused)
        #expect(outer.givenUp.isEmpty)
        #expect(outer.account.total.iterations == 2)
        #expect(outer.stages["checks"]?.account.total.iterations == 1)
        // Going on, it is another run, on top of what was done again.
        try workshop.ask("resume", of: outer.id)
        _ = try await workshop.once()
        #expect(try workshop.runs().count == 3)
        #expect(try workshop.complaints() == "")
    }

    @Test("what fails in it fails the stage, which says where to look")
    func failing() async throws {
        let workshop = try await workshop(run: "exit 3")
        let outcome = try await workshop.once()
        #expect(!outcome.allSucceeded)
        let (outer, inner) = try both(workshop)
        #expect(inner.status == .failed)
        #expect(outer.status == .failed)
        let failure = outer.instance(InstanceID("checks", .main))?.past.last?.failure
        #expect(failure?.message == "run \(inner.id) failed: stage test failed")
        // Asked for again, it is another run.
        try workshop.ask("retry", of: outer.id)
        _ = try await workshop.once()
        #expect(try workshop.runs().count == 3)
    }

    @Test("it waits for a person by itself; a pause of the outer run holds it, and a cancel ends it")
    func control() async throws {
        let workshop = try await workshop(more: ", {manual: {approval_required: true}}")
        _ = try await workshop.once()
        var (outer, inner) = try both(workshop)
        #expect(outer.status == .running)
        #expect(inner.blockedOn(stage: "test")?.reason == .approval)
        try workshop.ask("pause", of: outer.id)
        _ = try await workshop.once()
        (outer, inner) = try both(workshop)
        #expect(inner.pause?.cause == .parent)
        try workshop.ask("resume", of: outer.id)
        _ = try await workshop.once()
        (outer, inner) = try both(workshop)
        #expect(inner.pause == nil)
        try workshop.ask("cancel", of: outer.id)
        _ = try await workshop.once()
        (outer, inner) = try both(workshop)
        #expect(outer.status == .cancelled)
        #expect(inner.status == .cancelled)
        #expect(inner.end?.reason == "cancelled by run \(outer.id)")
    }

    @Test("it goes on with the next daemon, in the same try, whenever the last one ended")
    func restarts() async throws {
        let workshop = try await workshop(more: ", {manual: {approval_required: true}}")
        _ = try await workshop.once()
        let (outer, inner) = try both(workshop)
        try workshop.ask(
            "approve", of: inner.id, stage: "test", tree: try workshop.tree(of: inner.tip.hex))
        let outcome = try await workshop.once()
        #expect(outcome.allSucceeded)
        let ended = try both(workshop)
        #expect(ended.outer.status == .succeeded)
        #expect(ended.outer.attemptNumbers[InstanceID("checks", .main)] == 1)
        #expect(ended.inner.id == inner.id)
        #expect(ended.outer.id == outer.id)
    }

    @Test("killed between any two steps, it comes to the same")
    func crashes() async throws {
        var point = 0
        while true {
            let workshop = try await workshop()
            let stop = point
            let passed = Passed()
            let faults = FaultPoints { _ in if passed.next() > stop { throw FaultPoints.Stop() } }
            do {
                _ = try await workshop.once(faults: faults)
                #expect(point > 20)
                return
            } catch is FaultPoints.Stop {}
            _ = try await workshop.once()
            let (outer, inner) = try both(workshop)
            #expect(outer.status == .succeeded, "stopped at \(stop): \(outer.blockers)")
            #expect(inner.status == .succeeded, "stopped at \(stop)")
            point += 7
        }
    }
}

/// How many points were passed.
private final class Passed: Sendable {
    private let count = Mutex(0)
    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
