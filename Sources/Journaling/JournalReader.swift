import Git
import GitNames
import Orchestration
import Pipelines

/// Reads one journal: a chain of commits along the first parent, down to a root without events.
struct JournalReader<State: JournalState> {
    let repository: Repository
    let ref: RefName
    /// Trees whose format was found to be known.
    private var checkedTrees: Set<ObjectID> = []
    private let values: LargeValueReader

    init(_ repository: Repository, _ ref: RefName) {
        self.repository = repository
        self.ref = ref
        values = LargeValueReader(repository)
    }

    /// The state after the entry `tip`: the newest snapshot that can be read, and what came later.
    mutating func state(at tip: ObjectID) throws(JournalError) -> (state: State?, head: JournalHead) {
        let path = try path(to: tip)
        var state: State?
        var later = path.ids
        if let snapshot = path.snapshot {
            if let saved = Self.decode(Snapshot<State>.self, try read(snapshot.blob, about: tip), values) {
                state = saved.state
            } else {
                later = try ids(from: tip, to: nil) ?? []
            }
        }
        for id in later.reversed() {
            for event in try entry(id).events {
                do { try State.fold(event, into: &state) } catch {
                    throw JournalError(
                        .damaged, subject: id.hex,
                        message: "the entry says what cannot have happened: \(error.description)")
                }
            }
        }
        return (state, path.head)
    }

    /// Where the entry `tip` stands, without reading any event.
    mutating func head(at tip: ObjectID) throws(JournalError) -> JournalHead { try path(to: tip).head }

    /// The newest entries, oldest first.
    mutating func entries(from tip: ObjectID, limit: Int?) throws(JournalError) -> [JournalEntry<State.Event>] {
        var entries: [JournalEntry<State.Event>] = []
        var next: ObjectID? = tip
        while let id = next, entries.count < limit ?? JournalLimits.entries {
            let commit = try commit(id)
            try checkFormat(of: commit)
            next = commit.parents.first
            if next == nil, isRoot(commit) { break }
            entries.append(try entry(commit))
        }
        return entries.reversed()
    }

    /// The newest entry that is as wanted, without reading any event; `nil` when there is none.
    mutating func newest(
        from tip: ObjectID, where isWanted: (Commit) -> Bool
    ) throws(JournalError) -> ObjectID? {
        var next = tip
        for _ in 0..<JournalLimits.entries {
            let commit = try commit(next)
            guard let parent = commit.parents.first else { return nil }
            if isWanted(commit) {
                try checkFormat(of: commit)
                return next
            }
            next = parent
        }
        return nil
    }

    /// Reads entries, newest first, for as long as they are wanted.
    mutating func walk(
        from tip: ObjectID, _ body: (JournalEntry<State.Event>) throws(JournalError) -> Bool
    ) throws(JournalError) {
        var next = tip
        for _ in 0..<JournalLimits.entries {
            let commit = try commit(next)
            guard let parent = commit.parents.first else { return }
            try checkFormat(of: commit)
            guard try body(try entry(commit)) else { return }
            next = parent
        }
    }

    /// The entry that another one follows; `nil` for the first.
    mutating func before(_ entry: ObjectID) throws(JournalError) -> ObjectID? {
        guard let parent = try commit(entry).parents.first else { return nil }
        return try commit(parent).parents.isEmpty ? nil : parent
    }

    // MARK: - The way from the newest snapshot to the tip

    private struct Path {
        /// Entries that a snapshot does not stand for, newest first.
        var ids: [ObjectID]
        var snapshot: (blob: ObjectID, entries: Int)?
        var head: JournalHead
    }

    private struct SnapshotHeader: Decodable {
        var entries: Int
        var parent: ObjectID
    }

    private mutating func path(to tip: ObjectID) throws(JournalError) -> Path {
        let commit = try commit(tip)
        try checkFormat(of: commit)
        let tree = try reading(tip.hex) { () throws(GitError) in try repository.tree(commit.tree) }
        if let blob = tree.first(where: { $0.name == JournalTree.snapshot })?.id,
            let header = Self.decode(SnapshotHeader.self, try read(blob, about: tip)),
            (1...JournalLimits.entries).contains(header.entries),
            let ids = try ids(from: tip, to: header.parent)
        {
            let head = JournalHead(
                id: tip, tree: commit.tree, entries: header.entries + ids.count, unsaved: ids.count)
            return Path(ids: ids, snapshot: (blob, header.entries), head: head)
        }
        let ids = try ids(from: tip, to: nil) ?? []
        return Path(
            ids: ids, snapshot: nil,
            head: JournalHead(id: tip, tree: commit.tree, entries: ids.count, unsaved: ids.count))
    }

