import Documents
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Simulating
import Testing

/// Runs played through by the real core.
@Suite struct SimulationTests {
    @Test("the reference pipeline goes from plan to phases, with what the plan says, each trigger with its values")
    func reference() throws {
        let simulation = try Bench.reference()
        #expect(simulation.status == .succeeded)
        #expect(simulation.story("planning") == ["starts 1", "succeeds 1 document", "stage succeeds"])
        #expect(
            simulation.story("specification") == [
                "waits waiting_for_stage", "starts 1", "succeeds 1 document", "stage succeeds",
            ])
        #expect(
            simulation.story("implementation/greeter-test") == [
                "made", "waits trigger_false", "starts 1", "succeeds 1 document",
            ])
        let plan = try #require(simulation.outputs("planning")?["plan"])
        #expect(plan["title"] == "A greeter")
        #expect(plan == (try Document.parse(Bench.plan, kind: .plan, path: "plans/greeter.md")).json)
        let phases = simulation.outputs("implementation/greeter-test")?["implementation"]?["phases"]?.arrayValue
        #expect(
            phases?.map { $0["path"] } == [
                "phases/greeter-test/01-write-the-test.md", "phases/greeter-test/02-run-it.md",
            ])
        // Nothing but work happened, and that takes no time.
        #expect(simulation.steps.allSatisfy { $0.after == .zero })
        let starts = simulation.steps.compactMap { step -> SimulatedStep.Start? in
            if case .starts(let start) = step.what, step.part?.stage == "implementation" { start } else { nil }
        }
        #expect(starts.map { $0.triggers.first?.verdict } == [.holds, .holds])
        #expect(starts.allSatisfy { $0.triggers.first?.evidence["spec.dependencies_met"] == "true" })
        #expect(starts.map { $0.input["spec"]?["id"] } == ["greeter-core", "greeter-test"])
    }

    @Test("what fails is tried again after growing waits, as often as the policy says, and then the run fails")
    func failing() throws {
        let results = StubbedResults(failures: [StagePart("planning"): .init(.failed)])
        let simulation = try Bench.reference(results)
        #expect(simulation.status == .failed)
        #expect(
            simulation.story("planning") == [
                "starts 1", "fails 1 failed", "backs off", "waits backoff", "starts 2", "fails 2 failed", "backs off",
                "waits backoff", "starts 3", "fails 3 failed", "given up", "stage fails",
            ])
        let waits = simulation.steps.compactMap { step -> Duration? in
            if case .backsOff(let wait) = step.what { wait } else { nil }
        }
        #expect((Duration.milliseconds(800)...(.milliseconds(1200))).contains(waits[0]))
        #expect((Duration.milliseconds(1600)...(.milliseconds(2400))).contains(waits[1]))
        #expect(simulation.steps.last?.after == waits[0] + waits[1])
        #expect(simulation.unused.isEmpty)
        #expect(try Bench.reference(results) == simulation, "the same simulation is the same every time")
    }

    @Test("only the first attempts may fail, of one instance alone; what was said of others is told")
    func recovering() throws {
        let simulation = try Bench.reference(
            StubbedResults(failures: [
                StagePart("implementation", "greeter-core"): .init(.failed, count: 1),
                StagePart("implementation", "lost"): .init(.failed),
            ]))
        #expect(simulation.status == .succeeded)
        #expect(simulation.story("implementation/greeter-core").suffix(2) == ["starts 2", "succeeds 2 document"])
        #expect(simulation.story("implementation/greeter-test").suffix(2) == ["starts 1", "succeeds 1 document"])
        #expect(simulation.unused == [StatedPart(StagePart("implementation", "lost"))])
    }

    @Test("what reaches its time limit takes that long, and is a failure of that class")
    func timeout() throws {
        let pipeline = try Bench.pipeline(
            """
            error_handling:
              retry: {max_attempts: 2, backoff: {initial: 1m, jitter: 0}, retry_on: "error.class == 'timeout'"}
            stages:
              - {name: build, loop_type: shell, run: make, timeout: 30m}
            """)
        let simulation = try Bench.play(
            pipeline, with: StubbedResults(failures: [StagePart("build"): .init(.timeout)]))
        #expect(simulation.status == .failed)
        #expect(simulation.story("build").filter { $0.hasPrefix("fails") } == ["fails 1 timeout", "fails 2 timeout"])
        #expect(simulation.steps.last?.after == .seconds(61 * 60))
    }

    @Test("the run's own time limit ends it, and what runs with it")
    func deadline() throws {
        let pipeline = try Bench.pipeline(
            """
            timeout: 10m
            stages:
              - {name: build, loop_type: shell, run: make, timeout: 30m}
            """)
        let simulation = try Bench.play(
            pipeline, with: StubbedResults(failures: [StagePart("build"): .init(.timeout)]))
        #expect(simulation.status == .failed)
        #expect(simulation.steps.last?.after == .seconds(600))
        #expect(simulation.story("build").contains("cancelled"))
    }

    @Test("what closes a run is played through too, as the run ends")
    func closing() throws {
        let pipeline = try Bench.pipeline(
            """
            timeout: 10m
            stages:
              - {name: build, loop_type: shell, run: make, timeout: 30m}
            on_failure:
              - {name: report, loop_type: shell, run: ./report.sh}
            finally:
              - {name: clean, loop_type: shell, run: make clean, when: "error.class == 'timeout'"}
            """)
        let timedOut = try Bench.play(
            pipeline, with: StubbedResults(failures: [StagePart("build"): .init(.timeout)]))
        #expect(timedOut.status == .failed)
        #expect(timedOut.story("report").suffix(2) == ["succeeds 1 invented", "stage succeeds"])
        #expect(timedOut.story("clean").suffix(2) == ["succeeds 1 invented", "stage succeeds"])
        let good = try Bench.play(pipeline)
        #expect(good.story("report").last == "skipped")
        #expect(good.waiting == ["clean expression_error"])
    }

    @Test("a list makes an instance for each item, so many at once, and the others wait for their turn")
    func fanOut() throws {
        let pipeline = try Bench.pipeline(
            """
            stages:
              - {name: test, loop_type: shell, run: make, for_each: "['a', 'b', 'c']", parallel_instances: 2}
            """)
        let simulation = try Bench.play(
            pipeline, with: StubbedResults(outputs: [StagePart("test", "b"): ["found": 7]]))
        #expect(simulation.story("test/a") == ["made", "starts 1", "succeeds 1 invented"])
        #expect(simulation.story("test/b") == ["made", "starts 1", "succeeds 1 stated"])
        #expect(simulation.story("test/c") == ["made", "waits slot", "starts 1", "succeeds 1 invented"])
        #expect(simulation.outputs("test/b") == ["found": 7])
        #expect(simulation.run.stages["test"]?.checkpoint?.outputs == ["found": [7]])
    }

    @Test("what waits for a person is approved once nothing else goes on, and the wait is told")
    func approval() throws {
        let pipeline = try Bench.pipeline(
            """
            stages:
              - {name: build, loop_type: shell, run: make, timeout: 5m}
              - name: ship
                loop_type: shell
                run: make ship
                triggers: [{manual: {approval_required: true}}]
            """)
        let simulation = try Bench.play(
            pipeline, with: StubbedResults(failures: [StagePart("build"): .init(.timeout, count: 1)]))
        #expect(simulation.status == .failed, "the policy is to fail, and nothing more starts")
        #expect(!simulation.story("ship").contains("approved"))
        let other = try Bench.play(pipeline)
        #expect(other.status == .succeeded)
        #expect(
            other.story("ship") == ["waits approval", "approved", "starts 1", "succeeds 1 invented", "stage succeeds"])
    }

    @Test("an event that does not come is what it waits for at the end")
    func events() throws {
        let pipeline = try Bench.pipeline(
            """
            stages:
              - {name: build, loop_type: shell, run: make}
              - {name: ship, loop_type: shell, run: make, triggers: [{on_event: {event_type: window.open}}]}
            """)
        let simulation = try Bench.play(pipeline)
        #expect(simulation.status == nil)
        #expect(simulation.waiting == ["ship trigger_false"])
        #expect(simulation.story("build").last == "stage succeeds")
    }

    @Test("a rollback leaves the run to a person")
    func rollback() throws {
        let pipeline = try Bench.pipeline(
            """
            stages:
              - {name: build, loop_type: shell, run: make}
              - name: test
                loop_type: shell
                run: make test
                triggers: [{on_completion: {source_stage: build}}]
                error_handling: {rollback: {to: build}}
            """)
        let simulation = try Bench.play(
            pipeline, with: StubbedResults(failures: [StagePart("test"): .init(.failed)]))
        #expect(simulation.waiting.contains("run paused"))
        #expect(simulation.steps.contains { if case .rolledBack("build", _) = $0.what { true } else { false } })
    }

    @Test("the rest goes on past a failure that is allowed, and a stage whose condition is false says with what values")
    func branching() throws {
        let pipeline = try Bench.pipeline(
            """
            success: "test.status == 'succeeded' || fix.status == 'succeeded'"
            stages:
              - {name: test, loop_type: shell, run: make test, error_handling: continue}
              - name: fix
                loop_type: shell
                run: make fix
                triggers: [{on_completion: {source_stage: test, success_only: false}}]
                when: "test.status == 'failed'"
            """)
        let good = try Bench.play(pipeline)
        #expect(good.status == .succeeded)
        let skip = good.steps.compactMap { step -> [String: String]? in
            if case .skipped(_, let values) = step.what { values } else { nil }
        }
        #expect(skip == [["test.status": "\"succeeded\""]])
        let bad = try Bench.play(pipeline, with: StubbedResults(failures: [StagePart("test"): .init(.failed)]))
        #expect(bad.status == .succeeded)
        #expect(bad.story("fix").contains("succeeds 1 invented"))
    }

    @Test("a run that would go on and on is left after so many decisions")
    func bounded() throws {
        let pipeline = try Bench.pipeline(
            """
            error_handling: {retry: {max_attempts: 1000, backoff: {initial: 1ms, factor: 1}}}
            stages: [{name: build, loop_type: shell, run: make}]
            """)
        let failing = StubbedResults(failures: [StagePart("build"): .init(.failed)])
        let simulation = try Bench.play(pipeline, with: failing, limit: 100)
        #expect(simulation.end == .outOfDecisions)
        #expect(simulation.steps.count < 1000)
    }
}
