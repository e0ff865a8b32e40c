import Git
public import GitNames
public import Orchestration
import Pipelines

extension JournalStore {
    /// What putting a run back comes to.
    public enum Restoring: Hashable, Sendable {
        case possible(Restoration)
        /// One sentence without a full stop, and what helps.
        case impossible(String, hint: String? = nil)
    }

    /// What taking back one entry of a run's journal comes to: the run as it was before it.
    ///
    /// - Parameter run: the run as it is now.
    public func restoration(undoing entry: ObjectID, of run: Run) throws(JournalError) -> Restoring {
        guard let head = try journalHead(of: run.id) else { return .impossible("there is no run \(run.id)") }
        var reader = JournalReader<Run>(repository, Self.runRef(run.id))
        var later: [JournalEntry<RunEvent>] = []
        var found: JournalEntry<RunEvent>?
        try reader.walk(from: head) { next in
            if next.id == entry { found = next } else { later.append(next) }
            return found == nil
        }
        guard let found else { return .impossible("\(entry.short) is no entry of the journal of \(run.id)") }
        if let undo = Self.undo(of: entry, in: later) {
            return .impossible("\(entry.short) is undone already, by \(undo.short)")
        }
        guard let before = try reader.before(entry) else {
            return .impossible("\(run.id) began with it", hint: "taskdaemon cancel \(run.id)")
        }
        if found.events.contains(where: { if case .adopted = $0 { true } else { false } }) {
            return .impossible(
                "another machine acts on the run since", hint: "taskdaemon adopt \(run.id), on the machine that is to")
        }
        let after = try self.run(run.id, at: entry)
        return .possible(
            try restoration(
                of: run, to: before, "before \(entry.short) (\(Self.clause(of: found)))", undoing: entry,
                expected: after.tip))
    }

    /// What putting a run back to what it was after an entry of its journal comes to.
    public func restoration(to entry: ObjectID, of run: Run) throws(JournalError) -> Restoring {
        guard let head = try journalHead(of: run.id) else { return .impossible("there is no run \(run.id)") }
        var reader = JournalReader<Run>(repository, Self.runRef(run.id))
        guard try reader.newest(from: head, where: { $0.id == entry }) != nil else {
            return .impossible("\(entry.short) is no entry of the journal of \(run.id)")
        }
        return .possible(try restoration(of: run, to: entry, "after \(entry.short)", undoing: nil, expected: nil))
    }

    private func restoration(
        of run: Run, to entry: ObjectID, _ target: String, undoing undone: ObjectID?, expected: ObjectID?
    ) throws(JournalError) -> Restoration {
        let standing = try self.run(run.id, at: entry).standing
        let now = run.pause?.cause == .branchMoved ? run.pause?.tip ?? run.tip : run.tip
        // What is yet to be written is nobody's ancestor.
        let isAhead = (try? repository.isAncestor(now, of: standing.tip)) ?? false
        return Restoration(
            entry: entry, target: target, undoes: undone, expected: expected, standing: standing, abandons: !isAhead)
    }

    /// What an entry says first; of one that went back only how far, or undoing to and fro would say ever more.
    private static func clause(of entry: JournalEntry<RunEvent>) -> String {
        for case .restored(let restored) in entry.events {
            return restored.undoes.map { "the undo of \($0.short)" } ?? "the return to after \(restored.entry.short)"
        }
        return EntrySubject.leading(entry.events).map { EntrySubject.make([entry.events[$0]]) } ?? entry.subject
    }

    /// The entry that took another one back, if that is in effect: an undo may be undone in turn.
    ///
    /// - Parameter later: entries that came after it, newest first.
    private static func undo(of entry: ObjectID, in later: [JournalEntry<RunEvent>]) -> ObjectID? {
        var undone: Set<ObjectID> = []
        for next in later where !undone.contains(next.id) {
            for case .restored(let restored) in next.events {
                if restored.undoes == entry { return next.id }
                if let other = restored.undoes { undone.insert(other) }
            }
        }
        return nil
    }
}
