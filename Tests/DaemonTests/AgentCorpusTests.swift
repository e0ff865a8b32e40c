import Daemon
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
    @Test("thirty-two specs are carried to their end, every pass can be read, and what it cost adds up")
    func corpus() async throws {
        guard let folder = try sharedFolder("corpus/taskdaemon-specs") else { return }
        var specs: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".md") {
            specs["specs/\(name)"] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        var workshop = try Workshop()
        let draft: FakeAgent.Step = .run("mkdir -p work && echo draft > work/$i")
        let final: FakeAgent.Step = .run("echo final > work/$i")
        // Both begin at once, for they depend on nothing, and both write the same line of the same file.
        let shared: FakeAgent.Step = .run("echo \"by $i\" > shared")
        let agent = try workshop.install(
            .claude,
            [
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
        _ = try workshop.repository.commit("the specs", specs)
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
        // What was done and what it cost, pass by pass.
        let passes = try workshop.passes(of: run)
        let byAttempt = Dictionary(grouping: passes, by: \.attempt)
        for (attempt, own) in byAttempt {
            let past = try #require(instances[attempt.instance.name]?.past.first { $0.attempt == attempt.number })
            #expect(own.map(\.iteration) == Array(1...past.iterations))
            #expect(past.usage == Usage.total(own.map(\.usage)))
            var before = past.base
            for pass in own {
                let changed = try workshop.repository.git("diff", "--name-only", before.hex, pass.tip.hex)
                #expect(changed.contains("work/") || pass.verdict.contains("connection was lost"), "\(pass.verdict)")
                before = pass.tip
            }
            #expect(own.last?.verdict == "exited 0; validation passed")
        }
        #expect(run.usage == Usage.total(passes.map(\.usage)))
        #expect(run.usage == run.stages["implementation"]?.usage)
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
