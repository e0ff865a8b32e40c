import Foundation
import Git
import GitNames
import JSONValues
import Pipelines

/// Writes entries into one pack to be.
struct EntryWriter {
    let repository: Repository
    let writer: ObjectWriter
    let signature: Signature
    let snapshotInterval: Int
    /// The large values that were written last.
    let recent: RecentValues
    /// Values of more bytes are kept once.
    let largeValue: Int

    /// What becomes an entry.
    struct Draft<State: JournalState> {
        var ref: RefName
        /// For the root's subject.
        var name: String
        var head: JournalHead?
        var events: [State.Event]
        var keeps: [ObjectID]
        var kept: [RunEntry.Kept] = []
        var state: State
        /// Whether it is worth a snapshot of its own.
        var isLast = false
    }

    /// Writes an entry; its journal stands there once the ref has moved.
    func write<State>(_ draft: Draft<State>) throws(GitError) -> JournalHead {
        let before = if let head = draft.head { head } else { try root(draft.name) }
        let keeper = try LargeValueWriter(
            writer, recent: recent, held: heldValues(before.tree), size: largeValue)
        var lines: [String] = []
        var values: Set<ObjectID> = []
        var size = 0
        for event in draft.events {
            var line = try EntryText.line(event, keeping: keeper)
            let length = line.utf8.count
            if length > JournalLimits.line || size + length > JournalLimits.lines && length > JournalLimits.tinyLine {
                try Self.check(length, JournalLimits.value, "an event")
                let blob = try writer.blob(Array(line.utf8))
                values.insert(blob)
                line = EntryText.line(standingFor: line, blob: blob)
            }
            size += line.utf8.count + 1
            lines.append(line)
        }
        let subject = EntrySubject.make(draft.events)
        let message = "\(subject)\n\n" + lines.map { $0 + "\n" }.joined()
        try Self.check(message.utf8.count, JournalLimits.entry / 2, "an entry")

        let savesState = draft.isLast || before.unsaved + 1 >= snapshotInterval
        let tree = try tree(draft, values: values, keeper, before: before, savesState: savesState)
        let keeps = try gathered(commits(draft.keeps).filter { $0 != before.id }, tree: tree)
        let id = try commit(tree, [before.id] + keeps, message)
        return JournalHead(
            id: id, tree: tree, entries: before.entries + 1, unsaved: savesState ? 0 : before.unsaved + 1)
    }

    /// A commit that follows another one and keeps others.
    func commit(
        _ tree: ObjectID, after before: ObjectID?, keeping keeps: [ObjectID], message: String
    ) throws(GitError) -> ObjectID {
        let keeps = try gathered(commits(keeps).filter { $0 != before }, tree: tree)
        return try commit(tree, (before.map { [$0] } ?? []) + keeps, message)
    }

    /// The commit below the first entry: it has no events, and ends the history that `git log` shows.
    private func root(_ name: String) throws(GitError) -> JournalHead {
        let format = try writer.blob(Array(JournalTree.currentFormat.utf8))
        let tree = try writer.tree([TreeEntry(name: JournalTree.format, mode: .file, id: format)])
        let id = try commit(tree, [], EntrySubject.line("journal of \(name)", limit: EntrySubject.limit) + "\n")
        return JournalHead(id: id, tree: tree, entries: 0, unsaved: 0)
    }

    /// The tree of the entry before, unless there is something to keep.
    private func tree<State>(
        _ draft: Draft<State>, values: Set<ObjectID>, _ keeper: LargeValueWriter, before: JournalHead, savesState: Bool
    ) throws(GitError) -> ObjectID {
        var changes: [RawPath: (mode: FileMode, id: ObjectID)?] = [:]
        if savesState {
            let snapshot = Snapshot(entries: before.entries + 1, parent: before.id, state: draft.state)
            let bytes: Data
            do { bytes = try JSONEncoder.journal(keeping: keeper).encode(snapshot) } catch {
                throw GitError(.invalid, operation: "write entry", message: "the state has no JSON form: \(error)")
            }
            if bytes.count <= JournalLimits.snapshot {
                changes[JournalTree.snapshot] = (.file, try writer.blob(Array(bytes)))
            }
            // Values of older entries are in those entries' trees; the newest one's need not grow for ever.
            for value in keeper.held { changes[JournalTree.values.appending(RawPath(value.hex))] = .some(nil) }
        }
        for kept in draft.kept {
            switch kept.kind {
            case .log: changes[JournalTree.logs.appending(RawPath(kept.name))] = (.file, kept.id)
            case .artifacts: changes[JournalTree.artifacts.appending(RawPath(kept.name))] = (.tree, kept.id)
            }
        }
        for value in values.union(keeper.blobs) where savesState || !keeper.held.contains(value) {
            changes[JournalTree.values.appending(RawPath(value.hex))] = (.file, value)
        }
        return changes.isEmpty ? before.tree : try writer.tree(updating: before.tree, changes)
    }

    /// The values that an entry's tree has.
    private func heldValues(_ tree: ObjectID) throws(GitError) -> Set<ObjectID> {
        guard let values = try repository.entry(at: JournalTree.values, in: tree) else { return [] }
        return Set(try repository.tree(values.id).map(\.id))
    }

    /// The commits among some objects, tags replaced by what they are on, each once.
    private func commits(_ ids: [ObjectID]) throws(GitError) -> [ObjectID] {
        var commits: [ObjectID] = []
        var seen: Set<ObjectID> = []
        for id in ids {
            do {
                let commit = try repository.peel(id)
                guard try repository.header(commit).kind == .commit else { continue }
                if seen.insert(commit).inserted { commits.append(commit) }
            } catch {
                // Someone pruned it, or it is no chain of tags that ends: there is nothing to keep.
                guard error.code == .notFound || error.code == .invalid else { throw error }
            }
        }
        return commits
    }

    /// So many commits that one can have them as parents: where they are more, others that have them.
    private func gathered(_ commits: [ObjectID], tree: ObjectID) throws(GitError) -> [ObjectID] {
        var commits = commits
        while commits.count >= JournalLimits.parents {
            var next: [ObjectID] = []
            for start in stride(from: 0, to: commits.count, by: JournalLimits.parents) {
                let group = Array(commits[start..<min(start + JournalLimits.parents, commits.count)])
                next.append(try commit(tree, group, "commits that the next entry keeps\n"))
            }
            commits = next
        }
        return commits
    }

    private func commit(_ tree: ObjectID, _ parents: [ObjectID], _ message: String) throws(GitError) -> ObjectID {
        try writer.commit(tree: tree, parents: parents, author: signature, committer: signature, message: message)
    }

    private static func check(_ size: Int, _ limit: Int, _ what: String) throws(GitError) {
        guard size <= limit else {
            throw GitError(
                .limitExceeded, operation: "write entry", message: "\(what) has \(size) bytes, the limit is \(limit)")
        }
    }
}
