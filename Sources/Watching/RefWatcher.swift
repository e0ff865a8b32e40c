public import Executors
public import Git
import GitNames
import Glibc

/// Tells which refs of a repository, and which detached HEADs of its work trees, have moved.
///
/// What the kernel reports is only a hint that something may have: then the refs themselves are read and compared with
/// what was last seen. So no order of events, and no loss of them, can make it tell what is not so; what a lost one
/// would have told comes with the next look, at the latest after `rescanInterval`.
public actor RefWatcher {
    /// How a repository is watched.
    public struct Options: Sendable {
        /// Which refs count.
        public var scope = RefScope.workspace
        /// How often everything is looked at without any hint; default 60 s.
        public var rescanInterval = Duration.seconds(60)
        /// How often instead while something cannot be watched or read; default 1 s.
        public var pollInterval = Duration.seconds(1)
        /// The most directories that are watched at once, of the user's `max_user_watches`; default 16,384.
        public var maximumWatches = 16_384

        /// The defaults.
        public init() {}
    }

    /// What has moved since `start`, as far as it has not been taken from here.
    public nonisolated let changes: RefChanges
    /// Remarks on watching itself; of more than 64 that nobody takes, the last.
    public nonisolated let notices: AsyncStream<WatcherNotice>
    /// The thread on which everything here happens.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let executor: PollingExecutor
    private let path: String
    private let options: Options
    private let queue: RefChangeQueue
    private let noticeContinuation: AsyncStream<WatcherNotice>.Continuation

    private var repository: Repository?
    private var layout: WatchedLayout?
    private var watches: DirectoryWatches?
    private var source: PollingExecutor.SourceID?
    private var last = RefSnapshot()
    private var dirt = Dirt()
    /// Whether a directory could not be watched, and that was said.
    private var isPolling = false
    /// Whether the last look failed, and that was said.
    private var isUnreadable = false

    /// What must be looked at again.
    private struct Dirt {
        var everything = false
        var heads = false
        var prefixes: Set<String> = []

        /// Above this many names, one look at everything costs less.
        static let most = 16

        var isEmpty: Bool { !everything && !heads && prefixes.isEmpty }

        mutating func add(_ meaning: WatchedLayout.Meaning) {
            switch meaning {
            case .nothing: break
            case .everything: everything = true
            case .heads: heads = true
            case .refs(let prefix):
                if prefixes.count < Self.most { prefixes.insert(prefix) } else { everything = true }
            }
        }
    }

    /// Prepares to watch the repository at a path: a work tree, a git directory, or a bare repository.
    ///
    /// Several watchers may share an executor; they then wait for each other.
    public init(repository path: String, options: Options = Options(), executor: PollingExecutor) {
        self.path = path
        self.options = options
        self.executor = executor
        queue = RefChangeQueue()
        changes = RefChanges(queue: queue)
        (notices, noticeContinuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(64))
    }

    deinit {
        if let source { executor.remove(source) }
        queue.finish()
        noticeContinuation.finish()
    }

    /// Starts watching and returns what there is now: whatever moves after that is told.
    ///
    /// Called again, it only returns what was last seen.
    public func start() throws(GitError) -> RefSnapshot {
        guard repository == nil else { return last }
        let common = try Repository.open(at: path).commonDirectory
        let repository = try Repository.open(at: common)
        layout = WatchedLayout(root: repository.commonDirectory, scope: options.scope)
        // Watches first: what moves before the snapshot is in it, what moves after is reported.
        watchAll()
        do {
            last = try look(repository, Dirt(everything: true, heads: true))
        } catch {
            stop()
            throw error
        }
        self.repository = repository
        schedule()
        return last
    }

    /// Looks at everything now, and returns what there is.
    ///
    /// What has moved since the last look is told as usual.
    @discardableResult
    public func scan() -> RefSnapshot {
        dirt.everything = true
        dirt.heads = true
        refresh()
        return last
    }

    /// Stops watching; `changes` and `notices` end. It cannot be started again.
    public func stop() {
        if let source { executor.remove(source) }
        source = nil
        watches = nil
        repository = nil
        queue.finish()
        noticeContinuation.finish()
    }

    /// Runs something on the watcher's thread, which sees nothing meanwhile.
    func occupy(_ body: @Sendable () throws -> Void) rethrows { try body() }

    private func wake(_ wake: PollingExecutor.Wake) {
        guard repository != nil else { return }
        switch wake {
        case .readable:
            drain()
            if !dirt.isEmpty { refresh() }
        case .deadline:
            if isPolling { watchAll() }
            scan()
            schedule()
        }
    }

    /// Takes what the kernel has to say, and watches what is new.
    private func drain() {
        guard let watches, let layout else { return }
        var made: [String] = []
        let reading = watches.read { event in
            guard let name = event.name else { return dirt.add(.everything) }
            dirt.add(layout.meaning(of: name, isDirectory: event.isDirectory, in: event.directory))
            let path = event.directory + "/" + name
            if event.isDirectory, event.hasCome, layout.isWatched(path) { made.append(path) }
        }
        switch reading {
        case .complete: for directory in made { watch(from: directory) }
        case .overflow:
            noticeContinuation.yield(.overflow)
            watchAll()
            dirt.everything = true
            dirt.heads = true
        }
    }

    /// Makes a new inotify instance with a watch on every directory there is.
    private func watchAll() {
        guard let layout else { return }
        if let source { executor.remove(source) }
        watches = DirectoryWatches(maximum: options.maximumWatches)
        let failure = errno
        source = executor.add(descriptor: watches?.descriptor) { [weak self] wake in
            // The executor calls this on its thread, which is this actor's.
            self?.assumeIsolated { $0.wake(wake) }
        }
        let wasPolling = isPolling
        isPolling = false
        if watches == nil {
            startPolling(layout.root, failure, wasPolling)
        } else {
            watch(from: layout.root, wasPolling)
        }
        if wasPolling, !isPolling { noticeContinuation.yield(.watching) }
        schedule()
    }

    private func watch(from directory: String, _ wasPolling: Bool = false) {
        guard let watches, let layout else { return }
        layout.watch(from: directory) { directory in
            switch watches.add(directory) {
            // Gone again, or replaced by a file: its parent says so.
            case 0, ENOENT, ENOTDIR: break
            case let failure: startPolling(directory, failure, wasPolling)
            }
        }
    }

    /// Goes over to looking at a pace; said once, until every directory was watched again.
    private func startPolling(_ directory: String, _ failure: Int32, _ wasPolling: Bool) {
        guard !isPolling else { return }
        isPolling = true
        if !wasPolling {
            noticeContinuation.yield(.polling(directory: directory, reason: String(cString: strerror(failure))))
        }
        schedule()
    }

    /// Looks at what is uncertain and tells what has moved.
    private func refresh() {
        guard let repository else { return }
        let dirt = dirt
        self.dirt = Dirt()
        do throws(GitError) {
            let snapshot = try look(repository, isUnreadable ? Dirt(everything: true, heads: true) : dirt)
            isUnreadable = false
            let changes = last.changes(to: snapshot)
            last = snapshot
            queue.add(changes)
        } catch {
            if !isUnreadable { noticeContinuation.yield(.unreadable(reason: error.message)) }
            isUnreadable = true
            schedule()
        }
    }

    /// The last snapshot with what is uncertain read anew.
    private func look(_ repository: Repository, _ dirt: Dirt) throws(GitError) -> RefSnapshot {
        var snapshot = last
        if dirt.everything {
            snapshot.refs = try repository.refs(under: options.scope.prefixes)
                .filter { options.scope.contains($0.key.text) }
        } else if !dirt.prefixes.isEmpty {
            let found = try repository.refs(under: Array(dirt.prefixes))
            snapshot.refs = snapshot.refs.filter { ref in !dirt.prefixes.contains { ref.key.text.hasPrefix($0) } }
            for (name, id) in found where options.scope.contains(name.text) { snapshot.refs[name] = id }
        }
        if dirt.everything || dirt.heads {
            snapshot.heads = [:]
            for tree in try repository.worktrees() {
                // A HEAD that a rebase or bisect moves about is the branch's that it will go back to.
                if case .detached(let id)? = tree.head, tree.inUse == nil { snapshot.heads[tree.name ?? ""] = id }
            }
        }
        return snapshot
    }

    private func schedule() {
        guard let source else { return }
        let interval = isPolling || isUnreadable ? options.pollInterval : options.rescanInterval
        executor.setDeadline(.now + interval, of: source)
    }
}
