import Execution
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines

/// Clears away and packs what a workspace no longer needs, while no daemon does.
///
/// A daemon that runs does it itself when it is asked to (the request `gc`); what it works with is nobody else's.
public struct Upkeep: Sendable {
    private let location: WorkspaceLocation
    private let options: DaemonOptions
    private let store: WorkspaceStore

    /// - Parameters:
    ///   - location: the workspace.
    ///   - options: whose settings and clock count.
    public init(_ location: WorkspaceLocation, options: DaemonOptions) {
        self.location = location
        self.options = options
        store = WorkspaceStore(
            location: location, environment: options.environment, userConfig: options.userConfig,
            userAgents: options.userAgents, faults: options.faults)
    }

    /// What there is to do, without doing any of it.
    ///
    /// - Parameter hasDaemon: whether one is running: the work trees are its own then.
    public func plan(hasDaemon: Bool) async throws -> UpkeepPlan { try await survey(hasDaemon: hasDaemon).plan }

    /// Does all there is to do.
    ///
    /// - Parameter progress: told of each thing before it is dealt with.
    /// - Returns: what was done.
    /// - Throws: `JournalError` with `locked` when a daemon runs.
    public func perform(progress: @Sendable (UpkeepPlan.Item) -> Void = { _ in }) async throws -> UpkeepPlan {
        let lock = try WorkspaceLock.acquire(commonDirectory: location.commonDirectory)
        defer { withExtendedLifetime(lock) {} }
        await ProcessTrees.endLeftovers(tag: try location.state.owner(), stateDirectory: location.state.path)
        let survey = try await survey(hasDaemon: false)
        for item in survey.plan.items {
            progress(item)
            switch item.kind {
            case .lock: try await store.removeLeftLocks()
            case .workTree: try PrivateWorkTree.remove(at: item.name)
            case .logs: location.state.removeLogs(at: item.name)
            // All of them at once, with the first.
            case .run: if item == survey.plan.items.first(where: { $0.kind == .run }) { try await archive(survey) }
            case .packs: try await store.consolidatePacks()
            }
        }
        return survey.plan
    }

    /// What was seen of the workspace, and what follows.
    private struct Survey: Sendable {
        var plan: UpkeepPlan
        var workspace: Workspace
        var head: ObjectID?
        var due: [ArchivedRun]
        var documents: [RunID: [DocumentKey]]
    }

    private func survey(hasDaemon: Bool) async throws -> Survey {
        let owner = try location.state.owner()
        let loaded = try await store.load()
        let settings = try await store.settings()
        var plan = UpkeepPlan(items: [])
        for path in try await store.leftLocks() {
            plan.items.append(.init(kind: .lock, name: path, bytes: 0, reason: "the process that made it was killed"))
        }
        if !hasDaemon {
            for (path, bytes) in location.state.leftTrees() {
                plan.items.append(.init(kind: .workTree, name: path, bytes: bytes, reason: "its daemon was killed"))
            }
        }
        let over = Set(loaded.runs.filter { $0.run.end != nil }.map(\.run.id))
        let open = try await store.runIDs().union(loaded.workspace.requested.keys).subtracting(over)
        for (path, bytes) in location.state.logs(besides: { open.contains($0) }) {
            plan.items.append(
                .init(kind: .logs, name: path, bytes: bytes, reason: "the run has ended; its journal keeps the output"))
        }
        let ended = loaded.runs.filter { run, _ in
            run.owner == owner && run.end != nil && run.pendingMoves.isEmpty && loaded.workspace.active[run.id] == nil
        }
        let due = Retention(settings).due(
            ended.map { ($0.run.id, $0.run.end?.at ?? $0.run.updatedAt) }, at: options.now())
        var archived: [ArchivedRun] = []
        var documents: [RunID: [DocumentKey]] = [:]
        for (id, reason) in due {
            guard let (run, head) = ended.first(where: { $0.run.id == id }), let one = ArchivedRun(run, journal: head)
            else { continue }
            archived.append(one)
            documents[id] = Set(run.integrations.flatMap(\.documents)).sorted()
            // A loose ref takes a block.
            let refs = one.refs.count + 1
            plan.items.append(
                .init(kind: .run, name: id.rawValue, bytes: Int64(refs) * 4096, reason: "\(reason): \(refs) refs"))
        }
        let packs = try await store.smallPacks()
        if packs.count > 0 {
            plan.items.append(
                .init(
                    kind: .packs, name: location.commonDirectory + "/objects/pack", bytes: packs.bytes,
                    reason: "\(packs.count) small packs become one"))
        }
        return Survey(
            plan: plan, workspace: loaded.workspace, head: loaded.head, due: archived, documents: documents)
    }

    /// As the daemon does it: what they wrote is remembered, the archive has them, and then their refs go.
    private func archive(_ survey: Survey) async throws {
        let now = options.now()
        var workspace = survey.workspace
        var events: [WorkspaceEvent] = []
        for run in survey.due {
            let command = WorkspaceCommand.runArchived(run.id, documents: survey.documents[run.id] ?? [])
            for event in workspace.decide(command, at: now) {
                workspace.apply(event)
                events.append(event)
            }
        }
        let entry = WorkspaceEntry(expected: survey.head, events: events, workspace: workspace)
        _ = try await store.publish(Batch(workspace: entry, time: now))
        var head = try await store.archiveHead()
        for start in stride(from: 0, to: survey.due.count, by: Archiving.atOnce) {
            let runs = Array(survey.due[start..<min(start + Archiving.atOnce, survey.due.count)])
            head = try await store.archive(runs, after: head, at: now)
            for run in runs { try await store.removeRefs(of: run) }
        }
    }
}
