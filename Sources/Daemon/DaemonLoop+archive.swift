import GitNames
import Journaling
import Orchestration
import Pipelines

/// When runs go into the archive, and where that stands.
struct Archiving {
    /// As this daemon last wrote or saw it.
    var head: ObjectID?
    /// Not to be looked at before this.
    var notBefore: Instant?

    /// How many runs at once, so that the loop goes on between.
    static let atOnce = 20
    /// How long it waits when it has looked, and when there is more.
    static let pause = (idle: Duration.seconds(60), busy: Duration.seconds(1))
}

extension DaemonLoop {
    /// Finishes what a daemon that was killed had begun: runs that are in the archive lose their refs.
    ///
    /// Comes before refs are compared with what runs have stated.
    mutating func finishArchiving() async throws {
        archiving.head = try await store.archiveHead()
        guard archiving.head != nil else { return }
        let ended = runs.filter { $0.value.run.end != nil }.compactMapValues(\.head)
        for archived in try await store.leftBehind(ended) {
            try await store.removeRefs(of: archived)
            runs[archived.id] = nil
        }
    }

    /// The archive's ref where somebody else moved it is put back.
    mutating func verifyArchive() async throws {
        let head = try await store.verifyArchive(at: archiving.head)
        if head == archiving.head { return }
        archiving.head = head
    }

    /// Archives some of the runs that the retention lets go, now and then.
    mutating func archiveSlowly(in group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        let now = options.now()
        guard archiving.notBefore.map({ $0 <= now }) ?? true else { return }
        let due = dueForArchive(at: now)
        archiving.notBefore = now + (due.count > Archiving.atOnce ? Archiving.pause.busy : Archiving.pause.idle)
        guard !due.isEmpty else { return }
        if due.count > Archiving.atOnce, let next = archiving.notBefore { setTimer(next, in: &group) }
        try await archive(Array(due.prefix(Archiving.atOnce)), in: &group)
    }

    /// Archives runs: what they wrote is remembered, the archive has them, and then their refs go.
    mutating func archive(_ ids: [RunID], in group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        for id in ids {
            guard let run = runs[id]?.run else { continue }
            let documents = Set(run.integrations.flatMap(\.documents)).sorted()
            decide(.runArchived(id, documents: documents), at: options.now())
        }
        try await settle(in: &group)
        guard workspaceEvents.isEmpty, !isStopping else { return }
        await tryTo("archive runs") { loop in
            // Something may have come for one of them meanwhile.
            let archived = ids.compactMap { id -> ArchivedRun? in
                guard let live = loop.runs[id], loop.isArchivable(live), let head = live.head else { return nil }
                return ArchivedRun(live.run, journal: head)
            }
            guard !archived.isEmpty else { return }
            loop.archiving.head = try await loop.store.archive(
                archived, after: loop.archiving.head, at: loop.options.now())
            for run in archived {
                try await loop.store.removeRefs(of: run)
                loop.runs[run.id] = nil
                loop.state.removeLogs(at: "\(loop.state.logs)/\(run.id)")
                loop.options.report("\(run.id)  archived")
            }
        }
    }

    /// Runs that the retention lets go, the oldest first.
    private func dueForArchive(at now: Instant) -> [RunID] {
        let ended = runs.values.filter { isArchivable($0) }.compactMap { live in
            live.run.end.map { (id: live.run.id, at: $0.at) }
        }
        return Retention(settings).due(ended, at: now).map(\.id)
    }

    /// Does at once what is done slowly otherwise, and clears away the logs of runs that have ended.
    mutating func takeUpkeep(_ request: InboxRequest) async {
        archiving.notBefore = nil
        let over = Set(runs.filter { $0.value.run.end != nil }.keys)
        for (path, _) in state.logs(besides: { !over.contains($0) }) { state.removeLogs(at: path) }
        await tryTo("tidy the repository") { loop in
            try await loop.store.removeLeftLocks()
            try await loop.store.consolidatePacks()
        }
        refuse(request.ulid, type: request.type, by: request.by, "")
    }

    /// Whether nothing more is to be done or said of a run.
    private func isArchivable(_ live: LiveRun) -> Bool {
        live.run.end != nil && live.turn == nil && live.landed.isEmpty && live.run.pendingMoves.isEmpty
            && live.head != nil && workspace.active[live.run.id] == nil && workspace.requested[live.run.id] == nil
    }

    /// Why a request for a run that is not ours to act on comes to nothing.
    func absence(of id: RunID?) async -> String {
        guard let id else { return "there is no run named" }
        if (try? await store.isArchived(id)) == true { return "the run is archived, and archived runs are final" }
        return "there is no run \(id)"
    }
}
