import Execution
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines

extension DaemonLoop {
    /// Publishes what was decided and does what follows, until nothing more follows by itself.
    mutating func settle(in group: inout ThrowingDiscardingTaskGroup<any Error>) async throws {
        while true {
            let hasPublished = try await publish()
            try await removeTakenRequests()
            try await moveRefs()
            try await openRuns()
            tellOtherRuns()
            try await moveCursors()
            work(in: &group)
            let hasMore = !workspaceEvents.isEmpty || runs.values.contains { $0.turn != nil }
            if !hasMore && !hasPublished { return }
        }
    }

    /// One publication of everything that was decided; says whether there was anything.
    private mutating func publish() async throws -> Bool {
        let now = options.now()
        var batch = Batch(time: now)
        var turns: [RunID: Turn] = [:]
        for id in runs.keys.sorted() {
            guard let turn = runs[id]?.takeTurn(at: now) else { continue }
            turns[id] = turn
            batch.runs.append(RunEntry(turn, after: runs[id]?.head))
        }
        if !workspaceEvents.isEmpty {
            batch.workspace = WorkspaceEntry(expected: workspaceHead, events: workspaceEvents, workspace: workspace)
        }
        guard !batch.runs.isEmpty || batch.workspace != nil else { return false }
        batch.keptPacks = packs
        let published = try await publishUntilDone(batch)
        packs = []
        workspaceEvents = []
        if let head = published.workspaceHead { workspaceHead = head }
        for (id, turn) in turns {
            guard let head = published.heads[id] else { continue }
            tell(of: turn, before: runs[id]?.run)
            runs[id]?.run = turn.run
            runs[id]?.head = head
            runs[id]?.landed = []
            touched.insert(id)
            if let end = turn.run.end, workspace.active[id] != nil { decide(.runEnded(id, end.status), at: now) }
        }
        return true
    }

    /// Publishes a batch; where the disk is full or a lock is held it waits and tries again, since nothing that was
    /// decided may be forgotten.
    private mutating func publishUntilDone(_ batch: Batch) async throws -> Published {
        var batch = batch
        var all = Published()
        var wait = Duration.milliseconds(100)
        while true {
            do {
                let published = try await store.publish(batch)
                all.heads.merge(published.heads) { $1 }
                if let head = published.workspaceHead {
                    all.workspaceHead = head
                    batch.workspace = nil
                }
                batch.keptPacks = published.keptPacks
                for (id, error) in published.failed { options.report("\(id): \(error)") }
                let left = Set(published.lost).union(published.failed.keys)
                batch.runs.removeAll { !left.contains($0.id) }
                for id in published.lost { try await reclaimJournal(of: id) }
                if batch.runs.isEmpty, batch.workspace == nil { return all }
            } catch let error as JournalError {
                options.report("cannot write: \(error); trying again")
            } catch let error as GitError {
                options.report("cannot write: \(error); trying again")
            }
            try await options.sleep(wait)
            wait = min(wait * 2, .seconds(10))
        }
    }

    /// Somebody else moved a journal: it is put back, and the run says so.
    private mutating func reclaimJournal(of id: RunID) async throws {
        try await store.putBack(JournalStore.runRef(id), to: runs[id]?.head)
        command(id, .journalMoved(detail: "somebody else moved the run's journal; it was put back"))
    }

    private func tell(of turn: Turn, before: Run?) {
        for event in turn.events {
            switch event {
            case .landed, .moved, .requestTaken: continue
            default: options.report("\(turn.run.id)  \(event.summary)")
            }
        }
    }

    /// The request is in the journal: now its ref may go.
    private mutating func removeTakenRequests() async throws {
        for ulid in takenRequests { try await store.remove(request: ulid) }
        takenRequests = []
    }

