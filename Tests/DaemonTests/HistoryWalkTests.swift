import Daemon
import Git
import GitNames
import Orchestration
import Pipelines
import TaskDaemonTesting
import Testing

/// What past commits would have started, on real history.
@Suite("Walking history") struct HistoryWalkTests {
    private static let pipeline = """
        name: ready
        start_on: [{event: plan.committed, filter: "plan.status == 'Ready'"}, {event: branch.updated, filter: "event.new == 'x'"}]
        concurrency: {group: plan.path, on_conflict: reject}
        stages: [{name: only, loop_type: shell, run: "true"}]

        """

    private func walk(
        _ workshop: Workshop, since: ObjectID, definitions: ObjectID? = nil, written: Set<DocumentKey> = []
    ) throws -> [[String]] {
        let repository = try workshop.repository.open()
        var walk = HistoryWalk(repository, options: workshop.options())
        guard case .branch(let ref, let tip?) = try repository.head() else { return [] }
        let steps = try walk.steps(
            since: since, on: ref.branchName ?? "", tip: tip, definitionsOf: definitions, written: written, limit: 100)
        return steps.map { step in
            step.verdicts.filter { $0.pipeline == "ready" }.map { "\($0.outcome.rawValue) \($0.detail)" }
        }
    }

    @Test("each commit is held against its own definitions, or against others; what a run took is taken")
    func commits() throws {
        let workshop = try Workshop()
        let repository = workshop.repository
        let start = try repository.commit("first", ["plans/a.md": "# Plan: A\n**Status:** Ready\n"])
        _ = try repository.commit("definitions", [".taskdaemon/pipelines/ready.yml": Self.pipeline])
        _ = try repository.commit("draft", ["plans/b.md": "# Plan: B\n**Status:** Draft\n"])
        _ = try repository.commit("ready", ["plans/b.md": "# Plan: B\n**Status:** Ready\n"])
        // The built-in pipeline has taken the draft, and what one has taken is taken for all.
        _ = try repository.commit("back", ["plans/b.md": "# Plan: B\n**Status:** Draft\n\nonce more\n"])
        let last = try repository.commit("again", ["plans/b.md": "# Plan: B\n**Status:** Ready\n"])
        let refused = "filter_false plans/b.md: plan.status == 'Ready' is false (plan.status = \"Draft\")"
        let found = try walk(workshop, since: start)
        #expect(
            found == [
                [try moved(repository, 4)],
                [refused, try moved(repository, 3)],
                ["started plans/b.md", try moved(repository, 2)], [refused, try moved(repository, 1)],
                ["already_taken plans/b.md was taken or written by a run before", try moved(repository, 0)],
            ])
        // With the definitions of now, the first commit counts too.
        let all = try walk(workshop, since: try repository.id("HEAD~6"), definitions: last)
        #expect(all.first?.first == "started plans/a.md")
        #expect(try walk(workshop, since: last) == [])
    }

    private func moved(_ repository: TemporaryRepository, _ steps: Int) throws -> String {
        "filter_false event.new == 'x' is false (event.new = \"\(try repository.id("HEAD~\(steps)"))\")"
    }

    @Test("what runs have written is no event, and nothing is written or run") func written() throws {
        let workshop = try Workshop()
        let repository = workshop.repository
        let start = try repository.commit("definitions", [".taskdaemon/pipelines/ready.yml": Self.pipeline])
        _ = try repository.commit("ready", ["plans/b.md": "# Plan: B\n**Status:** Ready\n"])
        let blob = try repository.id("HEAD:plans/b.md")
        let before = try everything(in: repository)
        let found = try walk(workshop, since: start, written: [DocumentKey(path: "plans/b.md", blob: blob)])
        #expect(found.first?.first == "already_taken plans/b.md was taken or written by a run before")
        #expect(try everything(in: repository) == before)
    }

    /// Every ref and every object.
    private func everything(in repository: TemporaryRepository) throws -> [String] {
        try [repository.git("for-each-ref"), repository.git("cat-file", "--batch-all-objects", "--batch-check")]
    }
}
