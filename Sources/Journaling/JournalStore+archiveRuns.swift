import Foundation
import Git
public import GitNames
import Orchestration
public import Pipelines

extension JournalStore {
    /// Puts runs that have ended into the archive, as one commit, and moves its ref there.
    ///
    /// Their own refs stay: they may go once this has returned, and not before. What is archived already is written
    /// over. Of a ref whose object somebody pruned nothing is kept but the name.
    ///
    /// - Parameters:
    ///   - runs: at least one.
    ///   - expected: where the archive stands.
    /// - Returns: where it stands now.
    /// - Throws: `lostRace` when the archive stands elsewhere; no ref has moved then.
    public func archive(
        _ runs: [ArchivedRun], after expected: ObjectID?, at now: Instant
    ) throws(JournalError) -> ObjectID {
        let ref = Self.archiveRef
        let (commit, pack) = try about(ref.text) { () throws(GitError) in
            let writer = try repository.writer()
            let commit = try write(runs, after: expected, at: now, into: writer)
            return (commit, try target.pack(writer))
        }
        let result = try about(ref.text) { () throws(GitError) in
            try target.move(RefMove(ref: ref, old: expected, new: commit), message: "archive")
        }
        // A pack that stays kept only costs its space.
        if let pack { try? target.release(pack) }
        if case .differs(let actual) = result {
            throw JournalError(
                .lostRace, subject: ref.text,
                message: "\(ref) was expected to hold \(expected?.short ?? "nothing"), "
                    + "and holds \(actual?.short ?? "nothing")")
        }
        return commit
    }

    private func write(
        _ runs: [ArchivedRun], after expected: ObjectID?, at now: Instant, into writer: ObjectWriter
    ) throws(GitError) -> ObjectID {
        let entries = EntryWriter(
            repository: repository, writer: writer,
            signature: Signature(name: identity.name, email: identity.email, seconds: now.seconds),
            snapshotInterval: snapshotInterval, recent: recent, largeValue: largeValue)
        let format = try writer.blob(Array(JournalTree.currentFormat.utf8))
        var changes: [RawPath: (mode: FileMode, id: ObjectID)?] = [:]
        var keeps: [ObjectID] = []
        for run in runs {
            let path = ArchiveTree.path(of: run.id)
            let json: Data
            do { json = try JSONEncoder.journal().encode(run) } catch {
                throw GitError(.invalid, operation: "archive", message: "the run has no JSON form: \(error)")
            }
            changes[path.appending(ArchiveTree.run)] = (.file, try writer.blob(Array(json)))
            keeps.append(run.journal)
            for held in run.refs where repository.contains(held.object) {
                keeps.append(held.object)
                guard try repository.header(held.object).kind == .tag,
                    let name = held.ref.text.split(separator: "/").last
                else { continue }
                let text = try repository.object(held.object, limit: JournalLimits.value).bytes
                changes[path.appending(ArchiveTree.tags).appending(RawPath(name))] = (.file, try writer.blob(text))
            }
        }
        let before = if let expected { expected } else { try root(format, entries) }
        let names = runs.map { "\($0.id): \($0.status.rawValue)\n" }.joined()
        let subject = runs.count == 1 ? "archive \(runs[0].id)" : "archive \(runs.count) runs"
        return try entries.commit(
            writer.tree(updating: repository.commit(before).tree, changes), after: before, keeping: keeps,
            message: "\(subject)\n\n\(names)")
    }

    /// The commit below the first archive: without it the first journal that is kept would be the first parent.
    private func root(_ format: ObjectID, _ entries: EntryWriter) throws(GitError) -> ObjectID {
        let tree = try entries.writer.tree([TreeEntry(name: JournalTree.format, mode: .file, id: format)])
        return try entries.commit(tree, after: nil, keeping: [], message: "archive\n")
    }
}
