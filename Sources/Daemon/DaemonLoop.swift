import Execution
import Git
import GitNames
import Journaling
import Orchestration
import Pipelines

/// The one loop: takes all that has come, decides, publishes once, and then does what the new states call for.
///
/// No effect before its event is published; what comes in meanwhile gathers for the next turn.
struct DaemonLoop {
    let store: WorkspaceStore
    let runner: AttemptRunner
    let mailbox: Mailbox
    let options: DaemonOptions
    let owner: String
    let state: StateDirectory
    let metrics: LoopMetrics

    var settings = Settings()
    var workspace = Workspace()
    var workspaceHead: ObjectID?
    var workspaceEvents: [WorkspaceEvent] = []
    /// When the first of what is not published yet was decided.
    var decidedAt: ContinuousClock.Instant?
    var runs: [RunID: LiveRun] = [:]
    /// What keeps objects until the next publication refers to them.
    var packs: [KeptPack] = []
    /// Attempts and merges under way, each with what ends it.
    var underWay: [Work: Hold] = [:]
    var timers: Set<Instant> = []
    var touched: Set<RunID> = []
    /// Inbox refs to be deleted once the turn that took them is published.
    var takenRequests: [String] = []
    /// Where cursors go once all that the commits asked for stands.
    var pendingCursors: [String: ObjectID] = [:]
    /// The tags that are known, to be remembered with the cursors.
    var pendingTags: [String]?
    /// Whether the ref stands that remembers them; until it was looked at, it may.
    var knowsTags = true
    var isStopping = false
    /// Something could not be done that is to be tried again.
    var isTroubled = false
    var retryAt: Instant?
    /// What was said of each thing that lasts, so that it is said once.
    var troubles: [String: String] = [:]
    /// Merges that could not be tried, until the next timer; how often that was.
    var postponed: Set<Work> = []
    var failedMerges: [Work: Int] = [:]

    /// Runs that could not be made here, and why: those that wait for them are told.
    var refusedRuns: [RunID: String] = [:]

    var archiving = Archiving()

    var clock = Clock()
    /// Up to which tip the branch that took a run's work was looked at for reverts of it.
    var revertsChecked: [RunID: ObjectID?] = [:]

    /// What was used today; `nil` where nothing bounds that.
    var ledger: DayLedger?
    /// Limits that no config sets and stages wait for, so that it is said once.
    var unknownLimits: Set<LimitName> = []

