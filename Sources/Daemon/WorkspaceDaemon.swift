import Execution
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines
import Watching
import Executors

/// Watches a workspace and carries its runs to their end.
public struct WorkspaceDaemon: Sendable {
    let location: WorkspaceLocation
    let options: DaemonOptions
    let mailbox = Mailbox()

    /// - Parameters:
    ///   - location: the workspace.
    ///   - options: how it runs.
    public init(_ location: WorkspaceLocation, options: DaemonOptions) {
        self.location = location
        self.options = options
    }

    /// Asks the daemon to stop; `run` returns when everything that it started has ended.
    public func stop() { mailbox.post(.stop) }

    /// Runs until it is stopped, or with `once` until nothing more can run.
    ///
    /// - Parameter onReady: called once cursors and watches stand: what is committed from then on is not missed.
    /// - Throws: `JournalError` when another daemon holds the workspace, `GitError` when the repository cannot be used.
    public func run(onReady: @Sendable () -> Void = {}) async throws -> DaemonOutcome {
        let lock = try WorkspaceLock.acquire(commonDirectory: location.commonDirectory)
        defer { withExtendedLifetime(lock) {} }
        try location.state.make()
        let owner = try location.state.owner()
        DaemonMetrics.start(at: options.now(), options.metrics)
        await ProcessTrees.endLeftovers(tag: owner, stateDirectory: location.state.path)
        let trees = TreePool(directory: location.state.trees)
        trees.open()
        let nursery = try Nursery(tag: owner, stateDirectory: location.state.path)
        let store = WorkspaceStore(
            location: location, environment: options.environment, userConfig: options.userConfig,
            userAgents: options.userAgents, faults: options.faults, largeValue: options.largeValue)
        let workers = (0..<max(1, options.workers)).map { TreeWorker(repository: location.repositoryPath, number: $0) }
        let now = options.now
        let runner = AttemptRunner(
            workers: workers, nursery: nursery, trees: trees, workTree: location.workTree,
            repository: location.repositoryPath, logs: location.state.logs,
            environment: options.environment, now: { now().seconds })
        var settings = RefWatcher.Options()
        settings.rescanInterval = options.rescanInterval
        let watcher = RefWatcher(
            repository: location.repositoryPath, options: settings, executor: PollingExecutor(name: "td-watcher"))
        _ = try await watcher.start()
        let outcome: Result<DaemonOutcome, any Error>
        do {
            outcome = .success(
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask {
                        for await changes in watcher.changes { mailbox.post(.moved(changes)) }
                    }
                    group.addTask {
                        for await notice in watcher.notices { options.report(notice.description) }
                    }
                    var loop = DaemonLoop(
                        store: store, runner: runner, mailbox: mailbox, options: options, owner: owner,
                        state: location.state, metrics: LoopMetrics(options.metrics))
                    defer { group.cancelAll() }
                    return try await loop.run(in: &group, onReady: onReady)
                })
        } catch {
            outcome = .failure(error)
        }
        await watcher.stop()
        await nursery.stop()
        await trees.close()
        return try outcome.get()
    }
}
