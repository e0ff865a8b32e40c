import Git
public import GitNames
public import Orchestration
public import Pipelines

/// A run's journal read backwards, an entry at a time.
///
/// Confined to its repository's thread.
public struct JournalWalk {
    private var reader: JournalReader<Run>
    private var ahead: ObjectID?

    init(_ reader: JournalReader<Run>, from tip: ObjectID?) {
        self.reader = reader
        ahead = tip
    }

    /// The next older entry; `nil` when there is none.
    public mutating func next() throws(JournalError) -> JournalEntry<RunEvent>? {
        guard let id = ahead else { return nil }
        ahead = nil
        var found: JournalEntry<RunEvent>?
        try reader.walk(from: id) { entry throws(JournalError) in
            found = entry
            return false
        }
        if found != nil { ahead = try reader.before(id) }
        return found
    }
}

extension JournalStore {
    /// A run's journal read backwards, from its newest entry.
    public func walk(_ id: RunID) throws(JournalError) -> JournalWalk {
        JournalWalk(JournalReader(repository, Self.runRef(id)), from: try journalHead(of: id))
    }

    /// The entry that another one of a run's follows; `nil` for the first.
    public func entry(before entry: ObjectID, of id: RunID) throws(JournalError) -> ObjectID? {
        var reader = JournalReader<Run>(repository, Self.runRef(id))
        return try reader.before(entry)
    }
}