    /// The runs from whose states anything can follow, by name.
    var busy: [(RunID, LiveRun)] {
        runs.filter { $0.value.isBusy }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Something a child task does.
    enum Work: Hashable {
        case attempt(RunID, AttemptID)
        case merge(RunID, AttemptID, onto: ObjectID)
    }

    /// What the loop holds of something under way.
    struct Hold {
        let signal = StopSignal()
        let permit = PassPermit()
    }

    mutating func run(
        in group: inout ThrowingDiscardingTaskGroup<any Error>, onReady: @Sendable () -> Void
    ) async throws -> DaemonOutcome {
        try await start()
        try await settle(in: &group)
        onReady()
        try await archiveSlowly(in: &group)
        var signals = mailbox.signals.makeAsyncIterator()
        while !isStopping {
            if options.once, await isIdle { break }
            if mailbox.isEmpty { _ = await signals.next() }
            if Task.isCancelled { break }
            let begin = ContinuousClock.now
            try await take(mailbox.take())
            try await settle(in: &group)
            try await archiveSlowly(in: &group)
            metrics.turned(in: .now - begin)
        }
        for hold in underWay.values { hold.signal.stop() }
        let stands = Dictionary(
            uniqueKeysWithValues: touched.compactMap { id in runs[id].map { (id, $0.run.status.rawValue) } })
        return DaemonOutcome(
            runs: stands, allSucceeded: !isTroubled && stands.values.allSatisfy { $0 == "succeeded" })
    }

    private var isIdle: Bool {
        get async {
            guard underWay.isEmpty, mailbox.isEmpty, workspace.requested.isEmpty else { return false }
            return runs.values.allSatisfy { live in
                guard live.turn == nil else { return false }
                return live.run.outstandingEffects.allSatisfy { effect in
                    switch effect {
                    case .move: live.isStuck
                    case .attempt, .merge: false
                    // A deadline alone gives nothing to do, and what is paused waits for a person as well.
                    case .wake: live.run.nextWake == nil
                    // A comparison that is still to be made could not be made, and that was said.
                    // It waits for as long as that other run does.
                    case .subrun: true
                    case .supersede, .awaitEnd, .compareApproval: true
                    }
                }
            }
        }
    }

    /// Reads everything, and says of what was running that it was interrupted.
    private mutating func start() async throws {
        let loaded = try await store.load()
        try await store.releaseLeftPacks()
        settings = try await store.settings()
        workspace = loaded.workspace
        workspaceHead = loaded.head
        for error in loaded.damaged { options.report("cannot read a run: \(error)") }
        for (run, head) in loaded.runs where run.owner == owner {
            runs[run.id] = LiveRun(run: run, head: head)
        }
        try await finishArchiving()
        try await setFirstCursors()
        // Before anything is decided: what users moved while nobody watched.
        await tryTo("look at the refs") { try await $0.verifyRefs() }
        let now = options.now()
        for id in runs.keys.sorted() { noticeReopening(of: id) }
        // What a dead daemon published of a run and did not get to tell.
        await tellOutcomes(of: runs.filter { workspace.active[$0.key] != nil }.mapValues { _ in nil })
        for id in runs.keys.sorted() {
            guard let run = runs[id]?.run else { continue }
            if run.end == nil { touched.insert(id) }
            if workspace.requested[id] != nil { decide(.runOpened(id), at: now) }
            if let end = run.end, workspace.active[id] != nil { decide(.runEnded(id, end.status), at: now) }
            let interrupted = run.interruptibleAttempts
            if !interrupted.isEmpty { command(id, .interrupted(interrupted)) }
            if run.end == nil { command(id, .proceed) }
        }
        try await openLedger()
        lookForAgents()
        await tryTo("look at the repository") { try await $0.look() }
    }

    /// Takes what has come, as commands of the runs that it concerns.
    private mutating func take(_ inputs: [LoopInput]) async throws {
        // First, while no run has a turn under way: what is decided below would hide what users moved.
        let now = options.now()
        let isDue = retryAt.map { $0 <= now } ?? false
        if isDue || inputs.contains(where: { if case .moved(let changes) = $0 { hasOthers(changes) } else { false } }) {
            isTroubled = false
            lookForAgents()
            await tryTo("look at the repository") { try await $0.look() }
        }
        for input in inputs {
            switch input {
            case .moved: break
            case .stop: isStopping = true
            case .fault(let error): throw error
            case .timer(let instant):
                // Set again where it is still waited for: the clock may have been put back.
                timers.remove(instant)
                postponed = []
                for id in runs.keys.sorted() where runs[id]?.run.end == nil { command(id, .proceed) }
            case .iterationEnded(let run, let attempt, let result):
                packs += result.packs
                command(
                    run,
                    .iterationEnded(
                        attempt, iteration: result.iteration, tip: result.tip, verdict: result.verdict,
                        usage: result.usage))
            case .attemptEnded(let run, let attempt, let result):
                underWay[.attempt(run, attempt)] = nil
                packs += result.packs
                command(run, .attemptEnded(attempt, AttemptReport(result)))
            case .mergeEnded(let run, let attempt, let onto, let end):
                underWay[.merge(run, attempt, onto: onto)] = nil
                packs += end.packs
                if let failure = end.failure { postponeMerge(run, attempt, onto: onto, failure) }
                if let report = end.report { command(run, .mergeTried(attempt, onto: onto, report)) }
            }
        }
        await lookAtClock()
        lookAtDay()
    }

    /// Does what git or the disk may refuse for a time: it is reported, and done again with the next look.
    mutating func tryTo(_ what: String, _ step: (inout DaemonLoop) async throws -> Void) async {
        do {
            try await step(&self)
            troubles[what] = nil
        } catch is CancellationError {
            isStopping = true
        } catch let stop as FaultPoints.Stop {
            mailbox.post(.fault(stop))
        } catch {
            isTroubled = true
            reportOnce("cannot \(what): \(error)", about: what)
        }
    }

    /// Reports what lasts, until something else is to be said of it.
    mutating func reportOnce(_ line: String, about topic: String) {
        if troubles.updateValue(line, forKey: topic) != line { options.report(line) }
    }

    /// A merge that could not be tried is tried again later, and is not to be had after some times.
    private mutating func postponeMerge(_ run: RunID, _ attempt: AttemptID, onto: ObjectID, _ failure: String) {
        options.report("\(run): \(attempt): cannot merge: \(failure)")
        let work = Work.merge(run, attempt, onto: onto)
        failedMerges[work, default: 0] += 1
        if failedMerges[work, default: 0] < 4 {
            postponed.insert(work)
            isTroubled = true
        } else {
            failedMerges[work] = nil
            command(run, .mergeTried(attempt, onto: onto, .invalid("it cannot be merged: \(failure)")))
        }
    }

    /// Decides a run's command in the turn under way.
    mutating func command(_ id: RunID, _ command: RunCommand) {
        if decidedAt == nil { decidedAt = .now }
        let now = options.now()
        runs[id]?.decide(command, at: now)
    }

    /// Decides a workspace's command in the turn under way.
    mutating func decide(_ command: WorkspaceCommand, at now: Instant) {
        if decidedAt == nil { decidedAt = .now }
        for event in workspace.decide(command, at: now) {
            workspace.apply(event)
            workspaceEvents.append(event)
        }
    }
}

extension AttemptReport {
    /// What the execution saw, as the core takes it.
    init(_ result: AttemptResult) {
        let outcome: Outcome
        switch result.outcome {
        case .finished(let outputs): outcome = .finished(outputs)
        case .failed(let failure):
            outcome = .failed(
                Failure(
                    failure.errorClass, failure.message, exitCode: failure.exitCode, cancelled: failure.cancelled,
                    notBefore: failure.notBefore, blockedOn: failure.blockedOn, missingAgent: failure.missingAgent))
        }
        self.init(
            outcome: outcome, tip: result.tip, tree: result.tree, iterations: result.iterations,
            lastVerdict: result.verdict, lastUsage: result.usage, breaches: result.breaches, log: result.log,
            artifacts: result.artifacts, documents: result.documents)
    }
}
