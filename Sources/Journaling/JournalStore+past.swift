import Git
public import GitNames
public import Orchestration
public import Pipelines

extension JournalStore {
    /// The newest entry of a run that is not younger than a time; `nil` when the run did not exist then.
    ///
    /// Entries know the time in whole seconds: what happened within the second counts.
    public func entry(of id: RunID, at time: Instant) throws(JournalError) -> ObjectID? {
        guard let tip = try journalHead(of: id) else { return nil }
        var reader = JournalReader<Run>(repository, Self.runRef(id))
        return try reader.newest(from: tip) { $0.committer.seconds <= time.seconds }
    }

    /// A run as it was after an entry of its journal.
    public func run(_ id: RunID, at entry: ObjectID) throws(JournalError) -> Run {
        var reader = JournalReader<Run>(repository, Self.runRef(id))
        guard let run = try reader.state(at: entry).state, run.id == id else {
            throw JournalError(.damaged, subject: entry.hex, message: "this is no entry of the journal of \(id)")
        }
        return run
    }

    /// The newest entries of a run up to one of them, oldest first; all of them without a limit.
    public func runEntries(
        _ id: RunID, upTo entry: ObjectID, limit: Int? = nil
    ) throws(JournalError) -> [JournalEntry<RunEvent>] {
        var reader = JournalReader<Run>(repository, Self.runRef(id))
        return try reader.entries(from: entry, limit: limit)
    }

    /// The entry of a run's journal whose name begins so, the newest of several; `nil` when there is none.
    public func entry(named prefix: String, of id: RunID) throws(JournalError) -> ObjectID? {
        guard let tip = try journalHead(of: id) else { return nil }
        var reader = JournalReader<Run>(repository, Self.runRef(id))
        return try reader.newest(from: tip) { $0.id.hex.hasPrefix(prefix) }
    }

    /// The entry of the workspace's journal whose name begins so, the newest of several; `nil` when there is none.
    public func workspaceEntry(named prefix: String) throws(JournalError) -> ObjectID? {
        let ref = Self.workspaceRef
        guard let tip = try about(ref.text, { () throws(GitError) in try repository.ref(ref) }) else { return nil }
        var reader = JournalReader<Workspace>(repository, ref)
        return try reader.newest(from: tip) { $0.id.hex.hasPrefix(prefix) }
    }

    /// When an entry was written.
    public func time(of entry: ObjectID) throws(JournalError) -> Instant {
        let seconds = try reading(entry.hex) { () throws(GitError) in try repository.commit(entry).committer.seconds }
        return JournalEntry<RunEvent>.instant(ofSeconds: seconds)
    }

    /// The names of the runs that were archived at a time, in order.
    public func archivedRunIDs(at time: Instant) throws(JournalError) -> [RunID] {
        guard var next = try archiveHead() else { return [] }
        return try reading(Self.archiveRef.text) { () throws(GitError) in
            while true {
                let commit = try repository.commit(next)
                if commit.committer.seconds <= time.seconds { return try archivedRunIDs(in: commit.tree) }
                guard let parent = commit.parents.first else { return [] }
                next = parent
            }
        }
    }
}
