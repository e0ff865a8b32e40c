import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Simulating
import Testing

/// Stages whose tries are runs of other pipelines.
@Suite struct SubrunTests {
    private static let checks = """
        stages:
          - {name: lint, loop_type: shell, run: make lint, timeout: 5m}
          - name: unit
            loop_type: shell
            run: make test
            triggers: [{on_completion: {source_stage: lint}}]

        """

    private func pipeline(_ checks: String = checks, more: String = "") throws -> Pipeline {
        try Bench.pipeline(
            """
            stages:
              - {name: check, uses: checks}
              - {name: other, loop_type: shell, run: make, timeout: 1m}
              - name: ship
                loop_type: shell
                run: make ship
                triggers: [{on_completion: {source_stage: check}}]\(more)
            """, beside: ["checks": checks])
    }

    @Test("a pipeline that a stage uses is played through as part of its run, at the same time as what runs beside it")
    func played() throws {
        let simulation = try Bench.play(
            try pipeline(), with: StubbedResults(failures: [StagePart("other"): .init(.timeout, count: 1)]))
        #expect(simulation.story("check") == ["starts 1", "succeeds 1 run", "stage succeeds"])
        #expect(
            simulation.story("unit", in: "check") == [
                "waits waiting_for_stage", "starts 1", "succeeds 1 invented", "stage succeeds",
            ])
        let end = try #require(
            simulation.steps.first { step in
                if case .ended = step.what { step.within == [StagePart("check")] } else { false }
            })
        #expect(end.after == .zero)
        #expect(zip(simulation.steps, simulation.steps.dropFirst()).allSatisfy { $0.after <= $1.after })
        #expect(simulation.outputs("check")?["stages"]?["unit"]?["status"] == "succeeded")
    }

    @Test("what waits in it for what does not come is what the whole waits for") func waiting() throws {
        let checks = Self.checks.replacing(
            "[{on_completion: {source_stage: lint}}]", with: "[{on_event: {event_type: go}}]")
        let simulation = try Bench.play(try pipeline(checks))
        #expect(simulation.status == nil)
        #expect(simulation.waiting == ["ship waiting_for_stage", "check > unit trigger_false"])
        #expect(simulation.story("other").last == "stage succeeds")
    }

    @Test("what was stated for the stage counts, and no run is played") func stated() throws {
        let simulation = try Bench.play(
            try pipeline(), with: StubbedResults(failures: [StagePart("check"): .init(.failed)]))
        #expect(simulation.story("check").contains("fails 1 failed"))
        #expect(simulation.steps.allSatisfy { $0.within.isEmpty })
    }

    @Test("what was stated for a stage of the pipeline that it uses counts in its run; what was never tried is named")
    func statedInside() throws {
        var inside = StubbedResults(failures: [
            StagePart("lint"): .init(.timeout), StagePart("unit"): .init(.failed),
            StagePart("lint", "x"): .init(.failed),
        ])
        inside.outputs[StagePart("lint")] = ["found": 1]
        var results = StubbedResults()
        results.inside[StagePart("check")] = inside
        let simulation = try Bench.play(try pipeline(), with: results)
        #expect(simulation.story("lint", in: "check").contains("fails 1 timeout"))
        #expect(simulation.story("check").contains("fails 1 failed"))
        #expect(simulation.unused.map(\.description) == ["check/lint/x", "check/unit"])
        let end = simulation.steps.last { $0.within == [StagePart("check")] }
        #expect(end?.after == .seconds(300))
    }

    @Test("what was stated of one instance's run counts there alone, before what was stated of all")
    func statedInsideInstance() throws {
        let pipeline = try Bench.pipeline(
            "stages: [{name: check, uses: checks, for_each: \"['a', 'b', 'c']\", parallel_instances: 3}]\n",
            beside: ["checks": Self.checks])
        var results = StubbedResults()
        results.inside[StagePart("check")] = StubbedResults(failures: [StagePart("unit"): .init(.failed)])
        results.inside[StagePart("check", "b")] = StubbedResults(failures: [StagePart("lint"): .init(.failed)])
        let simulation = try Bench.play(pipeline, with: results)
        let failed = simulation.steps.compactMap { step -> String? in
            if case .fails = step.what, let part = step.part, let outer = step.within.first {
                "\(outer) \(part)"
            } else {
                nil
            }
        }
        #expect(failed.sorted() == ["check/a unit", "check/b lint", "check/c unit"])
        #expect(simulation.unused.isEmpty)
    }

    @Test("decisions are counted over all runs") func bounded() throws {
        let endless = """
            error_handling: {retry: {max_attempts: 1000, backoff: {initial: 1ms, factor: 1}}}
            stages: [{name: lint, loop_type: shell, run: make, when: "false"}]

            """
        #expect(try Bench.play(try pipeline(endless), limit: 2).end == .outOfDecisions)
    }
}