    /// Performs every stated move that has not landed.
    private mutating func moveRefs() async throws {
        for id in runs.keys.sorted() {
            guard let live = runs[id], live.turn == nil, !live.run.pendingMoves.isEmpty else { continue }
            let moves = live.run.pendingMoves
            let outcomes = try await store.perform(moves)
            var landed: [RefName] = []
            var isStuck = false
            var told: Set<RefName> = []
            for (move, outcome) in zip(moves, outcomes) {
                switch outcome {
                case .landed: landed.append(move.ref)
                case .checkedOut(let path):
                    isStuck = true
                    if move.ref == live.run.branch, live.run.checkedOutIn != path {
                        command(id, .checkedOut(worktree: path))
                    }
                case .differs(let actual):
                    isStuck = true
                    guard told.insert(move.ref).inserted else { continue }
                    try await differs(id, move, actual)
                }
            }
            // A ref with a later move that did not land has not landed.
            let open = Set(zip(moves, outcomes).filter { $0.1 != .landed }.map(\.0.ref))
            landed.removeAll { open.contains($0) }
            runs[id]?.isStuck = isStuck
            guard !landed.isEmpty else { continue }
            try runs[id]?.run.apply(.landed(landed))
            runs[id]?.landed += landed
            if runs[id]?.run.end != nil, runs[id]?.run.pendingMoves.isEmpty == true { _ = runs[id] }
        }
    }

    /// A ref is neither where a stated move starts nor where it ends: somebody moved it.
    private mutating func differs(_ id: RunID, _ move: RefMove, _ actual: ObjectID?) async throws {
        guard let run = runs[id]?.run else { return }
        guard move.ref == run.branch else {
            command(id, .projectionMoved(move.ref, to: actual))
            return
        }
        guard let actual else {
            command(id, .branchMoved(to: nil, .elsewhere))
            return
        }
        var relation = try await store.relation(of: actual, to: run.tip, commits: run.landmarks)
        if relation == .elsewhere, let old = move.old,
            try await store.relation(of: actual, to: old, commits: []) == .ahead
        {
            let unlanded = Set(run.pendingMoves.filter { $0.ref == run.branch }.compactMap(\.new))
            relation = .raced(withdrawn: run.integrations.map(\.commit).filter { unlanded.contains($0) })
        }
        command(id, .branchMoved(to: actual, relation))
    }

    /// Makes the journal of every run that was asked for.
    private mutating func openRuns() async throws {
        for effect in workspace.outstandingEffects {
            guard case .openRun(let requested) = effect, workspaceEvents.isEmpty || runs[requested.id] == nil else {
                continue
            }
            let now = options.now()
            if runs[requested.id] != nil {
                decide(.runOpened(requested.id), at: now)
                continue
            }
            do {
                let created = try await store.created(requested, owner: owner)
                var live = LiveRun(run: Run(created), head: nil)
                live.turn = Run.create(created)
                runs[requested.id] = live
            } catch let refusal as WorkspaceStore.Refusal {
                decide(.runRefused(requested.id, reason: refusal.reason), at: now)
                options.report("\(requested.id) was not started: \(refusal.reason)")
            } catch let error as GitError {
                decide(.runRefused(requested.id, reason: error.description), at: now)
                options.report("\(requested.id) was not started: \(error)")
            }
        }
    }

    /// What one run's state says to another.
    private mutating func tellOtherRuns() {
        for id in runs.keys.sorted() {
            guard let run = runs[id]?.run, run.end == nil, runs[id]?.turn == nil else { continue }
            for effect in run.outstandingEffects {
                switch effect {
                case .supersede(let other):
                    if let older = runs[other]?.run, older.end == nil, older.cancel == nil {
                        command(other, .superseded(by: id))
                    }
                case .awaitEnd(let other):
                    if runs[other]?.run.end != nil || (runs[other] == nil && workspace.active[other] == nil) {
                        command(id, .predecessorEnded(other))
                    }
                case .attempt, .merge, .move, .wake: break
                }
            }
        }
    }
}
