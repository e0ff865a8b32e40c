import Daemon
import Documents
import Foundation
import Git
import GitNames
import JSONValues
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// The shared documents, implemented as an agent would: several passes each, some that fail, two that conflict.
@Suite("An agent on the corpus")
struct AgentCorpusTests {
    /// The documents as an agent would give them: id, title, path and what each depends on.
    private static func specs(in folder: String) throws -> [JSON] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { $0.hasPrefix("0") && $0.hasSuffix(".md") }
            .map { name in
                let text = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
                let spec = try Document.parse(Array(text), kind: .spec, path: "specs/\(name)")
                return .object([
                    "id": .string(spec.id), "title": .string(spec.title), "path": .string("specs/\(name)"),
                    "dependencies": .array(spec.dependencies.map { .string($0) }),
                ])
            }
    }

    @Test("thirty-two specs go through plan, spec and phase to their end, every pass can be read, and the cost adds up")
    func corpus() async throws {
        guard let folder = try sharedFolder("corpus/taskdaemon-specs") else { return }
        let specs = try Self.specs(in: folder)
        #expect(specs.count == 32)
        let plan = JSON.object([
            "plan": .object(["id": "everything", "title": "Everything", "specs": .array(specs)])
        ])
        let written = JSON.object(["specs": .array(specs)])
        var workshop = try Workshop()
        let draft: FakeAgent.Step = .run("mkdir -p work && echo draft > work/$i")
        let final: FakeAgent.Step = .run("echo final > work/$i")
        // Both begin at once, for they depend on nothing, and both write the same line of the same file.
        let shared: FakeAgent.Step = .run("echo \"by $i\" > shared")
        let agent = try workshop.install(
            .claude,
            [
                "planning.1": [.output(["plan": ["id": "everything"]]), .usage(input: 10, output: 1, micros: 7)],
                "planning.2": [.output(plan), .usage(input: 20, output: 2, micros: 11)],
                // One of the files that it says it has written is not there.
                "specification.1": [
                    .run("mkdir -p specs && cp \(folder)/0*.md specs && rm specs/032-*"), .output(written),
                    .usage(input: 30, output: 3, micros: 13),
                ],
                "specification.2": [
                    .run("cp \(folder)/032-*.md specs"), .output(written), .usage(input: 40, output: 4, micros: 17),
                ],
                "implementation.1": [
                    .say("I begin."), draft, .usage(input: 1000, cached: 100, output: 50, micros: 1500),
                ],
                "implementation.2": [.say("I correct it."), final, .usage(input: 2000, output: 70, micros: 2501)],
                "implementation.006-domain-types.2": [final, shared, .usage(input: 5, output: 1, micros: 3)],
                "implementation.017-config-system.2": [final, shared, .usage(input: 5, output: 1, micros: 3)],
                "implementation.009-execution-tracking.1": [.report("the connection was lost")],
                "implementation.009-execution-tracking.2": [draft, .usage(input: 7, output: 1, micros: 5)],
                "implementation.009-execution-tracking.3": [final, .usage(input: 7, output: 1, micros: 5)],
            ])
        _ = try workshop.repository.commit(
            "settings",
            [
                ".taskdaemon/config.yml": "agent: claude\n",
                ".taskdaemon/loops/phase.yml":
                    "extends: phase\nvalidate: test \"$(cat work/$TASKDAEMON_INSTANCE)\" = final\n",
            ])
        try await workshop.baseline()
        try workshop.plan("# Plan: Everything\n\n## Summary\n\nAll of it, in 32 specs.\n", at: "plans/everything.md")
        let outcome = try await workshop.once()
        let run = try workshop.run()
        #expect(outcome.allSucceeded, "\(run.blockers)")
        let instances = try #require(run.stages["implementation"]?.instances)
        #expect(instances.count == 32)
        #expect(instances.values.allSatisfy { $0.result != nil })
        let files = try workshop.repository.git("ls-tree", "-r", "--name-only", run.branch.text).split(separator: "\n")
        #expect(files.count { $0.hasPrefix("work/") } == 32)
        // One of the two that conflict was done again on what the other had made.
        let pair = ["006-domain-types", "017-config-system"].compactMap { instances[InstanceName($0)] }
        #expect(pair.map(\.past.count).sorted() == [1, 2])
        // That one's agent was told why.
        let again = pair[0].past.count == 2 ? "006-domain-types" : "017-config-system"
        let told = try agent.prompt("implementation.\(again).2.1")
        #expect(told.contains("could not be put onto what others had finished meanwhile") && told.contains("shared"))
        // What was done and what it cost, pass by pass.
        let passes = try workshop.passes(of: run)
        let byAttempt = Dictionary(grouping: passes, by: \.attempt)
        #expect(Set(byAttempt.keys.map(\.instance.stage)) == ["planning", "specification", "implementation"])
        for (attempt, own) in byAttempt {
            let past = try #require(run.instance(attempt.instance)?.past.first { $0.attempt == attempt.number })
            #expect(own.map(\.iteration) == Array(1...past.iterations))
            #expect(past.usage == Usage.total(own.map(\.usage)))
            var before = past.base
            for pass in own {
                let changed = try workshop.repository.git("diff", "--name-only", before.hex, pass.tip.hex)
                let isSilent = attempt.instance.stage == "planning" || pass.verdict.contains("connection was lost")
                #expect(changed.isEmpty == isSilent, "\(attempt) \(pass.iteration): \(pass.verdict)")
                before = pass.tip
            }
            #expect(own.last?.verdict.hasPrefix("exited 0") == true)
        }
        let verdicts = passes.filter { $0.attempt.instance.stage == "specification" }.map(\.verdict)
        #expect(verdicts.count == 2 && verdicts[0].contains("032-testing-validation.md, which was not written"))
        #expect(run.usage == Usage.total(passes.map(\.usage)))
        #expect(run.usage == Usage.total(run.stages.values.map(\.usage)))
        #expect(run.usage?.partial == [.input, .cached, .output, .cost, .turns])
        let known = passes.compactMap(\.usage?.cost)
        #expect(run.usage?.cost == known.reduce(0, +) && known.count == passes.count - 1)
        // The document itself was in the prompt, and what failed in the next.
        let first = try agent.prompt("implementation.001-llm-client-trait.1.1")
        #expect(first.contains("LLM Client Trait") && first.contains("Acceptance Criteria"))
        #expect(try agent.prompt("implementation.009-execution-tracking.1.2").contains("the connection was lost"))
        #expect(try workshop.complaints() == "")
    }
}
