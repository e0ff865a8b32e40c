import Git
import GitNames
import JSONValues
public import Pipelines
import Secrets

/// Runs attempts: a work tree, iterations until the validation passes, and what they left as commits.
public struct AttemptRunner: Sendable {
    let workers: [TreeWorker]
    let nursery: Nursery
    /// The work trees.
    let trees: TreePool
    /// The workspace's working tree, from which loops may have ignored files copied; `nil` when it is bare.
    let workTree: String?
    /// The workspace's repository, so that a command can ask the daemon for something; `nil` where there is none.
    let repository: String?
    /// Where live logs are.
    let logs: String
    let environment: [String: String]
    let now: @Sendable () -> Int64
    /// The texts of what attempts are given.
    let inputs = InputTexts()

    /// - Parameters:
    ///   - workers: at least one; attempts are spread over them.
    ///   - trees: opened already.
    ///   - workTree: the workspace's working tree; `nil` when it is bare.
    ///   - repository: the workspace's, for commands that ask its daemon for something.
    ///   - logs: for the live logs, `<run>/<stage>.<instance>.<attempt>.log`.
    ///   - environment: the daemon's own.
    ///   - now: seconds since 1970, for commits.
    public init(
        workers: [TreeWorker], nursery: Nursery, trees: TreePool, workTree: String?, repository: String? = nil,
        logs: String,
        environment: [String: String], now: @escaping @Sendable () -> Int64
    ) {
        precondition(!workers.isEmpty, "attempts need a thread to work on")
        self.workers = workers
        self.nursery = nursery
        self.trees = trees
        self.workTree = workTree
        self.repository = repository
        self.logs = logs
        self.environment = environment
        self.now = now
    }

    /// The path of an attempt's live log.
    public static func logPath(in logs: String, run: RunID, _ attempt: AttemptID) -> String {
        "\(logs)/\(run)/\(attempt.instance.stage).\(attempt.instance.name).\(attempt.number).log"
    }

    /// Runs one attempt to its end; cancelling the task ends it with all its processes.
    ///
    /// That it fails is a result; nothing is thrown. Every pass but the last is told of as it ends, and the answer says
    /// whether another one may begin: without it the attempt ends, and nothing of it is lost.
    public func run(
        _ spec: AttemptSpec, onIteration: @Sendable (IterationResult) async -> Bool
    ) async -> AttemptResult {
        let worker = worker(for: spec)
        let log = Self.logPath(in: logs, run: spec.run, spec.attempt)
        AttemptPlace(directory: String(log.dropLast(log.split(separator: "/").last?.utf8.count ?? 0))).makeQuietly()
        var pass = await Attempt(runner: self, spec: spec, worker: worker, log: log)
        let capture = pass.capture
        let outcome = await pass.run(onIteration).masked(by: pass.secrets)
        let artifacts = await pass.keepArtifacts(after: outcome)
        capture.finish()
        var result = AttemptResult(
            outcome: outcome, tip: pass.tip, tree: pass.tree, iterations: pass.iterations,
            verdict: pass.secrets.masked(pass.verdict), usage: pass.usage,
            breaches: pass.breaches.map(pass.secrets.masked), log: nil, artifacts: artifacts?.tree,
            documents: [], packs: pass.packs)
        if let pack = artifacts?.pack { result.packs.append(pack) }
        if capture.count > 0, let stored = try? await worker.store(log: capture.bytes) {
            result.log = stored.id
            if let pack = stored.pack { result.packs.append(pack) }
        }
        if case .finished = outcome {
            result.documents =
                (try? await worker.documents(from: spec.base, to: pass.tree, globs: spec.globs)) ?? []
        }
        await pass.close(after: outcome)
        return result
    }

    /// The thread that works for an attempt.
    func worker(for spec: AttemptSpec) -> TreeWorker {
        let name = "\(spec.run) \(spec.attempt)"
        return workers[Int(UInt(bitPattern: name.hashValue) % UInt(workers.count))]
    }
}
