import Expressions
import GitNames
import JSONValues
import Orchestration
import OrderedCollections
import Pipelines
import Testing

@testable import Reporting

@Suite struct WhyDepthTests {
    /// Runs in the states that reasons are told from.
    private func runs() throws -> [Run] {
        let failed = try SampleRun.failed()
        return [
            try SampleRun.created(), try SampleRun.created(untrusted: ["make"]), try SampleRun.fannedOut(),
            try SampleRun.fannedOut().asked(.pause), failed, failed.asked(.cancel),
            try SampleRun.fannedOut().asked(.cancel),
        ]
    }

    @Test(
        "for every reason of the list there is a sentence for what lets it go on, and something to do where a person must",
        arguments: BlockedOn.Reason.allCases)
    func everyReason(reason: BlockedOn.Reason) throws {
        for run in try runs() {
            for stage in run.stages.keys {
                let blocked = BlockedOn(reason, "because", until: SampleRun.start)
                let part = "\(run.id)/\(stage)"
                for isOver in [false, true] {
                    let look = NextLook(blocked, of: stage, in: run, isOver: isOver)
                    #expect(NextLook.Kind(rawValue: look.by) != nil)
                    #expect(look.text.hasPrefix("when ") || look.text.hasPrefix("at ") || look.text.hasPrefix("never"))
                    #expect((look.by == "time") == (look.until != nil))
                    let steps = Remedy.steps(against: blocked, part: part, stage: stage, in: run)
                    // Where only a person can help, there is a command to type.
                    if look.by == "person" { #expect(steps.contains(where: Remedy.isCommand)) }
                    #expect(steps.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
                }
            }
        }
    }

    @Test("whatever waits in a run has a sentence that says what lets it go on") func everyPart() throws {
        for run in try runs() {
            for part in WhyReport(run, .run).parts {
                #expect((part.looksAgain != nil) == (part.blockedOn != nil), "\(part.stage) of \(run.id)")
            }
        }
    }

    @Test("a dependency is looked at again when one of the instances ends, and says what it was worked out of")
    func dependency() throws {
        let part = try #require(WhyReport(try SampleRun.fannedOut(), .instance(SampleRun.cli)).parts.first)
        #expect(part.looksAgain?.by == "stage")
        #expect(part.looksAgain?.text == "when an instance of it has ended")
        let origin = try #require(part.triggers.first?.origins["spec.dependencies_met"])
        #expect(origin.kind == "instances")
        #expect(origin.text == "what it depends on: core running")
    }

    @Test("what waits for a stage names the stage") func stage() throws {
        let part = try #require(WhyReport(try SampleRun.created(), .stage("implementation")).parts.first)
        #expect(part.looksAgain?.text == "when stage specification has ended")
    }

    @Test("a pause is lifted by a person, who is told how") func paused() throws {
        let run = try SampleRun.fannedOut().asked(.pause)
        let part = try #require(WhyReport(run, .instance(SampleRun.cli)).parts.first)
        #expect(part.blockedOn == "paused")
        #expect(part.looksAgain?.by == "person")
        #expect(part.can.first == "taskdaemon resume greeter-3fa9c01")
    }

    @Test("values say which checkpoint, document, event or input they come from") func origins() throws {
        let loop = LoopType(name: "shell", work: .command(.shell("make")))
        let condition = try Expression(
            parsing: "plan.status != 'Draft' && request.inputs.colour == 'red' && first.outputs.ok && git.commit != ''")
        let pipeline = Pipeline(
            name: "p",
            stages: [
                Stage(name: "first", loop: loop, triggers: []),
                Stage(
                    name: "second", loop: loop,
                    triggers: [
                        .onCompletion(sourceStage: "first", successOnly: true),
                        .onCondition(expression: condition, variables: []), .manual(approvalRequired: true),
                    ]),
            ])
        let request = RunRequest(
            pipeline: "p", commit: SampleRun.id("b"), branch: "main", eventType: "plan.committed",
            documents: [DocumentKey(path: "plans/a.md", blob: SampleRun.id("d"))], inputs: ["colour": "red"])
        let plan: JSON = [
            "kind": "plan", "status": "Draft", "path": "plans/a.md", "commit": .string(SampleRun.id("b").hex),
        ]
        let creation = RunCreated(
            id: "a-1234567", owner: "0123456789abcdef", pipeline: pipeline, request: request, documents: [plan],
            knownSpecs: [:], branchPrefix: "taskdaemon/", identity: .daemon, untrusted: [], supersedes: [], after: [],
            at: SampleRun.start)
        let report = AttemptReport(
            outcome: .finished(["ok": true]), tip: SampleRun.id("1"), tree: SampleRun.id("2"), iterations: 1)
        let run = Run.create(creation).run.after(10, .attemptEnded(AttemptID(InstanceID("first", .main), 1), report))
        let part = try #require(WhyReport(run, .instance(InstanceID("second", .main))).parts.first)
        let origins = part.triggers.map(\.origins)
        #expect(origins[0]["first.status"]?.ref == "refs/tags/taskdaemon/a-1234567/first.1")
        #expect(origins[1]["plan.status"]?.path == "plans/a.md")
        #expect(origins[1]["plan.status"]?.text == "plans/a.md at bbbbbbb")
        #expect(origins[1]["request.inputs.colour"]?.text == "input colour of the request")
        let stage = try #require(origins[1]["first.outputs.ok"])
        #expect(stage.kind == "stage" && stage.stage == "first")
        #expect(stage.commit == run.stages["first"]?.checkpoint?.commit.hex)
        #expect(origins[1]["git.commit"]?.commit == run.tip.hex)
        // Every value has one.
        for trigger in part.triggers { #expect(Set(trigger.evidence.keys) == Set(trigger.origins.keys)) }
        for line in WhyReport(run, .run).page().lines { #expect(line.columns <= 80) }
    }

    @Test("what was tried is told, and of a validation what it wrote") func tried() throws {
        let run = try SampleRun.failed()
        let part = try #require(
            WhyReport(run, .instance(SampleRun.core)) { _ in
                ["made it", "taskdaemon: validates the result", "1 test failed"]
            }.parts.first)
        #expect(part.tried.map(\.attempt) == [1])
        #expect(part.tried.first?.failure?.exitCode == 1)
        #expect(part.validatorLines == ["1 test failed"])
        #expect(part.can.last == "taskdaemon retry greeter-3fa9c01")
        let text = WhyReport(run, .instance(SampleRun.core)).page().written(in: .off)
        #expect(text.contains("attempt 1 failed, exit 1: validation exited 1 (2 iterations, 1 min)\n"))
    }
}
