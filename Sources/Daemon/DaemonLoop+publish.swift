import Execution
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines

extension DaemonLoop {
    /// One publication of everything that was decided; says whether there was anything.
    mutating func publish() async throws -> Bool {
        let now = options.now()
        let begin = decidedAt ?? .now
        decidedAt = nil
        var batch = Batch(time: now)
        var turns: [RunID: Turn] = [:]
        for (id, live) in busy {
            guard let turn = live.takeTurn(at: now) else { continue }
            turns[id] = turn
            batch.runs.append(RunEntry(turn, after: live.head))
        }
        if !workspaceEvents.isEmpty {
            batch.workspace = WorkspaceEntry(expected: workspaceHead, events: workspaceEvents, workspace: workspace)
        }
        guard !batch.runs.isEmpty || batch.workspace != nil else { return false }
        batch.keptPacks = packs
        let published = try await publishUntilDone(batch)
        metrics.published(published.all.heads.count + (published.all.workspaceHead == nil ? 0 : 1), in: .now - begin)
        packs = []
        workspaceEvents = []
        if let head = published.all.workspaceHead { workspaceHead = head }
        var outcomes: [RunID: Set<StageName>?] = [:]
        for (id, turn) in turns {
            guard let head = published.all.heads[id] else { continue }
            tell(of: turn)
            for event in turn.events { ledger?.add(event, of: turn.run) }
            if let live = runs[id] {
                live.run = turn.run
                live.head = head
                live.landed = []
            }
            touched.insert(id)
            if let stages = turn.endedStages { outcomes[id] = stages }
        }
        for id in turns.keys.sorted() { noticeReopening(of: id) }
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

    /// A run that had ended and goes on is one of the workspace's again, so that its next end is told too.
    mutating func noticeReopening(of id: RunID) {
        guard let run = runs[id]?.run, run.end == nil, workspace.active[id] == nil else { return }
        let group = run.creation.request.group
        decide(.runReopened(id, group: group, told: run.outcomes().map(\.id)), at: options.now())
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
            metrics.publicationFailed()
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
        refusedRuns[id] = reason
        runs[id] = nil
        isTroubled = true
    }

    private func tell(of turn: Turn) {
        for event in turn.events {
            switch event {
            case .landed, .moved, .requestTaken: continue
            default: options.report("\(turn.run.id)  \(event.summary)")
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
