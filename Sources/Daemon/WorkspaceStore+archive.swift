import Git
import GitNames
import Journaling
import Orchestration
import Pipelines

extension WorkspaceStore {
    /// The runs that went into the archive at or after an instant, as far as the workspace's newest entries tell.
    func archived(since instant: Instant) throws -> [Run] {
        let journal = try journal()
        let events = try journal.workspaceEntries(limit: Self.entriesOfDay).flatMap(\.events)
        return try events.compactMap { event in
            guard case .runArchived(let archived) = event, archived.at >= instant else { return nil }
            return try journal.archived(archived.run).map { _ in try journal.run(archived.run).run }
        }
    }

    private static let entriesOfDay = 20_000

    /// Where the archive stands.
    func archiveHead() throws -> ObjectID? { try journal().archiveHead() }

    /// Whether a run is in the archive.
    func isArchived(_ id: RunID) throws -> Bool { try journal().archived(id) != nil }

    /// Those of some runs that are in the archive as they stand, with refs that a crash left behind.
    func leftBehind(_ heads: [RunID: ObjectID]) throws -> [ArchivedRun] {
        let journal = try journal()
        guard try journal.archiveHead() != nil else { return [] }
        return try heads.keys.sorted().compactMap { try journal.archived($0) }.filter { $0.journal == heads[$0.id] }
    }

    /// Puts runs into the archive, after which their refs may go.
    func archive(_ runs: [ArchivedRun], after head: ObjectID?, at now: Instant) throws -> ObjectID {
        try faults.check()
        return try journal().archive(runs, after: head, at: now)
    }

    /// Removes the refs of a run that is in the archive: tags, then branches, then the journal.
    ///
    /// Each only from what the archive says that it held; a branch that is checked out somewhere stays. Doing it again
    /// after a crash does the rest.
    func removeRefs(of run: ArchivedRun) throws {
        let repository = try repository()
        let worktrees = try repository.worktrees()
        let journal = ArchivedRun.Held(ref: JournalStore.runRef(run.id), object: run.journal)
        for held in run.refs + [journal] where !worktrees.contains(where: { $0.holds(held.ref) }) {
            try faults.check()
            let move = RefMove(ref: held.ref, old: held.object, new: nil)
            guard try repository.ref(held.ref) == held.object,
                try repository.move(move, message: "taskdaemon: archived") == .moved
            else { continue }
            try faults.pass(.movedRef)
        }
    }

    /// How the archive's ref stands to where we left it.
    ///
    /// - Returns: where it stands, when it has only grown; otherwise it is put back to `head`, which is returned.
    func verifyArchive(at head: ObjectID?) throws -> ObjectID? {
        let repository = try repository()
        let actual = try repository.ref(JournalStore.archiveRef)
        guard actual != head else { return head }
        if let actual, try head.map({ try repository.isAncestor($0, of: actual) }) ?? true { return actual }
        try putBack(JournalStore.archiveRef, to: head)
        return head
    }
}
