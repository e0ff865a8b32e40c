import Foundation
import GitNames
import JSONValues
import Orchestration
import Pipelines
import Testing

/// What spans runs.
@Suite struct WorkspaceTests {
    private var workspace = Workspace()
    private let now = Sample.start

    private static func pipeline(
        _ name: PipelineName, on events: String..., filter: String? = nil, conflict: Concurrency.OnConflict? = nil
    ) throws -> Pipeline {
        Pipeline(
            name: name,
            startOn: try events.map { StartTrigger(event: $0, filter: try filter.map(Sample.expression)) },
            concurrency: try conflict.map { Concurrency(group: try Sample.expression("plan.path"), onConflict: $0) },
            stages: [])
    }

    private static func document(_ kind: String, _ name: String, _ content: String = "") throws
        -> CommitFacts.DocumentFact
    {
        let path = "\(kind)s/\(name).md"
        let key = DocumentKey(path: path, blob: try object(path + content))
        return .init(event: "\(kind).committed", key: key, data: ["path": .string(path), "status": "Draft"])
    }

    private mutating func see(
        _ commit: String, on branch: String = "main", _ documents: [CommitFacts.DocumentFact], _ pipelines: [Pipeline],
        written: Set<DocumentKey> = []
    ) throws -> (runs: [RunRequested], verdicts: [CommitTaken.Verdict]) {
        let facts = CommitFacts(
            owner: "machine", branch: branch, commit: try object(commit), documents: documents,
            pipelines: pipelines.map { .valid($0) }, written: written)
        let events = workspace.decide(.commitSeen(facts), at: now)
        #expect(events == workspace.decide(.commitSeen(facts), at: now))
        for event in events {
            let read = try JSONDecoder().decode(WorkspaceEvent.self, from: JSONEncoder.sorted().encode(event))
            #expect(read == event)
            workspace.apply(read)
        }
        let state = try JSONDecoder().decode(Workspace.self, from: JSONEncoder.sorted().encode(workspace))
        #expect(state == workspace)
        #expect(workspace.decide(.commitSeen(facts), at: now) == [])
        return (
            events.compactMap { if case .runRequested(let requested) = $0 { requested } else { nil } },
            events.flatMap(\.verdicts)
        )
    }

    @Test("each plan of a commit makes a run, all specs of a commit make one")
    mutating func grouping() throws {
        let plans = try Self.pipeline("plans", on: "plan.committed")
        let specs = try Self.pipeline("specs", on: "spec.committed")
        let documents = try [
            Self.document("plan", "a"), Self.document("plan", "b"), Self.document("spec", "x"),
            Self.document("spec", "y"),
        ]
        let runs = try see("one", documents, [plans, specs]).runs
        #expect(runs.map(\.request.documents.count) == [1, 1, 2])
        #expect(Set(runs.map(\.id)).count == 3)
        #expect(runs.map(\.id).map { $0.rawValue.split(separator: "-").first } == ["a", "b", "x"])
        #expect(workspace.outstandingEffects.count == 3)
        for run in runs {
            for event in workspace.decide(.runOpened(run.id), at: now) { workspace.apply(event) }
        }
        #expect(workspace.outstandingEffects == [])
    }

    @Test("a document is taken once, on whatever branch it is seen next; changed it is taken again")
    mutating func once() throws {
        let plans = try Self.pipeline("plans", on: "plan.committed")
        #expect(try see("one", [Self.document("plan", "a")], [plans]).runs.count == 1)
        let again = try see("two", on: "topic", [Self.document("plan", "a")], [plans])
        #expect(again.runs.isEmpty)
        #expect(again.verdicts.map(\.outcome) == [.alreadyTaken])
        #expect(try see("three", [Self.document("plan", "a", "changed")], [plans]).runs.count == 1)
        let written = try Self.document("plan", "w")
        #expect(try see("four", [written], [plans], written: [written.key]).verdicts.map(\.outcome) == [.alreadyTaken])
    }

    @Test("two triggers of one pipeline that want the same document start one run")
    mutating func twoTriggers() throws {
        let plans = try Self.pipeline("plans", on: "plan.committed", "plan.committed")
        #expect(try see("one", [Self.document("plan", "a")], [plans]).runs.count == 1)
    }