    /// The entries from `tip` back to the one whose parent is `boundary`, that one left out, newest first.
    ///
    /// `nil` when there is none. Without a boundary it goes to the root.
    private func ids(from tip: ObjectID, to boundary: ObjectID?) throws(JournalError) -> [ObjectID]? {
        var ids: [ObjectID] = []
        var next = tip
        while true {
            let commit = try commit(next)
            guard let parent = commit.parents.first else {
                guard boundary == nil else { return nil }
                guard isRoot(commit) else {
                    throw JournalError(
                        .damaged, subject: next.hex, message: "the journal's beginning is missing before this entry",
                        hint: repository.isShallow ? "this is a shallow clone; 'git fetch --unshallow' gets it" : nil)
                }
                return ids
            }
            if parent == boundary { return ids }
            ids.append(next)
            guard ids.count <= JournalLimits.entries else {
                throw JournalError(
                    .damaged, subject: tip.hex, message: "the journal has more than \(JournalLimits.entries) entries")
            }
            next = parent
        }
    }

    private func isRoot(_ commit: Commit) -> Bool {
        commit.parents.isEmpty && EntryText.parse(commit.message)?.lines.isEmpty == true
    }

    // MARK: - One entry

    private mutating func entry(_ id: ObjectID) throws(JournalError) -> JournalEntry<State.Event> {
        let commit = try commit(id)
        try checkFormat(of: commit)
        return try entry(commit)
    }

    private func entry(_ commit: Commit) throws(JournalError) -> JournalEntry<State.Event> {
        guard let text = EntryText.parse(commit.message) else {
            throw JournalError(
                .damaged, subject: commit.id.hex, message: "the message is not a subject, an empty line and events")
        }
        var events: [State.Event] = []
        for line in text.lines {
            var bytes = Array(line.utf8)
            if let blob = EntryText.blob(of: line) {
                bytes = try reading(commit.id.hex) { () throws(GitError) in
                    try repository.blob(blob, limit: JournalLimits.value)
                }
            }
            do { events.append(try Self.decoded(State.Event.self, bytes, values)) } catch {
                throw JournalError(
                    .damaged, subject: commit.id.hex,
                    message: "event \(events.count + 1) cannot be read: \(error.reason)")
            }
        }
        return JournalEntry(
            id: commit.id, time: JournalEntry<State.Event>.instant(ofSeconds: commit.committer.seconds),
            subject: String(text.subject), events: events)
    }

    private func commit(_ id: ObjectID) throws(JournalError) -> Commit {
        try reading(id.hex) { () throws(GitError) in
            let (_, size) = try repository.header(id)
            guard size <= JournalLimits.entry else {
                throw GitError(
                    .limitExceeded, operation: "read entry",
                    message: "the entry has \(size) bytes, the limit is \(JournalLimits.entry)")
            }
            return try repository.commit(id)
        }
    }

    /// Sees to it that an entry is of the format that this version writes.
    private mutating func checkFormat(of commit: Commit) throws(JournalError) {
        if checkedTrees.contains(commit.tree) { return }
        let text = try reading(commit.id.hex) { () throws(GitError) in
            let tree = try repository.tree(commit.tree)
            guard let entry = tree.first(where: { $0.name == JournalTree.format }) else {
                throw GitError(.corrupt, operation: "read entry", message: "the entry does not say its format")
            }
            return String(decoding: try repository.blob(entry.id, limit: 64), as: UTF8.self)
        }
        guard text == JournalTree.currentFormat || text == JournalTree.currentFormat + "\n" else {
            throw JournalError(
                .unknownFormat, subject: commit.id.hex,
                message: "the journal is of format \(EntrySubject.line(text, limit: 20)), "
                    + "and this program knows \(JournalTree.currentFormat)",
                hint: "a newer version of this program reads it")
        }
        checkedTrees.insert(commit.tree)
    }

    private func read(_ snapshot: ObjectID, about tip: ObjectID) throws(JournalError) -> [UInt8] {
        try reading(tip.hex) { () throws(GitError) in
            try repository.blob(snapshot, limit: JournalLimits.snapshot)
        }
    }
}

/// Where a journal stands.
struct JournalHead: Hashable {
    /// The newest entry.
    var id: ObjectID
    /// Its tree.
    var tree: ObjectID
    /// How many entries there are.
    var entries: Int
    /// How many of them came after the newest snapshot.
    var unsaved: Int
}

/// What is in an entry's tree.
enum JournalTree {
    static let format: RawPath = "format"
    static let snapshot: RawPath = "snapshot.json"
    static let logs: RawPath = "logs"
    static let artifacts: RawPath = "artifacts"
    static let values: RawPath = "values"
    /// The format that is written here.
    static let currentFormat = "1"
}
