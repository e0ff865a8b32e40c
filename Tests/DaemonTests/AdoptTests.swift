import Daemon
import Foundation
import Git
import GitNames
import Journaling
import OrderedCollections
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// A run goes over to another machine, which has what was fetched and nothing else.
@Suite("Adoption")
struct AdoptTests {
    private static let stages = """
          - {name: first, loop_type: shell, run: 'echo 1 > one.txt'}
          - name: second
            loop_type: shell
            run: 'test -e one.txt && echo 2 > two.txt'
            triggers: [{on_completion: {source_stage: first}}]
        """

    /// A workspace whose daemon was killed after so many writes, and a clone that has its journals.
    private func machines(stopping at: Int, tags: Bool = true) async throws -> (origin: Workshop, clone: Workshop) {
        let origin = try Workshop()
        try await origin.define(Self.stages)
        try origin.plan()
        let countdown = CrashTests.Countdown(at)
        _ = try? await origin.once(faults: countdown.faults)
        var clone = try Workshop(trusted: false, cloning: origin)
        clone.userConfig = ""
        try clone.repository.git(
            "fetch", "-q", tags ? "--tags" : "--no-tags", "file://" + origin.repository.path,
            "+refs/taskdaemon/*:refs/taskdaemon/*")
        return (origin, clone)
    }

    private func trust(_ run: Run, in workshop: Workshop) throws {
        var record = TrustRecord()
        record.allow(run.untrusted)
        try record.save(to: workshop.location.state)
    }

    @Test("a run goes on where it was, once its commands are trusted here", arguments: [true, false])
    func goesOn(tags: Bool) async throws {
        var adopted = 0
        for stops in stride(from: 1, to: 200, by: 5) {
            let (origin, clone) = try await machines(stopping: stops, tags: tags)
            guard let first = try origin.runs().first else { continue }
            guard first.end == nil else { break }
            adopted += 1
            _ = try await clone.once()
            #expect(try clone.run() == first, "a daemon acts on no run that is another machine's")
            try clone.ask("adopt", of: first.id)
            _ = try await clone.once()
            var run = try clone.run()
            #expect(try run.owner == clone.location.state.owner())
            #expect(run.untrusted.sorted() == ["echo 1 > one.txt", "test -e one.txt && echo 2 > two.txt"])
            #expect(run.status == .waiting, "\(run.blockers)")
            #expect(try clone.repository.git("rev-parse", run.branch.text) == run.tip.hex)
            try trust(run, in: clone)
            try clone.ask("trust", of: run.id)
            _ = try await clone.once()
            run = try clone.run()
            #expect(run.status == .succeeded, "\(stops): \(run.blockers)")
            #expect(try clone.file("two.txt", of: run) == "2")
            #expect(try clone.complaints() == "")
        }
        #expect(adopted > 3, "the run was hardly ever stopped on its way")
    }

    @Test("twice is once, and what cannot be adopted is refused with the reason")
    func twice() async throws {
        let (origin, clone) = try await machines(stopping: 20)
        let id = try origin.run().id
        try clone.ask("adopt", of: id)
        _ = try await clone.once()
        try clone.ask("adopt", of: id)
        try clone.ask("adopt", of: "nothing-1234567")
        _ = try await clone.once()
        let run = try clone.run()
        let journal = JournalStore(try clone.repository.open())
        let events = try journal.runEntries(id).flatMap(\.events)
        #expect(events.count { if case .adopted = $0 { true } else { false } } == 1)
        let refusals = events.compactMap { event -> String? in
            if case .requestTaken(let taken) = event { taken.refused } else { nil }
        }
        #expect(refusals == ["the run is this machine's already"])
        let others = try journal.workspaceEntries().flatMap(\.events).compactMap { event -> String? in
            if case .requestTaken(let taken) = event { taken.refused } else { nil }
        }
        #expect(others.last == "there is no run nothing-1234567")
        #expect(run.owner != run.creation.owner)
    }
}
