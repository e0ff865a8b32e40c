import Daemon
import JSONValues
import Journaling
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// What many instances are given is stored once, through the real daemon.
@Suite("Large values in runs")
struct LargeValueRunTests {
    /// What is kept for a run.
    private struct Kept {
        /// Blobs of more than 64 KB.
        var large = 0
        /// Bytes of all journals' commits.
        var commits = 0
    }

    private static let value: JSON = [
        "big": .array((0..<4000).map { ["id": .int($0), "text": .string("part \($0) of what all share")] })
    ]

    private func workshop(instances: Int) async throws -> Workshop {
        let workshop = try Workshop()
        _ = try workshop.repository.commit("value", ["value.json": Self.value.text])
        try await workshop.define(
            """
              - name: make
                loop_type: shell
                run: cp value.json "$TASKDAEMON_OUTPUT"
                output_mapping: {mappings: [{from: big, to: outputs.big}]}
              - name: all
                loop_type: shell
                run: grep -c 'part 3999 of' "$TASKDAEMON_INPUT"
                parallel_instances: 4
                for_each: "[\((1...instances).map(String.init).joined(separator: ","))]"
                triggers: [{on_completion: {source_stage: make}}]
                input_mapping: {mappings: [{from: make.outputs.big, to: common}, {from: item, to: number}]}
            """)
        return workshop
    }

    private func kept(_ workshop: Workshop) async throws -> Kept {
        try workshop.plan()
        #expect(try await workshop.once().allSucceeded)
        let listed = try workshop.repository.git(
            "cat-file", "--batch-all-objects", "--batch-check=%(objecttype) %(objectsize)")
        var kept = Kept()
        for line in listed.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let size = Int(words[1]) else { continue }
            if words[0] == "commit" { kept.commits += size }
            if words[0] == "blob", size > 65_536 { kept.large += 1 }
        }
        return kept
    }

    @Test("an instance more costs a few lines, not the value again; written out, it would be there each time")
    func growth() async throws {
        let few = try await kept(workshop(instances: 4))
        let many = try await kept(workshop(instances: 20))
        // The user's file, and the value in the journal.
        #expect(few.large == 2)
        #expect(many.large == 2)
        #expect((many.commits - few.commits) / 16 < 8192, "\(few) \(many)")
        var without = try await workshop(instances: 4)
        without.largeValue = .max
        let written = try await kept(without)
        #expect(written.large >= 2 + 4)
    }

    @Test("a run with large values is read from the archive as it was, also in a mirror clone")
    func archived() async throws {
        var workshop = try await workshop(instances: 3)
        _ = try await kept(workshop)
        let before = try workshop.run()
        #expect(before.stages["make"]?.checkpoint?.outputs == Self.value)
        workshop.userConfig += "keep_runs: 0\n"
        _ = try await workshop.once()
        #expect(try workshop.runs() == [])
        try workshop.repository.git("reflog", "expire", "--expire=now", "--all")
        try workshop.repository.git("gc", "-q", "--prune=now")
        let mirror = try TemporaryRepository()
        try mirror.git("fetch", "-q", workshop.repository.path, "+refs/taskdaemon/*:refs/taskdaemon/*")
        for repository in [workshop.repository, mirror] {
            let journal = JournalStore(try repository.open())
            #expect(try journal.archivedRunIDs() == [before.id])
            #expect((try journal.run(before.id).run == before) as Bool)
            let inputs = try journal.runEntries(before.id).flatMap(\.events).compactMap { event -> JSON? in
                guard case .attemptStarted(let started) = event, started.attempt.instance.stage == "all" else {
                    return nil
                }
                return started.input["common"]
            }
            #expect(inputs.count == 3)
            #expect(inputs.allSatisfy { $0 == Self.value["big"] })
        }
    }
}
