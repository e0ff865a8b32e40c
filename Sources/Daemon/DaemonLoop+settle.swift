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
            handOutSlots()
            let hasPublished = try await publish()
            await tryTo("remove requests that were taken") { try await $0.removeTakenRequests() }
            await tryTo("move refs") { try await $0.moveRefs() }
            await tryTo("open runs") { try await $0.openRuns() }
            await answerRuns()
            await tryTo("look after runs of runs") { try await $0.tendSubruns() }
            await tryTo("move cursors") { try await $0.moveCursors() }
            try options.faults.check()
            guard !isStopping else { return }
            work(in: &group)
            setRetry(in: &group)
            setClock(in: &group)
            // That the last moves of a run that has ended have landed is worth an entry, also after a crash between.
            let hasMore =
                !workspaceEvents.isEmpty
                || runs.values.contains { $0.turn != nil || $0.run.end != nil && !$0.landed.isEmpty }
            if !hasMore && !hasPublished { return }
        }
    }

    /// What could not be done is tried again soon; that a branch is no longer checked out anywhere, nobody tells us.
    private mutating func setRetry(in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        let now = options.now()
        let isStuck = runs.values.contains { $0.isStuck || $0.run.checkedOutIn != nil }
        let isMissing = runs.values.contains { $0.run.end == nil && !$0.run.missingAgents.isEmpty }
        let isWaiting = isTroubled || isStuck || isMissing
        guard isWaiting else {
            retryAt = nil
            return
        }
        guard retryAt.map({ $0 <= now }) ?? true else { return }
        let pace: Duration = isTroubled ? .seconds(5) : isStuck ? .seconds(1) : Self.agentPace
        let instant = now + pace
        retryAt = instant
        setTimer(instant, in: &group)
    }

    /// The request is in the journal: now its ref may go.
    private mutating func removeTakenRequests() async throws {
        for ulid in takenRequests { try await store.remove(request: ulid) }
        takenRequests = []
    }

    /// Performs every stated move that has not landed.
    private mutating func moveRefs() async throws {
        for (id, live) in busy where live.turn == nil {
            guard !live.run.pendingMoves.isEmpty else {
                live.isStuck = false
                continue
            }
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
                case .failed(let error):
                    isStuck = true
                    isTroubled = true
                    reportOnce("cannot move \(move.ref): \(error)", about: move.ref.text)
                }
            }
            // A ref with a later move that did not land has not landed.
            let open = Set(zip(moves, outcomes).filter { $0.1 != .landed }.map(\.0.ref))
            landed.removeAll { open.contains($0) }
            live.isStuck = isStuck
            guard !landed.isEmpty else { continue }
            try live.run.apply(.landed(landed))
            live.landed += landed
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
        var relation = try await store.relation(of: actual, to: run)
        if relation == .elsewhere, let old = move.old,
            try await store.isAhead(actual, of: old)
        {
            let unlanded = Set(run.pendingMoves.filter { $0.ref == run.branch }.compactMap(\.new))
            relation = .raced(withdrawn: run.integrations.map(\.commit).filter { unlanded.contains($0) })
        }
        command(id, .branchMoved(to: actual, relation))
    }

    /// Makes the journal of every run that was asked for.
    private mutating func openRuns() async throws {
        for effect in workspace.outstandingEffects {
            guard case .openRun(let requested) = effect else { continue }
            let now = options.now()
            if let live = runs[requested.id] {
                // Once its journal is there.
                if live.head != nil { decide(.runOpened(requested.id), at: now) }
                continue
            }
            do {
                var created = try await created(requested)
                created.dayUsedUp = dayUsedUp(at: now)
                let live = LiveRun(run: Run(created), head: nil)
                live.create(created)
                runs[requested.id] = live
            } catch let refusal as WorkspaceStore.Refusal {
                refuse(requested.id, refusal.reason, at: now)
            } catch let error as GitError {
                refuse(requested.id, error.description, at: now)
            }
        }
    }

    private mutating func refuse(_ id: RunID, _ reason: String, at now: Instant) {
        refusedRuns[id] = reason
        decide(.runRefused(id, reason: reason), at: now)
        options.report("\(id) was not started: \(reason)")
    }

    /// What a run's state says to another, and what it asks to be looked up.
    private mutating func answerRuns() async {
        for (id, live) in busy where live.run.end == nil && live.turn == nil {
            for effect in live.run.outstandingEffects {
                switch effect {
                case .supersede(let other):
                    if let older = runs[other]?.run, older.end == nil, older.cancel == nil, older.closing == nil {
                        command(other, .superseded(by: id))
                    }
                case .awaitEnd(let other):
                    if runs[other]?.run.end != nil || (runs[other] == nil && workspace.active[other] == nil) {
                        command(id, .predecessorEnded(other))
                    }
                case .compareApproval(let check):
                    await tryTo("compare what was approved") { try await $0.compare(check, of: id) }
                case .attempt, .subrun, .merge, .move, .wake: break
                }
            }
        }
    }
}
