import Git
import GitNames
import Orchestration
import Pipelines

extension JournalStore {
    /// Publishes a batch: all objects in one pack, then the workspace's ref, then each run's, by compare-and-swap.
    ///
    /// An error means that no ref was moved by it, except where moving the workspace's own ref is what failed: read it
    /// again then. A run that lost its race or failed does not keep the others from being published. No ref ever
    /// points at what is not there, and no pack is released before everything in it is held by a ref.
    public func publish(_ batch: Batch) throws(JournalError) -> Published {
        var published = Published()
        let writer = try about("journal") { () throws(GitError) in try repository.writer() }
        let entries = EntryWriter(
            repository: repository, writer: writer,
            signature: Signature(name: identity.name, email: identity.email, seconds: batch.time.seconds),
            snapshotInterval: snapshotInterval, recent: recent, largeValue: largeValue)
        let workspace = try batch.workspace.map { entry throws(JournalError) in try write(entry, entries) }
        var runs: [(id: RunID, step: Step)] = []
        for entry in batch.runs {
            do throws(JournalError) {
                runs.append((entry.id, try write(entry, entries)))
            } catch {
                if error.code == .lostRace {
                    published.lost.append(entry.id)
                } else {
                    published.failed[entry.id] = error
                }
            }
        }
        let pack = try about("journal") { () throws(GitError) in try target.pack(writer) }
        try land(workspace, runs, pack: pack, into: &published)
        release(batch.keptPacks + (pack.map { [$0] } ?? []), own: pack, &published)
        consolidate()
        return published
    }

    /// What one journal's ref is to do; nothing where there were no events.
    struct Step {
        var ref: RefName
        var old: ObjectID?
        var head: JournalHead?
    }

    // MARK: - Objects

    private func write(_ entry: WorkspaceEntry, _ entries: EntryWriter) throws(JournalError) -> Step {
        let ref = Self.workspaceRef
        let head = try verifiedHead(of: ref, expected: entry.expected, State: Workspace.self)
        guard !entry.events.isEmpty else { return Step(ref: ref, old: entry.expected, head: nil) }
        let draft = EntryWriter.Draft(
            ref: ref, name: "the workspace", head: head, events: entry.events, keeps: entry.keeps,
            state: entry.workspace)
        let new = try about(ref.text) { () throws(GitError) in try entries.write(draft) }
        return Step(ref: ref, old: entry.expected, head: new)
    }

    private func write(_ entry: RunEntry, _ entries: EntryWriter) throws(JournalError) -> Step {
        let ref = Self.runRef(entry.id)
        let head = try verifiedHead(of: ref, expected: entry.expected, State: Run.self)
        guard !entry.events.isEmpty else { return Step(ref: ref, old: entry.expected, head: nil) }
        let new = try about(ref.text) { () throws(GitError) in
            for object in entry.objects { try copy(object, entries.writer) }
            var keeps = entry.keeps
            for case .moved(let move) in entry.events {
                if let new = move.new, !repository.contains(new) {
                    throw GitError(
                        .notFound, operation: "write entry",
                        message: "\(move.ref) is to move to \(new), which is missing")
                }
                keeps += [move.new, move.old].compactMap { $0 }
            }
            let draft = EntryWriter.Draft(
                ref: ref, name: entry.id.rawValue, head: head, events: entry.events, keeps: keeps, kept: entry.kept,
                state: entry.run, isLast: entry.events.contains { if case .ended = $0 { true } else { false } })
            return try entries.write(draft)
        }
        return Step(ref: ref, old: entry.expected, head: new)
    }

    /// A ref that is stated to move must be able to: what it is to hold in the end is there.
    private func requireTargets(of events: [RunEvent]) throws(GitError) {
        var targets: [RefName: ObjectID?] = [:]
        for case .moved(let move) in events { targets[move.ref] = .some(move.new) }
        for (ref, target) in targets {
            guard let target, !repository.contains(target) else { continue }
            throw GitError(
                .notFound, operation: "write entry", message: "\(ref) is to move to \(target), which is missing")
        }
    }

    private func copy(_ draft: ObjectDraft, _ writer: ObjectWriter) throws(GitError) {
        let kind: ObjectKind =
            switch draft.kind {
            case .commit: .commit
            case .tag: .tag
            }
        let id = try writer.copy(raw: RawObject(kind: kind, bytes: draft.content))
        guard id == draft.id else {
            throw GitError(
                .invalid, operation: "write entry", message: "a \(kind.rawValue) named \(draft.id) is really \(id)")
        }
    }

    /// Where a journal stands, if it stands where it is expected to.
    private func verifiedHead<State: JournalState>(
        of ref: RefName, expected: ObjectID?, State: State.Type
    ) throws(JournalError) -> JournalHead? {
        let actual = try about(ref.text) { () throws(GitError) in try repository.ref(ref) }
        guard actual == expected else { throw Self.lost(ref, expected, actual) }
        guard let actual else { return nil }
        if let known = heads[ref], known.id == actual { return known }
        var reader = JournalReader<State>(repository, ref)
        return try reader.head(at: actual)
    }

    private static func lost(_ ref: RefName, _ expected: ObjectID?, _ actual: ObjectID?) -> JournalError {
        let (old, new) = (expected?.short ?? "nothing", actual?.short ?? "nothing")
        return JournalError(
            .lostRace, subject: ref.text, message: "\(ref) was expected to hold \(old), and holds \(new)")
    }

    // MARK: - Refs

    private func land(
        _ workspace: Step?, _ runs: [(id: RunID, step: Step)], pack: KeptPack?, into published: inout Published
    ) throws(JournalError) {
        if let workspace {
            do throws(JournalError) {
                published.workspaceHead = try land(workspace)
            } catch {
                // Nothing will ever refer to the entries of a race that was lost.
                if error.code == .lostRace, let pack { try? target.release(pack) }
                throw error
            }
        }
        for (id, step) in runs {
            do throws(JournalError) {
                if let head = try land(step) { published.heads[id] = head }
            } catch {
                if error.code == .lostRace { published.lost.append(id) } else { published.failed[id] = error }
            }
        }
    }

    private func land(_ step: Step) throws(JournalError) -> ObjectID? {
        guard let head = step.head else { return step.old }
        heads[step.ref] = nil
        let result = try about(step.ref.text) { () throws(GitError) in
            try target.move(RefMove(ref: step.ref, old: step.old, new: head.id), message: "entry")
        }
        switch result {
        case .moved:
            heads[step.ref] = head
            return head.id
        case .differs(let actual): throw Self.lost(step.ref, step.old, actual)
        }
    }

    /// Every publication leaves a pack: now and then they become one. That it cannot be done now does no harm.
    private func consolidate() {
        publications += 1
        guard publications >= Self.consolidationInterval else { return }
        publications = 0
        try? target.consolidate()
    }

    /// Releases packs whose objects are held by refs now; the others are handed back.
    private func release(_ packs: [KeptPack], own: KeptPack?, _ published: inout Published) {
        for pack in packs {
            // Of our own pack nothing is needed that lost; what may yet turn out to have landed is.
            let isHeld = published.failed.isEmpty && (pack == own || published.lost.isEmpty)
            do throws(GitError) {
                guard isHeld else {
                    published.keptPacks.append(pack)
                    continue
                }
                try target.release(pack)
            } catch {
                published.keptPacks.append(pack)
            }
        }
    }
}

extension RunEvent {
    /// What a ref is moved from and to.
    fileprivate var moved: [ObjectID] {
        if case .moved(let move) = self { [move.new, move.old].compactMap { $0 } } else { [] }
    }
}
