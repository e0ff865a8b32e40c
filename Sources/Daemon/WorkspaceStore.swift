import Definitions
import Documents
import Executors
import Git
import GitNames
import JSONValues
import Journaling
import Orchestration
import Pipelines
import Watching

/// Everything the daemon does to the repository: one thread, one handle, one operation at a time.
///
/// Refs are only moved from here, so that between two calls nothing of ours is under way, and a ref that differs from
/// what a run stated was moved by somebody else.
actor WorkspaceStore {
    private let executor = ThreadExecutor(name: "td-store")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    let location: WorkspaceLocation
    let environment: [String: String]
    let userConfig: [UInt8]?
    let faults: FaultPoints
    private let largeValue: Int
    private var handle: (repository: Repository, journal: JournalStore, inbox: Inbox)?
    var definitions: CommitDefinitions

    init(
        location: WorkspaceLocation, environment: [String: String], userConfig: [UInt8]?,
        userAgents: [String: [UInt8]], faults: FaultPoints, largeValue: Int = JournalStore.largeValueSize
    ) {
        self.largeValue = largeValue
        self.location = location
        self.environment = environment
        self.userConfig = userConfig
        definitions = CommitDefinitions(
            builtIn: .shipped(with: userAgents), userConfig: userConfig, environment: environment)
        self.faults = faults
    }

    private func opened() throws(GitError) -> (repository: Repository, journal: JournalStore, inbox: Inbox) {
        if let handle { return handle }
        let repository = try Repository.open(at: location.repositoryPath)
        let target = BreakableTarget(repository: repository, faults: faults)
        let opened = (repository, JournalStore(repository, target: target, largeValue: largeValue), Inbox(repository))
        handle = opened
        return opened
    }

    func repository() throws(GitError) -> Repository { try opened().repository }

    func journal() throws(GitError) -> JournalStore { try opened().journal }

    // MARK: Journals

    /// Everything that happened in a run.
    func events(of id: RunID) throws -> [RunEvent] { try journal().runEntries(id).flatMap(\.events) }

    /// All journals as they stand; one that is damaged is named and left alone.
    struct Loaded: Sendable {
        var workspace: Workspace
        var head: ObjectID?
        var runs: [(run: Run, head: ObjectID)]
        var damaged: [JournalError]
    }

    func load() throws -> Loaded {
        let journal = try opened().journal
        let (workspace, head) = try journal.workspace()
        var loaded = Loaded(workspace: workspace, head: head, runs: [], damaged: [])
        for id in try journal.runIDs() {
            do throws(JournalError) {
                loaded.runs.append(try journal.run(id))
            } catch {
                loaded.damaged.append(error)
            }
        }
        return loaded
    }

    func publish(_ batch: Batch) throws -> Published {
        try faults.check()
        let published = Result { try opened().journal.publish(batch) }
        // A stop between two steps comes back as a failure of git: it is no failure.
        try faults.check()
        try faults.pass(.published)
        return try published.get()
    }

    /// What a dead daemon left kept: its journals say by now what landed, the rest is for `git gc`.
    func releaseLeftPacks() throws {
        let repository = try repository()
        for pack in try repository.keptPacks() { try repository.release(pack) }
    }

    // MARK: Refs

    /// What refs hold now, and in which worktree each branch of these is checked out.
    func look(at refs: [RefName]) throws -> (values: [RefName: ObjectID], checkedOut: [RefName: String]) {
        let repository = try repository()
        var values: [RefName: ObjectID] = [:]
        for ref in refs { values[ref] = try repository.ref(ref) }
        var checkedOut: [RefName: String] = [:]
        for tree in try repository.worktrees() {
            for ref in refs where tree.holds(ref) { checkedOut[ref] = tree.path }
        }
        return (values, checkedOut)
    }

    /// Puts a ref of ours that somebody else moved back to where it was.
    func putBack(_ ref: RefName, to value: ObjectID?) throws {
        try faults.check()
        let repository = try repository()
        let actual = try repository.ref(ref)
        guard actual != value else { return }
        _ = try repository.move(RefMove(ref: ref, old: actual, new: value), message: "taskdaemon: put back")
        try faults.pass(.movedRef)
    }

    // MARK: Inbox

    func requests() throws -> [InboxEntry] { try opened().inbox.list() }

    func remove(request ulid: String) throws {
        try faults.check()
        try opened().inbox.remove(ulid)
        try faults.pass(.removedRequest)
    }

    // MARK: Cursors

    /// Where each branch's cursor is, by the cursor's ref.
    func cursors(owner: String) throws -> [RefName: ObjectID] {
        try repository().refs(under: ["refs/taskdaemon/cursor/\(owner)/"])
    }

    func moveCursor(owner: String, branch: String, to commit: ObjectID) throws {
        let ref = JournalStore.cursorRef(owner: owner, branch: branch)
        try putBack(ref, to: commit)
    }

    // MARK: Merging

    /// Merges a result with the tip; where the merged tree is to be validated, also a commit of it to check out.
    func merge(_ order: MergeOrder) throws -> (result: MergeResult, commit: ObjectID?, pack: KeptPack?) {
        let repository = try repository()
        let writer = try repository.writer()
        let base = try repository.commit(order.base).tree
        let ours = try repository.commit(order.onto).tree
        let result = try repository.merge(base: base, ours: ours, theirs: order.tree, into: writer)
        guard case .merged(let tree) = result else { return (result, nil, nil) }
        var commit: ObjectID?
        if order.loop.validate != nil {
            let who = Signature(name: Identity.daemon.name, email: Identity.daemon.email, seconds: 0)
            commit = try writer.commit(
                tree: tree, parents: [order.onto, order.result], author: who, committer: who,
                message: "\(order.attempt): to be validated\n")
        }
        let pack = try writer.finish()
        try faults.pass(.wroteObjects)
        return (result, commit, pack)
    }
}
