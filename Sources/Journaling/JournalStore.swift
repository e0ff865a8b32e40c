public import Git
public import GitNames
public import Orchestration
public import Pipelines

/// The journals of a repository: read from commits, and written as such.
///
/// Reading needs no daemon and works on any clone that has the refs. All calls are synchronous and confined to the
/// repository's thread; what is read is verified, bounded, and never trusted to be well-formed.
public final class JournalStore {
    let repository: Repository
    let identity: Identity
    let target: any PublicationTarget
    /// A snapshot is written with every so many entries.
    let snapshotInterval: Int
    /// Values of more bytes are kept once.
    let largeValue: Int
    /// Where each journal stands, as this store last wrote or read it.
    var heads: [RefName: JournalHead] = [:]
    /// The large values that were written last.
    let recent = RecentValues()
    /// Publications since packs were last put together.
    var publications = 0
    /// After so many publications their packs are put together.
    static let consolidationInterval = 50

    /// Reads from and writes to a repository; `identity` is who makes the commits.
    public convenience init(_ repository: Repository, identity: Identity = .daemon) {
        self.init(repository, identity: identity, target: repository)
    }

    /// Reads from a repository, and writes to it through steps that may fail or be refused one by one.
    public init(
        _ repository: Repository, identity: Identity = .daemon, target: any PublicationTarget,
        snapshotInterval: Int = 100, largeValue: Int = largeValueSize
    ) {
        self.repository = repository
        self.identity = identity
        self.target = target
        self.snapshotInterval = snapshotInterval
        self.largeValue = largeValue
    }

    /// Bytes of a value, above which it is kept once and referred to.
    public static let largeValueSize = JournalLimits.line

    /// Every run that has a journal here, in the order of their names.
    public func runIDs() throws(JournalError) -> [RunID] {
        let refs = try about(Self.runPrefix) { () throws(GitError) in try repository.refs(under: [Self.runPrefix]) }
        return refs.keys.compactMap { $0.rest(after: Self.runPrefix).map { RunID($0) } }.sorted()
    }

    /// A run as its journal has it, and the newest entry; also one that is archived.
    ///
    /// Throws `notFound`, `unknownFormat`, or `damaged` with the commit's id as subject.
    public func run(_ id: RunID) throws(JournalError) -> (run: Run, head: ObjectID) {
        let ref = Self.runRef(id)
        let tip = try tip(of: id)
        var reader = JournalReader<Run>(repository, ref)
        let (state, head) = try reader.state(at: tip)
        guard let run = state else {
            throw JournalError(.damaged, subject: tip.hex, message: "the journal of \(id) has no events")
        }
        guard run.id == id else {
            throw JournalError(
                .damaged, subject: tip.hex, message: "\(ref) holds the journal of another run, \(run.id)")
        }
        heads[ref] = head
        return (run, tip)
    }

    /// The newest entries of a run, oldest first; all of them without a limit.
    public func runEntries(_ id: RunID, limit: Int? = nil) throws(JournalError) -> [JournalEntry<RunEvent>] {
        let ref = Self.runRef(id)
        var reader = JournalReader<Run>(repository, ref)
        return try reader.entries(from: tip(of: id), limit: limit)
    }

    /// The workspace as its journal has it, and the newest entry; an empty one when there is no journal.
    public func workspace() throws(JournalError) -> (workspace: Workspace, head: ObjectID?) {
        let ref = Self.workspaceRef
        guard let tip = try about(ref.text, { () throws(GitError) in try repository.ref(ref) }) else {
            return (Workspace(), nil)
        }
        var reader = JournalReader<Workspace>(repository, ref)
        let (state, head) = try reader.state(at: tip)
        heads[ref] = head
        return (state ?? Workspace(), tip)
    }

    /// The newest entries of the workspace, oldest first; all of them without a limit.
    public func workspaceEntries(limit: Int? = nil) throws(JournalError) -> [JournalEntry<WorkspaceEvent>] {
        let ref = Self.workspaceRef
        guard let tip = try about(ref.text, { () throws(GitError) in try repository.ref(ref) }) else { return [] }
        var reader = JournalReader<Workspace>(repository, ref)
        return try reader.entries(from: tip, limit: limit)
    }

    /// How many entries the workspace's journal has; what they say is not read.
    public func workspaceEntryCount() throws(JournalError) -> Int {
        let ref = Self.workspaceRef
        guard let tip = try about(ref.text, { () throws(GitError) in try repository.ref(ref) }) else { return 0 }
        var reader = JournalReader<Workspace>(repository, ref)
        return try reader.head(at: tip).entries
    }

    /// The captured output of an attempt, at most 64 MiB.
    public func log(_ run: RunID, blob: ObjectID) throws(JournalError) -> [UInt8] {
        try reading("log \(blob) of \(run)") { () throws(GitError) in
            try repository.blob(blob, limit: JournalLimits.value)
        }
    }

    /// An owner's cursors, by the hash in their names (`cursorRef`).
    public func cursors(owner: String) throws(JournalError) -> [String: ObjectID] {
        let prefix = Self.cursorPrefix(owner: owner)
        let refs = try about(prefix) { () throws(GitError) in try repository.refs(under: [prefix]) }
        var cursors: [String: ObjectID] = [:]
        for (ref, id) in refs { if let hash = ref.rest(after: prefix) { cursors[hash] = id } }
        return cursors
    }

    private func tip(of id: RunID) throws(JournalError) -> ObjectID {
        let ref = Self.runRef(id)
        guard let tip = try journalHead(of: id) else {
            throw JournalError(.notFound, subject: ref.text, message: "there is no journal \(ref)")
        }
        return tip
    }
}