    @Test("a filter that is false or cannot be told starts nothing, and says which")
    mutating func filters() throws {
        let done = try Self.pipeline("done", on: "plan.committed", filter: "plan.status == 'Done'")
        let broken = try Self.pipeline("broken", on: "plan.committed", filter: "plan.size > 1")
        let other = try Self.pipeline("other", on: "spec.committed")
        let seen = try see("one", [Self.document("plan", "a")], [done, broken, other])
        #expect(seen.runs.isEmpty)
        #expect(seen.verdicts.map(\.outcome) == [.filterFalse, .filterError, .noEvent])
    }

    @Test(
        "a run of a group that is taken replaces, waits or is rejected",
        arguments: [Concurrency.OnConflict.supersede, .queue, .reject])
    mutating func groups(conflict: Concurrency.OnConflict) throws {
        let plans = try Self.pipeline("plans", on: "plan.committed", conflict: conflict)
        let first = try #require(try see("one", [Self.document("plan", "a")], [plans]).runs.first)
        #expect(try see("other", [Self.document("plan", "b")], [plans]).runs.first?.after == [])
        let seen = try see("two", [Self.document("plan", "a", "changed")], [plans])
        switch conflict {
        case .supersede:
            #expect(seen.runs.first?.supersedes == [first.id])
        case .queue:
            #expect(seen.runs.first?.after == [first.id])
        case .reject:
            #expect(seen.runs.isEmpty)
            #expect(seen.verdicts.map(\.outcome) == [.rejected])
        }
        for event in workspace.decide(.runEnded(first.id, .succeeded), at: now) { workspace.apply(event) }
        #expect(workspace.active[first.id] == nil)
        #expect(workspace.decide(.runEnded(first.id, .succeeded), at: now) == [])
        // It goes on, and is in its group again.
        let again = workspace.decide(.runReopened(first.id, group: first.request.group, told: ["e"]), at: now)
        for event in again { workspace.apply(event) }
        #expect(workspace.active[first.id] == .some(first.request.group))
        #expect(workspace.told[first.id] == ["e"])
        #expect(workspace.decide(.runReopened(first.id, group: nil, told: []), at: now) == [])
    }

    @Test("what decides about a start sees the request, the branch and the commit")
    mutating func startRoots() throws {
        var pipeline = try Self.pipeline("plans", on: "plan.committed", filter: "git.branch == 'main'")
        pipeline.concurrency = Concurrency(
            group: try Sample.expression("request.branch + ' ' + run.pipeline"), onConflict: .queue)
        let elsewhere = try see("one", on: "side", [Self.document("plan", "a")], [pipeline])
        #expect(elsewhere.verdicts.map(\.outcome) == [.filterFalse])
        let first = try #require(try see("two", [Self.document("plan", "b")], [pipeline]).runs.first)
        #expect(first.request.group == "plans \"main plans\"")
        #expect(try see("three", [Self.document("plan", "c")], [pipeline]).runs.first?.after == [first.id])
    }

    @Test("a run's name is the document's slug and a hash of what was asked for")
    func names() throws {
        let key = DocumentKey(path: "plans/The Greeter.md", blob: try object("x"))
        var request = RunRequest(
            pipeline: "plans", commit: try object("one"), branch: "main", eventType: "plan.committed", documents: [key])
        let id = request.runID()
        #expect(id.rawValue.hasPrefix("the-greeter"))
        #expect(request.runID() == id)
        #expect(request.runID(digits: 9).rawValue.hasPrefix(id.rawValue))
        request.branch = "topic"
        #expect(request.runID() == id)
        request.nonce = "01ARZ"
        #expect(request.runID() != id)
        request.documents = []
        #expect(request.runID().rawValue.hasPrefix("run-"))
    }

    @Test("a request is taken once")
    mutating func asked() throws {
        let request = RunRequest(
            pipeline: "plans", commit: try object("one"), branch: "main", eventType: "manual", documents: [],
            nonce: "U1")
        let events = workspace.decide(.runAsked(request, ulid: "U1", by: "Ada"), at: now)
        #expect(events.count == 2)
        for event in events { workspace.apply(event) }
        #expect(workspace.decide(.runAsked(request, ulid: "U1", by: "Ada"), at: now) == [])
        #expect(workspace.decide(.requestRefused(ulid: "U1", type: "run", by: "Ada", reason: ""), at: now) == [])
    }
}

extension WorkspaceEvent {
    /// What became of a commit, where one was taken.
    fileprivate var verdicts: [CommitTaken.Verdict] {
        if case .commitTaken(let taken) = self { taken.verdicts } else { [] }
    }
}
