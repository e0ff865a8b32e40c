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
            await tryTo("remove requests that were taken") { try await $0.removeTakenRequests() }
            await tryTo("move refs") { try await $0.moveRefs() }
            await tryTo("open runs") { try await $0.openRuns() }
            tellOtherRuns()
            await tryTo("compare what was approved") { try await $0.compareApprovals() }
            await tryTo("move cursors") { try await $0.moveCursors() }
            try options.faults.check()
            guard !isStopping else { return }
            work(in: &group)
            setRetry(in: &group)
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
        if let head = published.all.workspaceHead { workspaceHead = head }
        var outcomes: [RunID: Set<StageName>?] = [:]
        for (id, turn) in turns {
            guard let head = published.all.heads[id] else { continue }
            tell(of: turn, before: runs[id]?.run)
            runs[id]?.run = turn.run
            runs[id]?.head = head
            runs[id]?.landed = []
            touched.insert(id)
            if let stages = turn.endedStages { outcomes[id] = stages }
        }
        // Only now: what is decided must follow from the state that was published.
        await tellOutcomes(of: outcomes)
        for id in outcomes.keys.sorted() {
            if let end = runs[id]?.run.end, workspace.active[id] != nil { decide(.runEnded(id, end.status), at: now) }
        }
        for id in published.reclaimed {
            command(id, .journalMoved(detail: "somebody else moved the run's journal; it was put back"))
        }
        for (id, reason) in published.givenUp { giveUp(id, reason, at: now) }
        return true
    }

    /// What came of a batch in the end.
    private struct Publication {
        var all = Published()
        /// Runs whose journal somebody else had moved.
        var reclaimed: Set<RunID> = []
        /// Runs whose journal cannot be written, and why.
        var givenUp: [RunID: String] = [:]
    }

    /// Publishes a batch; where the disk is full or a lock is held it waits and tries again, since nothing that was
    /// decided may be forgotten.
    private mutating func publishUntilDone(_ batch: Batch) async throws -> Publication {
        var batch = batch
        var end = Publication()
        var wait = Duration.milliseconds(100)
        var tries = 0
        while true {
            var trouble: any Error = CancellationError()
            do {
                let published = try await store.publish(batch)
                end.all.heads.merge(published.heads) { $1 }
                if let head = published.workspaceHead {
                    end.all.workspaceHead = head
                    batch.workspace = nil
                }
                batch.keptPacks = published.keptPacks
                for (id, error) in published.failed {
                    trouble = error
                    options.report("\(id): \(error)")
                    if tries >= 2, !error.mayPass { end.givenUp[id] = error.message }
                }
                for id in published.lost {
                    if try await reclaimJournal(of: id) {
                        end.reclaimed.insert(id)
                    } else {
                        end.givenUp[id] = "another run has its name"
                    }
                }
                let left = Set(published.lost).union(published.failed.keys).subtracting(end.givenUp.keys)
                batch.runs.removeAll { !left.contains($0.id) }
                if batch.runs.isEmpty, batch.workspace == nil { return end }
            } catch let error as JournalError {
                trouble = error
                options.report("cannot write: \(error); trying again")
                // Nobody but the holder of the lock writes there.
                if error.code == .lostRace { try? await store.putBack(JournalStore.workspaceRef, to: workspaceHead) }
            } catch let error as GitError {
                trouble = error
                options.report("cannot write: \(error); trying again")
            }
            tries += 1
            // With nobody to see it, or when asked to stop, there is an end to trying: the journal has what it has.
            if options.once && tries >= Self.triesOnce || mailbox.isAskedToStop { throw trouble }
            try await options.sleep(wait)
            wait = min(wait * 2, .seconds(10))
        }
    }

    /// How often a write is tried by a daemon that is to end.
    private static let triesOnce = 4

    /// Somebody else moved a journal: it is put back. Where the run has none yet, it is another run's, and stays.
    private func reclaimJournal(of id: RunID) async throws -> Bool {
        guard let head = runs[id]?.head else { return false }
        try await store.putBack(JournalStore.runRef(id), to: head)
        return true
    }

    /// A run whose journal cannot be written any more does nothing more here; all others go on.
    private mutating func giveUp(_ id: RunID, _ reason: String, at now: Instant) {
        options.report("\(id) is given up: \(reason)")
        if workspace.requested[id] != nil { decide(.runRefused(id, reason: reason), at: now) }
        runs[id] = nil
        isTroubled = true
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
            guard let live = runs[id], live.turn == nil else { continue }
            guard !live.run.pendingMoves.isEmpty else {
                runs[id]?.isStuck = false
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
                    let reason = "\(error)"
                    if troubles.updateValue(reason, forKey: move.ref.text) != reason {
                        options.report("cannot move \(move.ref): \(reason)")
                    }
                }
            }
            // A ref with a later move that did not land has not landed.
            let open = Set(zip(moves, outcomes).filter { $0.1 != .landed }.map(\.0.ref))
            landed.removeAll { open.contains($0) }
            runs[id]?.isStuck = isStuck
            guard !landed.isEmpty else { continue }
            try runs[id]?.run.apply(.landed(landed))
            runs[id]?.landed += landed
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
                case .attempt, .merge, .move, .wake, .compareApproval: break
                }
            }
        }
    }
}

extension JournalError {
    /// Whether the same write may work later.
    fileprivate var mayPass: Bool {
        switch code {
        case .lostRace, .locked: true
        case .damaged, .unknownFormat, .notFound: false
        case .git(let error):
            switch error.code {
            case .noSpace, .locked, .os, .library: true
            default: false
            }
        }
    }
}
