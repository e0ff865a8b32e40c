import Execution
import Git
import GitNames
import JSONValues
import Orchestration
import Pipelines

extension DaemonLoop {
    /// Starts what the states call for and is not under way, ends what is under way and is not called for.
    mutating func work(in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        var wanted: Set<Work> = []
        for (id, live) in busy {
            for effect in live.run.outstandingEffects {
                switch effect {
                case .attempt(let order):
                    let work = Work.attempt(id, order.attempt)
                    wanted.insert(work)
                    if underWay[work] == nil { start(order, of: live.run, as: work, in: &group) }
                    underWay[work]?.permit.decide(ended: order.ended, mayGoOn: order.mayGoOn)
                case .merge(let order):
                    let work = Work.merge(id, order.attempt, onto: order.onto)
                    wanted.insert(work)
                    if underWay[work] == nil, !postponed.contains(work) {
                        start(order, of: live.run, as: work, in: &group)
                    }
                case .wake(let instant): setTimer(instant, in: &group)
                case .subrun, .move, .supersede, .awaitEnd, .compareApproval: break
                }
            }
        }
        for (work, hold) in underWay where !wanted.contains(work) { hold.signal.stop() }
        tellNeverBegun()
    }

    /// An attempt that was decided upon and given up in one turn was never begun, so nobody else tells of its end.
    private mutating func tellNeverBegun() {
        for (id, live) in busy where live.turn == nil && live.run.cancel != nil && live.run.end == nil {
            let left = live.run.interruptibleAttempts.filter { underWay[.attempt(id, $0)] == nil }
            if !left.isEmpty { command(id, .interrupted(left)) }
        }
    }

    private mutating func start(
        _ order: AttemptOrder, of run: Run, as work: Work, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        let hold = Hold()
        underWay[work] = hold
        var unguarded = AttemptSpec(order, of: run, globs: settings.documents)
        unguarded.diskFloor = settings.diskFloor
        let (runner, mailbox, faults, store) = (runner, mailbox, options.faults, store)
        let (secrets, start) = (settings.secrets, run.creation.request.commit)
        let id = run.id
        group.addTask { [unguarded] in
            await hold.signal.run {
                do {
                    try faults.pass(.attemptStarted)
                    var spec = unguarded
                    spec.secrets = await store.secrets(at: start, with: secrets)
                    let result = await runner.run(spec) { iteration in
                        do {
                            try faults.pass(.iterationEnded)
                            mailbox.post(.iterationEnded(id, order.attempt, iteration))
                        } catch {
                            mailbox.post(.fault(error))
                        }
                        return await hold.permit.allows(after: iteration.iteration)
                    }
                    try faults.pass(.attemptEnded)
                    mailbox.post(.attemptEnded(id, order.attempt, result))
                } catch {
                    mailbox.post(.fault(error))
                }
            }
        }
    }

    private mutating func start(
        _ order: MergeOrder, of run: Run, as work: Work, in group: inout ThrowingDiscardingTaskGroup<any Error>
    ) {
        let hold = Hold()
        underWay[work] = hold
        let (runner, mailbox, store) = (runner, mailbox, store)
        let (id, globs) = (run.id, settings.documents)
        var unbased = AttemptSpec(order, of: run, globs: globs)
        unbased.diskFloor = settings.diskFloor
        let (secrets, start) = (settings.secrets, run.creation.request.commit)
        group.addTask { [unbased] in
            await hold.signal.run {
                var end = MergeEnd(report: nil, packs: [], failure: nil)
                do {
                    let (result, commit, pack) = try await store.merge(order)
                    if let pack { end.packs.append(pack) }
                    switch result {
                    case .conflicts(let paths): end.report = .conflicts(paths.map(\.display))
                    case .merged(let tree):
                        var invalid: String?
                        if order.loop.integrity != .approval {
                            invalid = try await runner.forbiddenMerge(of: order.loop, onto: order.onto, tree: tree)
                        }
                        if invalid == nil, let commit, order.loop.validate != nil {
                            var spec = unbased
                            spec.base = commit
                            spec.from = commit
                            spec.secrets = await store.secrets(at: start, with: secrets)
                            invalid = await runner.validate(spec)
                        }
                        let documents = try await runner.documents(from: order.onto, to: tree, globs: globs)
                        end.report = invalid.map { .invalid($0) } ?? .merged(tree: tree, documents: documents)
                    }
                } catch let stop as FaultPoints.Stop {
                    mailbox.post(.fault(stop))
                } catch {
                    end.failure = "\(error)"
                }
                mailbox.post(.mergeEnded(id, order.attempt, onto: order.onto, end))
            }
        }
    }

    mutating func setTimer(_ instant: Instant, in group: inout ThrowingDiscardingTaskGroup<any Error>) {
        guard timers.insert(instant).inserted else { return }
        let (mailbox, sleep) = (mailbox, options.sleep)
        let wait = max(.milliseconds(1), instant - options.now())
        group.addTask {
            guard (try? await sleep(wait)) != nil else { return }
            mailbox.post(.timer(instant))
        }
    }
}

extension AttemptSpec {
    init(_ order: AttemptOrder, of run: Run, globs: Settings.Documents) {
        self.init(
            attempt: order.attempt, run: run.id, pipeline: run.creation.pipeline.name, base: order.base,
            workBranch: order.workBranch, loop: order.loop, input: order.input,
            documents: run.creation.request.documents.map(\.path), timeout: order.timeout,
            trailers: run.trailers(order.attempt, iteration: 0).split(separator: "\n").map(String.init).dropLast(),
            identity: run.creation.identity, globs: globs)
        from = order.from
        before = order.before
        previous = order.previous.map { Previous($0.errorClass, $0.message, exitCode: $0.exitCode) }
        let mapping = run.creation.pipeline.stage(order.attempt.instance.stage)?.outputMapping ?? Mapping()
        check = { outputs in
            switch mapping.outputs(from: outputs) {
            case .mapped: nil
            case .missing(let what), .invalid(let what): what
            }
        }
    }

    /// For the validation of a merged tree; the base is set once there is a commit of it.
    init(_ order: MergeOrder, of run: Run, globs: Settings.Documents) {
        self.init(
            attempt: order.attempt, run: run.id, pipeline: run.creation.pipeline.name, base: order.onto,
            workBranch: run.workBranch(order.attempt.instance), loop: order.loop, input: .object([:]), documents: [],
            timeout: order.timeout, trailers: [], identity: run.creation.identity, globs: globs)
    }
}
