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
    private(set) var iterations: Int
    private(set) var verdict = ""
    /// What an agent used in the last pass.
    private(set) var usage: Usage?
    /// What it may not change and has changed, by the last pass.
    private(set) var breaches: [String] = []
    /// What keeps the objects that no ref holds yet.
    private(set) var packs: [KeptPack] = []
    /// The verdict that stands in the tip's message.
    private var stated = ""
    /// Whether the last pass left the tree as it was.
    private var isUnchanged = false
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
        tip = spec.from
        tree = spec.from
        iterations = spec.before
        deadline = spec.timeout.map { .now + $0 }
    }

    /// What may not get into a commit.
    var contentGuard: ContentGuard { ContentGuard(secrets, allowing: spec.secrets.allow) }

    /// The files of the attempt.
    var place: AttemptPlace { lease.place }

    /// Lays out the tree and runs the loop.
    mutating func run(_ onIteration: @Sendable (IterationResult) async -> Bool) async -> AttemptResult.Outcome {
        do throws(AttemptFailure) {
            try requireAgent()
            let laidOut = try await open()
            tree = laidOut.base
            return .finished(try await iterate(in: laidOut.tree, onIteration))
        } catch {
            return .failed(error)
        }
    }

    private mutating func iterate(
        in worktree: PrivateWorkTree, _ onIteration: @Sendable (IterationResult) async -> Bool
    ) async throws(AttemptFailure) -> JSON {
        var history = await history()
        var invalid = 0
        while true {
            iterations += 1
            var pass = await pass(iterations, after: history)
            usage = pass.usage
            if case .failed(let failure) = pass.outcome, failure.cancelled || failure.errorClass == .interrupted {
                throw failure
            }
            let collected = try await take(worktree, pass.outcome)
            try await judge(&pass)
            try await restate(worktree, collected)
            switch pass.outcome {
            case .passed(let outputs): return outputs
            case .failed(let failure):
                // A command that was ended may have left anything half done.
                if failure.errorClass == .timeout { stamp = nil }
                if failure.errorClass == .invalidOutput { invalid += 1 }
                guard mayGoOn(after: failure, invalid: invalid) else { throw exhausted(failure) }
                history.add(
                    iterations, verdict: verdict, words: secrets.masked(pass.words), failure: failure,
                    output: secrets.masked(pass.output))
                let ended = IterationResult(
                    iteration: iterations, tip: tip, verdict: secrets.masked(verdict), usage: pass.usage, packs: packs)
                packs = []
                guard await onIteration(ended) else { throw Task.isCancelled ? .stopped : .held }
            }
        }
    }

    /// What is known of the passes before the first one.
    private func history() async -> IterationHistory {
        var history = IterationHistory(after: spec.loop.isPrompted ? spec.previous : nil)
        guard spec.before > 0 else { return history }
        for pass in await worker.passes(before: spec) {
            history.add(
                pass.iteration, verdict: pass.verdict, words: "", failure: AttemptFailure(.failed, pass.verdict),
                output: "")
        }
        return history
    }

    /// What is to be said of a pass: what it may not change, what it must give, and the validation.
    private mutating func judge(_ pass: inout Pass) async throws(AttemptFailure) {
        if let breach = try await breach(after: pass.outcome) {
            pass.outcome = .failed(breach)
            verdict = breach.message
            return
        }
        guard case .passed(let outputs) = pass.outcome else { return }
        if let problem = try await problem(in: outputs) {
            pass.outcome = .failed(AttemptFailure(.invalidOutput, problem))
            verdict = "exited 0; \(problem)"
            return
        }
        guard let validate = spec.loop.validate else { return }
        // What comes behind it is the validation's.
        note("validates the result")
        let tail = TailSink(capture)
        let validation = await execute(
            validate.arguments, iteration: iterations, timeout: spec.loop.iterationTimeout, output: tail)
        guard let failure = failure(of: validation, what: "validation") else {
            verdict = "exited 0; validation passed"
            return
        }
        pass.outcome = .failed(failure)
        pass.output = tail.text
        verdict = "exited 0; \(failure.message)"
    }

    /// Whether another pass may put it right: what is wrong with the outputs is handed back twice.
    private func mayGoOn(after failure: AttemptFailure, invalid: Int) -> Bool {
        guard iterations < maxIterations else { return false }
        return failure.errorClass == .failed || isIterationTimeout(failure)
            || failure.errorClass == .invalidOutput && invalid <= Self.handBacks
    }

    /// How often outputs that do not fit are handed back.
    private static let handBacks = 2

    /// Whether what the pass left breaks the rule that a stage changes neither its own validator nor what is protected.
    ///
    /// Such a tree is not validated. A failure that ends the attempt anyway says more than this one.
    private mutating func breach(after work: Pass.Outcome) async throws(AttemptFailure) -> AttemptFailure? {
        var failure: AttemptFailure?
        if case .failed(let own) = work {
            guard own.errorClass == .failed || own.errorClass == .invalidOutput else { return nil }
            failure = own
        }
        breaches = try await forbiddenChanges()
        guard spec.loop.integrity != .approval, !breaches.isEmpty else { return nil }
        return .integrity(breaches, since: spec.base, after: failure)
    }

    private func forbiddenChanges() async throws(AttemptFailure) -> [String] {
        do throws(GitError) {
            return try await worker.forbiddenChanges(of: spec.loop, from: spec.base, to: tree)
        } catch {
            throw AttemptFailure(error)
        }
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
    ///
    /// A loop of several passes makes a commit of each, also of one that changed nothing: its branch is the list of them.
    private mutating func take(_ worktree: PrivateWorkTree, _ work: Pass.Outcome) async throws(AttemptFailure)
        -> Collected?
    {
        switch work {
        case .passed: verdict = "exited 0"
        case .failed(let failure): verdict = failure.message
        }
        let taken = try await worker.take(
            worktree, since: tip, tree: tree, message: message, identity: spec.identity, at: runner.now(),
            always: maxIterations > 1, guarding: contentGuard, leavingOut: laidOut?.copied ?? [])
        let changed = taken.tree != tree
        tip = taken.tip
        tree = taken.tree
        stated = verdict
        if let pack = taken.pack { packs.append(pack) }
        if let refusal = taken.refusal { note("the agent's own commits were not taken: \(refusal)") }
        isUnchanged = !changed
        return taken.collected
    }

    /// Says in the pass's commit what its validation came to.
    private mutating func restate(_ worktree: PrivateWorkTree, _ collected: Collected?) async throws(AttemptFailure) {
        if isUnchanged, spec.loop.isPrompted { verdict += "; nothing changed" }
        guard let collected, verdict != stated else { return }
        let restated = try await worker.restate(worktree, tip, after: collected, message: message)
        tip = restated.tip
        stated = verdict
        if let pack = restated.pack { packs.append(pack) }
    }

    /// The message of the pass's commit.
    private var message: String {
        secrets.masked(
            (["\(spec.attempt.instance): iteration \(iterations)", "", verdict, ""] + spec.trailers
                + ["\(TreeWorker.iterationTrailer)\(iterations)", ""]).joined(separator: "\n"))
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
