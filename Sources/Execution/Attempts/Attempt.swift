import Git
import GitNames
import JSONValues
import Pipelines
import Secrets

/// One attempt under way.
struct Attempt {
    let runner: AttemptRunner
    let spec: AttemptSpec
    let worker: TreeWorker
    let capture: OutputCapture
    let secrets: SecretMask
    /// The work tree that it has to itself.
    var lease: TreeLease
    /// What is in it, once it is laid out.
    var laidOut: TreeWorker.LaidOut?
    /// What may be said of the tree when it is given back; `nil` when it has to be thrown away.
    var stamp: TreeStamp?

    /// The work branch's tip so far.
    private(set) var tip: ObjectID
    /// The tip's tree so far.
    private(set) var tree: ObjectID
    private(set) var iterations = 0
    private(set) var verdict = ""
    /// What keeps the objects that no ref holds yet.
    private(set) var packs: [KeptPack] = []
    private let deadline: ContinuousClock.Instant?

    /// Takes a work tree; `close` must follow.
    ///
    /// - Parameter log: the path of the live log; `nil` for none.
    init(runner: AttemptRunner, spec: AttemptSpec, worker: TreeWorker, log: String?) async {
        self.runner = runner
        self.spec = spec
        self.worker = worker
        secrets = SecretMask(
            Secret.among(named: spec.secrets.names, passed: spec.loop.environment, in: runner.environment))
        capture = OutputCapture(log: log, masking: secrets)
        lease = await worker.take(for: spec, from: runner.trees)
        tip = spec.base
        tree = spec.base
        deadline = spec.timeout.map { .now + $0 }
    }

    /// What may not get into a commit.
    var contentGuard: ContentGuard { ContentGuard(secrets, allowing: spec.secrets.allow) }

    /// The files of the attempt.
    var place: AttemptPlace { lease.place }

    /// Lays out the tree and runs the loop.
    mutating func run(_ onIteration: @Sendable (IterationResult) async -> Void) async -> AttemptResult.Outcome {
        do throws(AttemptFailure) {
            let laidOut = try await open()
            tree = laidOut.base
            return .finished(try await iterate(in: laidOut.tree, onIteration))
        } catch {
            return .failed(error)
        }
    }

    private mutating func iterate(
        in worktree: PrivateWorkTree, _ onIteration: @Sendable (IterationResult) async -> Void
    ) async throws(AttemptFailure) -> JSON {
        var progress: [String] = []
        while true {
            iterations += 1
            let work = await pass(iterations, progress: progress)
            if case .failed(let failure) = work, failure.cancelled || failure.errorClass == .interrupted {
                throw failure
            }
            try await take(worktree, work)
            var ended = work
            if let breach = try await breach(after: work) {
                ended = .failed(breach)
                verdict = breach.message
            } else if case .passed = work, let validate = spec.loop.validate {
                let validation = await execute(validate, iteration: iterations, timeout: spec.loop.iterationTimeout)
                if let failure = failure(of: validation, what: "validation") {
                    ended = .failed(failure)
                    verdict = "exited 0; \(failure.message)"
                } else {
                    verdict = "exited 0; validation passed"
                }
            }
            switch ended {
            case .passed(let outputs): return outputs
            case .failed(let failure):
                // A command that was ended may have left anything half done.
                if failure.errorClass == .timeout { stamp = nil }
                guard
                    failure.errorClass == .failed || failure.errorClass == .invalidOutput
                        || isIterationTimeout(failure),
                    iterations < maxIterations
                else { throw exhausted(failure) }
                progress.append("iteration \(iterations): \(failure.message)")
                await onIteration(
                    IterationResult(
                        iteration: iterations, tip: tip, verdict: secrets.masked(verdict), pack: packs.popLast()))
            }
        }
    }

    /// Whether what the pass left breaks the rule that a stage changes neither its own validator nor what is protected.
    ///
    /// Such a tree is not validated. A failure that ends the attempt anyway says more than this one.
    private func breach(after work: PassResult) async throws(AttemptFailure) -> AttemptFailure? {
        var failure: AttemptFailure?
        if case .failed(let own) = work {
            guard own.errorClass == .failed || own.errorClass == .invalidOutput else { return nil }
            failure = own
        }
        let paths: [String]
        do throws(GitError) {
            paths = try await worker.forbiddenChanges(of: spec.loop, from: spec.base, to: tree)
        } catch {
            throw AttemptFailure(error)
        }
        return paths.isEmpty ? nil : .integrity(paths, since: spec.base, after: failure)
    }

    /// A built-in loop without a validation does the same each time: one pass says it all.
    private var maxIterations: Int {
        if case .builtin = spec.loop.work, spec.loop.validate == nil { return 1 }
        return max(1, spec.loop.maxIterations)
    }

    private func exhausted(_ failure: AttemptFailure) -> AttemptFailure {
        guard failure.errorClass == .failed, maxIterations > 1 else { return failure }
        var failure = failure
        failure.message = "\(failure.message), in the last of \(maxIterations) iterations"
        return failure
    }

    /// A pass that took too long leaves time for another one, unless the attempt's own time is over.
    private func isIterationTimeout(_ failure: AttemptFailure) -> Bool {
        failure.errorClass == .timeout && (deadline.map { $0 > .now } ?? true)
    }

    /// Takes what the pass left, whether it passed or not.
    private mutating func take(_ worktree: PrivateWorkTree, _ work: PassResult) async throws(AttemptFailure) {
        switch work {
        case .passed: verdict = "exited 0"
        case .failed(let failure): verdict = failure.message
        }
        let message =
            (["\(spec.attempt.instance): iteration \(iterations)", "", verdict, ""] + spec.trailers
            + ["Taskdaemon-Iteration: \(iterations)", ""]).joined(separator: "\n")
        let taken = try await worker.take(
            worktree, since: tip, tree: tree, message: secrets.masked(message), identity: spec.identity,
            at: runner.now(), guarding: contentGuard, leavingOut: laidOut?.copied ?? [])
        tip = taken.tip
        tree = taken.tree
        if let pack = taken.pack { packs.append(pack) }
        if let refusal = taken.refusal { note("the agent's own commits were not taken: \(refusal)") }
    }

    func note(_ line: String) {
        var bytes = Array("taskdaemon: \(line)\n".utf8)
        bytes.withUnsafeMutableBytes { capture.write(UnsafeRawBufferPointer($0)) }
    }

    /// What is left of the attempt's time, at most the given limit.
    func remaining(_ limit: Duration?) -> Duration? {
        guard let deadline else { return limit }
        let left = max(.zero, deadline - .now)
        return limit.map { min($0, left) } ?? left
    }

    var isOverdue: Bool { deadline.map { $0 <= .now } ?? false }
}
