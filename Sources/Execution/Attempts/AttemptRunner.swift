import Git
import GitNames
import JSONValues
public import Pipelines
import Secrets

/// Runs attempts: a work tree, iterations until the validation passes, and what they left as commits.
public struct AttemptRunner: Sendable {
    let workers: [TreeWorker]
    let nursery: Nursery
    /// Where attempts have their directories.
    let directory: String
    /// Where live logs are.
    let logs: String
    let environment: [String: String]
    let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - workers: at least one; attempts are spread over them.
    ///   - directory: for work trees and what goes with them; made if it is not there.
    ///   - logs: for the live logs, `<run>/<stage>.<instance>.<attempt>.log`.
    ///   - environment: the daemon's own.
    ///   - now: seconds since 1970, for commits.
    public init(
        workers: [TreeWorker], nursery: Nursery, directory: String, logs: String, environment: [String: String],
        now: @escaping @Sendable () -> Int64
    ) {
        precondition(!workers.isEmpty, "attempts need a thread to work on")
        self.workers = workers
        self.nursery = nursery
        self.directory = directory
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
    /// That it fails is a result; nothing is thrown. Every pass but the last is told of as it ends.
    public func run(
        _ spec: AttemptSpec, onIteration: @Sendable (IterationResult) async -> Void
    ) async -> AttemptResult {
        let attempt = spec.attempt
        let name = "\(attempt.instance.stage).\(attempt.instance.name).\(attempt.number)"
        let place = AttemptPlace(directory: "\(directory)/\(spec.run)/\(name)")
        let worker = workers[Int(UInt(bitPattern: (spec.run.rawValue + name).hashValue) % UInt(workers.count))]
        let log = Self.logPath(in: logs, run: spec.run, attempt)
        AttemptPlace(directory: String(log.dropLast(log.split(separator: "/").last?.utf8.count ?? 0))).makeQuietly()
        var pass = Attempt(runner: self, spec: spec, place: place, worker: worker, log: log)
        let capture = pass.capture
        let outcome = await pass.run(onIteration).masked(by: pass.secrets)
        capture.finish()
        var result = AttemptResult(
            outcome: outcome, tip: pass.tip, tree: pass.tree, iterations: pass.iterations,
            verdict: pass.secrets.masked(pass.verdict), log: nil, documents: [], packs: pass.packs)
        if capture.count > 0, let stored = try? await worker.store(log: capture.bytes) {
            result.log = stored.id
            if let pack = stored.pack { result.packs.append(pack) }
        }
        if case .finished = outcome {
            result.documents =
                (try? await worker.documents(from: spec.base, to: pass.tree, globs: spec.globs)) ?? []
        }
        await worker.remove(place)
        return result
    }
}

extension AttemptPlace {
    /// Makes the directory if it can; what needs it says so if it could not.
    fileprivate func makeQuietly() { try? make() }
}
